"""Whether the members of a team can fill the places of an order, and in which half-days.

By Hall's theorem they can if and only if for every set of the skills asked there are at least as many members with one
of them as there are places. Whoever fills any place can be part of a whole crew (the sets that can be placed are a
matroid), so one member who speaks the resident's language is enough for that rule, too.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from services.dispatch.matching import rules
from services.dispatch.matching.arrays import Flags, Rows, laid_out
from services.dispatch.matching.asked import Asked
from services.dispatch.matching.halfdays import EVER, HalfDays, bits_of
from services.dispatch.matching.rules import Pairs, Rule, Side

CREW = "crew"
"""The rule that the members of a team can fill the places."""
NOTHING: Mapping[Rule, Rule] = {}


def allowed(
    pairs: Pairs, people: Side, instead: Mapping[Rule, Rule] = NOTHING
) -> tuple[Pairs, HalfDays, list[tuple[str, int]]]:
    """The pairs that all rules let pass, as `rules.passing` tells them; of teams those that can make up a crew."""
    kept = [instead.get(rule, rule) for rule in (rules.OF_TEAMS if pairs.side.of_teams else rules.OF_PEOPLE)]
    pairs, halves, left = rules.passing(pairs, kept)
    if pairs.side.of_teams:
        halves = halves & crew_half_days(pairs, people)
        pairs, halves = pairs.only(halves != 0), halves[halves != 0]
        left.append((CREW, len(halves)))
    return pairs, halves, left


def crew_half_days(pairs: Pairs, people: Side) -> HalfDays:
    """For each pair of an order and a team the half-days in which its members can fill the places."""
    asked = pairs.asked
    orders = np.broadcast_to(np.asarray(pairs.orders, dtype=np.int64), pairs.rows.shape)
    pair, members, halves = _members(pairs.rows, orders, people)
    filled: HalfDays = np.zeros(len(pairs.rows), dtype=np.uint64)
    for number in np.unique(asked.skill_set[orders]):
        teams = np.flatnonzero(asked.skill_set[orders] == number)
        inside = np.flatnonzero(asked.skill_set[members.orders] == number)
        places = _Places(sorted(asked.skill_sets[number], key=str), asked, orders[teams])
        at = np.searchsorted(teams, pair[inside])
        filled[teams] = places.filled_by(members.only(inside), at, halves[inside])
    return filled


def _members(teams: Rows, orders: Rows, people: Side) -> tuple[Rows, Pairs, HalfDays]:
    """All members who may come along: to which pair of order and team they belong, who they are, when they can."""
    distinct, number = np.unique(teams, return_inverse=True)
    crews = [people.asked.roster.members_of(int(team)) for team in distinct]
    count = np.array([len(crew) for crew in crews], dtype=np.int64)
    pair, at = laid_out((np.cumsum(count) - count)[number], count[number])
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *crews])[at]
    halves: HalfDays = np.full(len(rows), EVER, dtype=np.uint64)
    everyone = Pairs(people, orders[pair], rows)
    for rule in rules.OF_MEMBERS:
        said = rule(everyone)
        halves = np.where(said, halves, np.uint64(0)) if said.dtype == bool else halves & said
    ready = np.flatnonzero(halves)
    return pair[ready], everyone.only(ready), halves[ready]


class _Places:
    """The places of some orders that ask for the same skills, each for as many as it needs."""

    def __init__(self, skills: Sequence[str | None], asked: Asked, orders: Rows) -> None:
        self._skills, self._teams = skills, len(orders)
        numbers = range(len(skills))
        self._sets = [list(one) for size in numbers for one in combinations(numbers, size + 1)]
        distinct, at = np.unique(orders, return_inverse=True)
        wanted = np.array([[asked.needs[order].places.count(skill) for skill in skills] for order in distinct])
        self._wanted = [wanted[at][:, chosen].sum(axis=1) for chosen in self._sets]

    def filled_by(self, members: Pairs, team: Rows, halves: HalfDays) -> HalfDays:
        """For each team the half-days in which those of its `members` who can then fill all places."""
        people = members.side.group
        has = people.skilled.held(self._skills, len(people))[:, members.rows]
        able: list[Flags] = [np.logical_or.reduce(has[chosen], axis=0) for chosen in self._sets]
        speaks = rules.speaks(members)
        only = np.zeros(self._teams, dtype=bool)
        only[team] = members.asked.only_language[members.orders]
        filled: HalfDays = np.zeros(self._teams, dtype=np.uint64)
        for bit in bits_of(int(np.bitwise_or.reduce(halves, initial=0))):
            here = np.flatnonzero(halves >> np.uint64(bit) & np.uint64(1))
            enough: Flags = ~only | (np.bincount(team[here], speaks[here], self._teams) > 0)
            for one, wanted in zip(able, self._wanted, strict=True):
                enough &= np.bincount(team[here], one[here], self._teams) >= wanted
            filled |= enough.astype(np.uint64) << np.uint64(bit)
        return filled
