"""Who may serve an order: each rule a function from pairs of an order and somebody to the half-days that it lets them,
or to a plain yes or no.

An empty set of half-days is a no. Rules are asked one after the other, and whoever has no half-day left is excluded by
the rule that was asked last: that is what the funnel counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.dispatch.matching import halfdays
from services.dispatch.matching.arrays import Flags, Rows
from services.dispatch.matching.asked import Asked
from services.dispatch.matching.halfdays import EVER, HalfDays
from services.dispatch.matching.roster import ADULT, WITH_CONSENT, Group

DANGEROUS = 2
"""From this risk level on nobody goes without insurance, and no minor at all (条例 Art. 17, 山东 Art. 10)."""


class Side:
    """Orders beside the persons, or beside the teams: who is able to, and who is named in which order."""

    def __init__(self, asked: Asked, group: Group, *, of_teams: bool = False) -> None:
        self.asked, self.group, self.of_teams = asked, group, of_teams
        self.able = asked.able(group, whole=of_teams)
        self.never = asked.listed(group, lambda need: ((one, 1) for one in need.never))
        self.asked_before = asked.listed(group, lambda need: ((one, 1) for one in need.asked_before))
        self.said_against = asked.listed(group, lambda need: ((one, 1) for one in need.said_against))
        self.served_by = asked.listed(group, lambda need: need.served_by)

    def left(self) -> HalfDays:
        """The half-days that everybody has left, whatever is asked."""
        left = [self.group.column(name) for name in ("available", "unbooked", "with_room", "unwearied")]
        return np.where(self.group.column("active"), np.bitwise_and.reduce(left), np.uint64(0))


def sides(asked: Asked) -> tuple[Side, Side]:
    """Orders beside all persons, and beside all teams."""
    return Side(asked, asked.roster.people), Side(asked, asked.roster.teams, of_teams=True)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of an order and a row of a group; `orders` is a number where all pairs are of one order."""

    side: Side
    orders: Rows | int
    rows: Rows

    @property
    def asked(self) -> Asked:
        """The orders."""
        return self.side.asked

    def of(self, name: str) -> NDArray[Any]:
        """A column of the roster."""
        column: NDArray[Any] = self.side.group.column(name).take(self.rows, axis=0)
        return column

    def able(self) -> Flags:
        """Who has the skills."""
        able = self.side.able
        return np.asarray(able.take(self.asked.skill_set[self.orders] * able.shape[1] + self.rows))

    def metres(self) -> NDArray[np.int64]:
        """How far it is from home to the order's site."""
        return self.asked.metres(self.orders, self.of("home"))

    def only(self, kept: Rows | Flags) -> "Pairs":
        """Some of the pairs."""
        orders = self.orders if isinstance(self.orders, int) else self.orders[kept]
        return Pairs(self.side, orders, self.rows[kept])


class Everybody(Pairs):
    """One order beside all rows of a group: columns as they stand, for to pick a hundred thousand rows takes time."""

    def of(self, name: str) -> NDArray[Any]:
        """A column of the roster."""
        return self.side.group.column(name)

    def able(self) -> Flags:
        """Who has the skills."""
        return np.asarray(self.side.able[self.asked.skill_set[self.orders]])


Rule = Callable[[Pairs], HalfDays | Flags]


def confirmed(pairs: Pairs) -> Flags:
    """On the roster and not paused: nobody is asked who has not confirmed that they take part (山东 Art. 11)."""
    return _is(pairs.of("active"))


def skill(pairs: Pairs) -> Flags:
    """A person has the skill of one of the places, a team those of all."""
    return _is(pairs.able())


def qualification(pairs: Pairs) -> HalfDays:
    """Where the law demands a qualification it counts on the day of the visit (条例 Art. 16)."""
    held = pairs.side.group.qualified_until.cells
    return halfdays.until(held[pairs.asked.qualification[pairs.orders], pairs.rows], pairs.asked.roster.begins)


def insurance(pairs: Pairs) -> HalfDays:
    """Dangerous service only while insured (条例 Art. 17)."""
    insured = halfdays.until(pairs.of("insured"), pairs.asked.roster.begins)
    return np.where(pairs.asked.risk[pairs.orders] < DANGEROUS, np.uint64(EVER), insured)


def age_to_lead(pairs: Pairs) -> Flags:
    """An adult leads; a minor whose guardian agreed goes alone only where the item lets them and nothing is dangerous
    (山东 Art. 10, 浙江 Art. 9)."""
    alone = pairs.asked.places[pairs.orders] == 1
    return _is((pairs.of("age") == ADULT) | (alone & _minor_may(pairs)))


def age_to_join(pairs: Pairs) -> Flags:
    """In a team a minor is in company."""
    return _is((pairs.of("age") == ADULT) | _minor_may(pairs))


def carer_gender(pairs: Pairs) -> Flags:
    """Only where the need makes it a rule."""
    wanted = pairs.asked.gender[pairs.orders]
    return _is((wanted == 0) | (pairs.of("gender") == wanted))


def no_conflict(pairs: Pairs) -> Flags:
    """Not somebody who must not be sent to this resident, or whose visit has to be repeated by others."""
    return _is(pairs.side.never.of(pairs.orders, pairs.rows) == 0)


def not_asked_before(pairs: Pairs) -> Flags:
    """Whoever said no to this order, or let it pass, is not asked again: a no is a no (条例 Art. 25)."""
    return _is(pairs.side.asked_before.of(pairs.orders, pairs.rows) == 0)


def nothing_said_against(pairs: Pairs) -> Flags:
    """Whoever said of their own will, and not long ago, that such an order is not for them is left in peace."""
    return _is(pairs.side.said_against.of(pairs.orders, pairs.rows) == 0)


def common_language(pairs: Pairs) -> Flags:
    """Who serves a resident of one language only speaks it."""
    return _is(~pairs.asked.only_language[pairs.orders] | speaks(pairs))


def travel(pairs: Pairs) -> Flags:
    """No further than they said that they travel."""
    return _is(pairs.metres() <= pairs.of("travel"))


def half_days(pairs: Pairs) -> HalfDays:
    """A half-day of their habit lies within the wanted time."""
    return pairs.of("available") & pairs.asked.half_days[pairs.orders]


def unbooked(pairs: Pairs) -> HalfDays:
    """Nothing else is promised then; where the county lets people rest, nothing on the same day."""
    return pairs.of("unbooked")


def weekly_cap(pairs: Pairs) -> HalfDays:
    """Fewer visits in that week than they said that they would make at most (条例 Art. 15: no overload)."""
    return pairs.of("with_room")


def rest(pairs: Pairs) -> HalfDays:
    """Not asked too often for that week already."""
    return pairs.of("unwearied")


ABLE_AND_FREE: tuple[Rule, ...] = (confirmed, skill, travel, half_days, unbooked, weekly_cap)
FIT: tuple[Rule, ...] = (qualification, insurance, age_to_lead, carer_gender, common_language, no_conflict)
OF_PEOPLE: tuple[Rule, ...] = (*ABLE_AND_FREE, *FIT, not_asked_before, nothing_said_against, rest)
"""In the order in which they are asked, and told: who is near and free stands before what the law asks of them."""
LEFT_IN_PEACE: tuple[Rule, ...] = (no_conflict, not_asked_before, nothing_said_against, rest)
OF_TEAMS: tuple[Rule, ...] = (skill, travel, half_days, unbooked, weekly_cap, *LEFT_IN_PEACE)
"""Whether its members can fill the places is asked afterwards: see `crews`."""
OF_MEMBERS: tuple[Rule, ...] = (
    confirmed,
    skill,
    half_days,
    unbooked,
    weekly_cap,
    qualification,
    insurance,
    age_to_join,
    carer_gender,
    no_conflict,
)


WORTH_PICKING = 0.7
"""Whoever is out is looked at with the others until so few are left: to pick the rest costs more than to look again."""


def passing(pairs: Pairs, rules: Sequence[Rule]) -> tuple[Pairs, HalfDays, list[tuple[str, int]]]:
    """The pairs that all rules let pass, in which half-days; and after each rule how many were left."""
    halves: HalfDays = np.broadcast_to(np.uint64(EVER), pairs.rows.shape)
    alive: Flags = np.broadcast_to(np.True_, pairs.rows.shape)
    left = []
    for rule in rules:
        said = rule(pairs)
        if said.dtype != bool:
            halves = halves & said
        alive = alive & (said if said.dtype == bool else halves != 0)
        count = int(np.count_nonzero(alive))
        left.append((rule.__name__, count))
        if count < len(alive) * WORTH_PICKING:
            kept = np.flatnonzero(alive)
            pairs, halves, alive = pairs.only(kept), halves[kept], alive[kept]
    return pairs.only(alive), halves[alive], left


def speaks(pairs: Pairs) -> Flags:
    """Who speaks the resident's language."""
    spoken: Flags = pairs.side.group.speaks.cells[pairs.asked.language[pairs.orders], pairs.rows]
    return spoken


def _is(said: Any) -> Flags:
    """A plain yes or no for each pair, an eighth of what half-days take: the first rules look at everybody."""
    return np.asarray(said)


def _minor_may(pairs: Pairs) -> Flags:
    safe = pairs.asked.risk[pairs.orders] < DANGEROUS
    may: Flags = (pairs.of("age") == WITH_CONSENT) & pairs.asked.minors[pairs.orders] & safe
    return may
