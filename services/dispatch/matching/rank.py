"""One order: everybody who may serve it, the best first, and why the others may not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from services.dispatch.matching import costs, halfdays, rules
from services.dispatch.matching.arrays import Points, Rows
from services.dispatch.matching.asked import Asked
from services.dispatch.matching.crews import NOTHING, allowed
from services.dispatch.matching.halfdays import IN_A_WEEK, HalfDays
from services.dispatch.matching.model import PERSON, TEAM, Need
from services.dispatch.matching.roster import Roster
from services.dispatch.matching.rules import Everybody, Pairs, Side, sides

BEST = 20


@dataclass(frozen=True, slots=True)
class Facts:
    """What the score is made of, in the units that people use."""

    metres: int
    served_before: int
    visits_this_week: int
    offers_this_week: int
    rating_sum: int
    rating_count: int
    last_served: date | None

    @property
    def level(self) -> float:
        """The mean of the ratings, where there are any."""
        return round(self.rating_sum / self.rating_count, 1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may serve: the `terms` add up to the `points`; `half_days` are those of the lightest week."""

    kind: str
    id: str
    points: int
    terms: dict[str, int]
    facts: Facts
    half_days: tuple[tuple[date, bool], ...]


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many there were, and after each rule how many were left."""

    all: int
    left: tuple[tuple[str, int], ...]

    @property
    def excluded(self) -> dict[str, int]:
        """How many each rule excluded that no rule before it had."""
        before = [self.all, *(count for _, count in self.left)]
        return {code: was - count for (code, count), was in zip(self.left, before, strict=False)}


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best of the persons, or of the teams, and what became of the others."""

    best: tuple[Candidate, ...]
    funnel: Funnel


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who suits an order best, from this version of the roster and of the weights."""

    order_id: str
    roster_version: int
    weights_version: str
    people: Ranked
    teams: Ranked


def rank(roster: Roster, need: Need, now: datetime, most: int = BEST) -> Ranking:
    """The exact best `most` persons and teams; the id decides between equals."""
    people, teams = sides(Asked(roster, [need], now))
    found = [search(side, people) for side in (people, teams)]
    ranked = (Ranked(best(one, most), one.funnel) for one in found)
    return Ranking(need.id, roster.version, roster.weights.version, *ranked)


@dataclass(frozen=True, slots=True)
class Search:
    """The pairs of one order that all rules let pass, when, and the way there."""

    pairs: Pairs
    halves: HalfDays
    funnel: Funnel


def search(
    side: Side, people: Side, rows: Rows | None = None, instead: Mapping[rules.Rule, rules.Rule] = NOTHING
) -> Search:
    """Everybody, or whoever is in `rows`, who may serve the one order; with other rules `instead` of some."""
    asked_of = Everybody(side, 0, side.group.column("row")) if rows is None else Pairs(side, 0, rows)
    pairs, halves, left = allowed(asked_of, people, instead)
    return Search(pairs, halves, Funnel(len(asked_of.rows), tuple(left)))


def best(found: Search, most: int) -> tuple[Candidate, ...]:
    """The candidates with the fewest points, best first."""
    load, halves = costs.load(found.pairs, found.halves)
    terms = {term.__name__: term(found.pairs) for term in costs.terms_of(found.pairs)} | {"load": load}
    chosen = _fewest(np.add.reduce([*terms.values()]), found.pairs, most)
    kept = {name: values[chosen].tolist() for name, values in terms.items()}
    return _described(found.pairs.only(chosen), kept, halves[chosen])


def _fewest(points: Points, pairs: Pairs, most: int) -> Rows:
    """The rows of the fewest points, sorted; among equals, by id."""
    key = (points << 32) + pairs.side.group.places()[pairs.rows]
    fewest = np.argpartition(key, most - 1)[:most] if len(key) > most else np.arange(len(key))
    return fewest[np.argsort(key[fewest])]


def _described(pairs: Pairs, terms: Mapping[str, list[int]], halves: HalfDays) -> tuple[Candidate, ...]:
    facts = _facts(pairs, halves)
    begins = pairs.asked.roster.begins
    return tuple(
        Candidate(
            kind=TEAM if pairs.side.of_teams else PERSON,
            id=pairs.side.group.ids[row],
            points=sum(values[at] for values in terms.values()),
            terms={name: values[at] for name, values in terms.items()},
            facts=facts[at],
            half_days=tuple((halfdays.day_of(bit, begins), bit % 2 == 1) for bit in halfdays.bits_of(int(halves[at]))),
        )
        for at, row in enumerate(pairs.rows.tolist())
    )


def _facts(pairs: Pairs, halves: HalfDays) -> list[Facts]:
    week = halfdays.earliest(halves) // IN_A_WEEK
    at = np.arange(len(pairs.rows))
    served = [date.fromordinal(day) if day else None for day in pairs.of("served").tolist()]
    weekly = (pairs.of(name)[at, week] for name in ("jobs", "asked"))
    times = pairs.side.served_by.of(pairs.orders, pairs.rows)
    columns = (pairs.metres(), times, *weekly, *pairs.of("ratings").T)
    return [Facts(*one) for one in zip(*(column.tolist() for column in columns), served, strict=True)]
