"""Counties to measure with: townships of ten by ten kilometres with fifteen villages, drawn by chance from a seed.

Villages differ in size as villages do, and where orders come from is not where volunteers live. Some skills are common,
some rare. How scarce help is, is decided by how full the volunteers' week is already, not by how many there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np

from services.dispatch.matching.asked import Asked
from services.dispatch.matching.halfdays import NAMES
from services.dispatch.matching.model import Deeds, Need, Site, Team, Visit, Volunteer
from services.dispatch.matching.roster import Roster
from services.dispatch.matching.weights import Weights

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
VILLAGES, PEOPLE_OF_A_VILLAGE, MEMBERS = 15, 60, 15
SKILLS = [f"skill-{number:02}" for number in range(16)]
LANGUAGES = [f"language-{number}" for number in range(6)]
ROOM = {"surplus": 2.0, "balance": 1.0, "scarcity": 0.7}
"""So many more visits the volunteers can make, for each order."""

KM_NORTH, KM_EAST = 1 / 111.2, 1 / 91.0
"""Degrees of a kilometre at 35° north."""


@dataclass(frozen=True)
class County:
    """So many orders and volunteers, drawn from a seed."""

    orders: int
    volunteers: int
    regime: str
    seed: int
    weights: Weights = field(default_factory=Weights)

    def __str__(self) -> str:
        return f"{self.orders:,} × {self.volunteers:,}, {self.regime}, seed {self.seed}"

    @cached_property
    def roster(self) -> Roster:
        """Everybody as they are on Sunday noon."""
        roster = Roster(self.weights, MONDAY, self._sites)
        for one in self.volunteers_drawn():
            roster.put_volunteer(one)
        for team in self.teams_drawn():
            roster.put_team(team)
        return roster

    @cached_property
    def asked(self) -> Asked:
        """The orders, beside the roster."""
        return Asked(self.roster, self.needs, NOW)

    @cached_property
    def needs(self) -> list[Need]:
        """The orders of a week and a half."""
        rng, n = self._rng(2), self.orders
        villages = self._village_of(rng, n, shifted=True)
        skills, places = self._skill(rng, n), 1 + (rng.random(n) < 0.15)
        begins, lasts, hours = rng.integers(0, 10, n), rng.integers(1, 4, n), rng.integers(0, 2, n) * 5
        priority, waited = 1 + rng.choice(4, n, p=(0.05, 0.25, 0.6, 0.1)), rng.integers(0, 7 * 24, n)
        speaks, only = rng.choice(len(LANGUAGES), n, p=_falling(len(LANGUAGES))), rng.random(n) < 0.05
        known, risk = rng.random(n) < 0.2, rng.choice(3, n, p=(0.6, 0.3, 0.1))
        friends = rng.integers(0, self.volunteers, n)
        return [
            Need(
                id=f"o{i:06}",
                site=self._sites[villages[i]].path,
                item=SKILLS[skills[i]],
                places=(SKILLS[skills[i]],) * int(places[i]),
                wanted_from=_at(int(begins[i]), 8 + int(hours[i])),
                wanted_to=_at(int(begins[i] + lasts[i] - 1), 18),
                minutes=60,
                submitted_at=NOW - timedelta(hours=int(waited[i])),
                priority=int(priority[i]),
                risk_level=int(risk[i]),
                language=LANGUAGES[speaks[i]],
                only_language=bool(only[i]),
                served_by=((f"v{friends[i]:06}", 1),) if known[i] else (),
            )
            for i in range(n)
        ]

    def teams_drawn(self) -> Iterator[Team]:
        """The teams, one after the other."""
        rng = self._rng(4)
        villages = self._village_of(rng, self._teams)
        for number in range(self._teams):
            some = rng.permutation(len(SKILLS))[:4]
            home = self._sites[villages[number]].path
            yield Team(id=f"t{number:06}", home=home, skills=tuple(SKILLS[one] for one in some))

    def volunteers_drawn(self) -> Iterator[Volunteer]:
        """The volunteers, one after the other."""
        rng, n = self._rng(1), self.volunteers
        villages, first, second = self._village_of(rng, n), self._skill(rng, n), self._skill(rng, n)
        both, habit, cap = rng.random(n) < 0.4, rng.random((n, 14)) < 0.4, rng.integers(1, 4, n)
        insured, paused = rng.random(n) < 0.7, rng.random(n) < 0.05
        travel = rng.choice((6, 10, 20), n, p=(0.3, 0.5, 0.2))
        other, ratings, level = rng.integers(0, len(LANGUAGES), n), rng.integers(0, 30, n), 3.5 + 1.5 * rng.random(n)
        room, served = self._rooms(cap), rng.integers(0, 120, n)
        joined = rng.integers(0, max(1, self._teams), n), rng.random(n) < self._teams * MEMBERS / n
        for i in range(n):
            yield Volunteer(
                id=f"v{i:06}",
                home=self._sites[villages[i]].path,
                active=not paused[i],
                skills=tuple({SKILLS[first[i]], SKILLS[second[i]]} if both[i] else {SKILLS[first[i]]}),
                insured_until=date(2027, 12, 31) if insured[i] else None,
                languages=(LANGUAGES[0], LANGUAGES[other[i]]),
                available=tuple(name for name, free in zip(NAMES, habit[i], strict=True) if free),
                max_per_week=int(cap[i]),
                travel_km=int(travel[i]),
                teams=(f"t{joined[0][i]:06}",) if joined[1][i] else (),
                deeds=Deeds(
                    visits=tuple(self._taken(int(cap[i] - room[i]))),
                    last_served=MONDAY - timedelta(days=int(served[i])) if served[i] < 90 else None,
                    rating_sum=round(float(level[i]) * int(ratings[i])),
                    rating_count=int(ratings[i]),
                ),
            )

    def _taken(self, visits: int) -> Iterator[Visit]:
        """Visits that are promised already, in each of the two weeks that orders lie in."""
        for week in range(2):
            for visit in range(visits):
                yield MONDAY + timedelta(days=7 * week + 2 * visit), False

    def _rooms(self, cap: np.ndarray) -> np.ndarray:
        """How many visits a week each still can make, so that all together are as scarce as wanted."""
        wanted = ROOM[self.regime] * self.orders / 2
        kept = self._rng(3).random(len(cap)) < min(1.0, wanted / cap.sum())
        return cap * kept

    @property
    def _teams(self) -> int:
        return self.volunteers // 100

    @cached_property
    def _sites(self) -> list[Site]:
        count = max(VILLAGES, self.volunteers // PEOPLE_OF_A_VILLAGE // VILLAGES * VILLAGES)
        side = int(np.ceil(np.sqrt(count / VILLAGES)))
        rng = self._rng(0)
        return [
            Site(
                path=f"100000/{village // VILLAGES:03}/{village % VILLAGES:03}",
                latitude=35 + 10 * KM_NORTH * (village // VILLAGES // side + rng.random()),
                longitude=107 + 10 * KM_EAST * (village // VILLAGES % side + rng.random()),
            )
            for village in range(count)
        ]

    def _village_of(self, rng: np.random.Generator, count: int, *, shifted: bool = False) -> np.ndarray:
        size = self._rng(6).lognormal(0, 0.8, len(self._sites))
        if shifted:
            size = size * self._rng(7).lognormal(0, 0.5, len(self._sites))
        return rng.choice(len(self._sites), count, p=size / size.sum())

    def _skill(self, rng: np.random.Generator, count: int) -> np.ndarray:
        return rng.choice(len(SKILLS), count, p=_falling(len(SKILLS)))

    def _rng(self, *stream: int) -> np.random.Generator:
        return np.random.default_rng((self.seed, *stream))


def _falling(count: int) -> np.ndarray:
    """The first is the commonest (Zipf)."""
    share = 1 / np.arange(1, count + 1)
    return share / share.sum()


def _at(days: int, hour: int) -> datetime:
    return datetime(2026, 11, 23, hour - 8, tzinfo=UTC) + timedelta(days=days)
