"""The roster as arrays: a row for each person and each team, kept current by putting one of them in again."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.dispatch.matching import halfdays
from services.dispatch.matching.arrays import Marks, Points, Rows
from services.dispatch.matching.distance import Sites
from services.dispatch.matching.halfdays import EVER, IN_A_WEEK, WEEK, WEEKS
from services.dispatch.matching.model import Deeds, Site, Team, Volunteer
from services.dispatch.matching.weights import Weights

AGES = ("adult", "minor_with_consent", "minor")
ADULT, WITH_CONSENT, MINOR = range(3)
NO_DAY, LAST_DAY = 0, date.max.toordinal()

COLUMNS: dict[str, tuple[str, int]] = {
    **dict.fromkeys(("active", "duty"), ("?", 0)),
    **dict.fromkeys(("home", "age", "gender", "insured", "travel", "per_week", "served"), ("i4", 0)),
    **dict.fromkeys(("available", "unbooked", "with_room", "unwearied"), ("u8", 0)),
    **{"row": ("i8", 0), "jobs": ("i2", WEEKS), "asked": ("i2", WEEKS), "ratings": ("i4", 2)},
}
"""The kind of each column, and how many numbers of it a row has where it has several.

Days are ordinals, `travel` is in metres, `ratings` sum and count; `available` to `unwearied` are half-days: those of
their habit, and those that no visit, no weekly cap and no week full of offers forbids."""

GENDERS = (None, "female", "male")


_A_TEAM = {"active": True, "age": ADULT, "gender": 0, "insured": NO_DAY, "available": EVER}
"""A team's own row says nothing of what its members are asked."""


class Group:
    """All persons, or all teams."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.row_of: dict[str, int] = {}
        self._places: Rows | None = None
        self._columns = {name: np.zeros((64, many) if many else 64, kind) for name, (kind, many) in COLUMNS.items()}
        self.skilled = Marks(np.bool_, True)
        self.speaks = Marks(np.bool_, True)
        self.qualified_until = Marks(np.int32, LAST_DAY)

    def __len__(self) -> int:
        return len(self.ids)

    def number(self, one_id: str) -> int:
        """The row of somebody; -1 when nobody has this id."""
        return self.row_of.get(one_id, -1)

    def write(self, one_id: str, values: Mapping[str, Any]) -> int:
        """Write somebody's row anew, or a new one; its number."""
        row = self.row_of.setdefault(one_id, len(self.ids))
        if row == len(self.ids):
            self.ids.append(one_id)
            self._places = None
        if row == len(self._columns["home"]):
            self._columns = {name: np.concatenate([all_, np.zeros_like(all_)]) for name, all_ in self._columns.items()}
        for name, value in {"row": row, **values}.items():
            self._columns[name][row] = value
        return row

    def places(self) -> Rows:
        """For each row its place when all are sorted by id: what decides between equals."""
        if self._places is None:
            self._places = np.argsort(sorted(range(len(self.ids)), key=self.ids.__getitem__))
        return self._places

    def column(self, name: str) -> NDArray[Any]:
        """What stands in a column of all rows."""
        return self._columns[name][: len(self.ids)]


class Roster:
    """Who can help, from the Monday `begins` on, under these weights. `version` is the owner's to set.

    Not for two threads at once: whoever puts somebody in while another ranks lets them share a lock.
    A part of a roster, such as a snapshot keeps, is told how rare each skill is in the whole.
    """

    def __init__(
        self, weights: Weights, begins: date, sites: Iterable[Site], rarities: Mapping[str, int] | None = None
    ) -> None:
        self.weights, self.begins, self.version = weights, halfdays.monday(begins), 0
        self.sites = Sites(sites, weights)
        self.people, self.teams = Group(), Group()
        self._rarities = rarities
        self._members: dict[str, set[int]] = {}
        self._crews: dict[str, Rows] = {}
        self._teams_of: dict[int, tuple[str, ...]] = {}

    def put_volunteer(self, one: Volunteer) -> None:
        """Somebody as they are now."""
        row = self.people.write(
            one.id,
            {
                **self._common(one.home, one.deeds, one.travel_km, one.max_per_week),
                "active": one.active,
                "age": AGES.index(one.age_class),
                "gender": GENDERS.index(one.gender),
                "insured": one.insured_until.toordinal() if one.insured_until else NO_DAY,
                "available": halfdays.named(one.available),
            },
        )
        self.people.skilled.write(row, dict.fromkeys(one.skills, True))
        self.people.speaks.write(row, dict.fromkeys(one.languages, True))
        held = sorted(one.qualifications, key=lambda held: held[1])
        self.people.qualified_until.write(row, {name: last.toordinal() for name, last in held})
        for team_id in self._teams_of.get(row, ()):
            self._members[team_id].discard(row)
            self._crews.pop(team_id, None)
        for team_id in one.teams:
            self._members.setdefault(team_id, set()).add(row)
            self._crews.pop(team_id, None)
        self._teams_of[row] = one.teams

    def put_team(self, one: Team) -> None:
        """A team as it is now."""
        weights = self.weights
        common = self._common(one.home, one.deeds, weights.team_km, weights.team_per_week)
        row = self.teams.write(one.id, {**common, **_A_TEAM, "duty": one.duty})
        self.teams.skilled.write(row, dict.fromkeys(one.skills, True))

    def members_of(self, team_row: int) -> Rows:
        """The rows of a team's members, by their ids, so that it does not matter who was put in first."""
        team_id = self.teams.ids[team_row]
        if team_id not in self._crews:
            members = sorted(self._members.get(team_id, ()), key=self.people.ids.__getitem__)
            self._crews[team_id] = np.array(members, dtype=np.int64)
        return self._crews[team_id]

    def rarity(self, skill: str | None) -> int:
        """By how many halvings of the whole county one comes to those who have a skill."""
        if self._rarities is not None:
            return self._rarities.get(skill or "", 0)
        held = int(self.people.skilled.count[self.people.skilled.number(skill)])
        return (len(self.people) // held).bit_length() if held else 0

    def rarest(self, rows: Rows) -> Points:
        """The rarity of the rarest skill of each of these persons."""
        skilled = self.people.skilled
        rarity = np.array([0, 0, *(self.rarity(name) for name in skilled.names())], dtype=np.int8)
        held = skilled.cells[: len(rarity), rows]
        rarest: Points = np.max(held * rarity[:, None], axis=0, initial=0).astype(np.int64)
        return rarest

    def _common(self, home: str, deeds: Deeds, travel_km: int, per_week: int) -> dict[str, Any]:
        """What persons and teams have in common."""
        taken = [bit for visit in deeds.visits if (bit := halfdays.bit_of(*visit, self.begins)) is not None]
        jobs, asked = [0] * WEEKS, [0] * WEEKS
        for bit in taken:
            jobs[bit // IN_A_WEEK] += 1
        for day in deeds.asked:
            bit = halfdays.bit_of(day, False, self.begins)
            if bit is not None:
                asked[bit // IN_A_WEEK] += 1
        booked = sum({1 << bit for bit in taken})
        if self.weights.rest_days:
            booked = halfdays.whole_days(booked)
        return {
            "home": self.sites.at(home),
            "travel": travel_km * 1000,
            "per_week": per_week,
            "jobs": jobs,
            "asked": asked,
            "unbooked": EVER & ~booked,
            "with_room": sum(week for week, done in zip(WEEK, jobs, strict=True) if done < per_week),
            "unwearied": sum(week for week, had in zip(WEEK, asked, strict=True) if had < self.weights.most_asked),
            "served": deeds.last_served.toordinal() if deeds.last_served else NO_DAY,
            "ratings": (deeds.rating_sum, deeds.rating_count),
        }
