"""Why: what speaks for somebody and against the next, which rule stopped somebody, and what would bring one if nobody
fits.

Codes with parameters, in the units that people use; `wording` has the sentences.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

import numpy as np

from services.dispatch.matching import halfdays, rules
from services.dispatch.matching.arrays import Rows
from services.dispatch.matching.asked import Asked
from services.dispatch.matching.crews import CREW
from services.dispatch.matching.halfdays import EVER, IN_A_WEEK, HalfDays
from services.dispatch.matching.model import PERSON, TEAM, Need, Plan
from services.dispatch.matching.rank import Candidate, Facts, Search, best, search
from services.dispatch.matching.roster import Roster
from services.dispatch.matching.rules import Pairs, Rule, sides

Parameter = int | float | str

MOST_REASONS = 3
"""So many differences are told at most: more reasons convince nobody."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as its code and what stands in it."""

    code: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why somebody is suggested for an order.

    `ahead` are those who would suit it better, and for which orders they are needed more. `theirs` tells who would be
    next, and `differences` which terms speak against them, and how much.
    """

    candidate: Candidate
    ahead: tuple[tuple[Candidate, tuple[str, ...]], ...]
    theirs: Candidate | None
    differences: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Loosening:
    """So many more could come, were these rules looser; how much looser for the first of them stands in `said`."""

    said: tuple[Said, ...]
    kind: str
    brings: int


def passed(candidate: Candidate) -> tuple[Said, ...]:
    """The rules that let somebody pass: all of them, or they were no candidate."""
    people = candidate.kind == PERSON
    codes = [rule.__name__ for rule in (rules.OF_PEOPLE if people else rules.OF_TEAMS)]
    return tuple(Said(f"rule.{code}.passed") for code in (codes if people else [*codes, CREW]))


def terms(candidate: Candidate) -> dict[str, Said]:
    """Each term of the score in the words of those who know them, not in points."""
    return {name: term(name, candidate) for name in candidate.terms}


def term(name: str, candidate: Candidate) -> Said:
    """What a term says of somebody, also where it does not count for them."""
    told = _TOLD[name](candidate.facts) if name in _TOLD else {}
    weighs = told or (name not in _TOLD and candidate.terms.get(name))
    return Said(f"term.{name}" if weighs else f"term.{name}.none", told)


def differences(ours: Candidate, theirs: Candidate) -> tuple[tuple[str, int], ...]:
    """Why this one and not that one: the terms that tell them apart, and by how many points, below 0 for the other; the
    largest first."""
    points = [(name, theirs.terms.get(name, 0) - ours.terms.get(name, 0)) for name in {**ours.terms, **theirs.terms}]
    return tuple(sorted((one for one in points if one[1]), key=lambda one: -abs(one[1]))[:MOST_REASONS])


def reasons(roster: Roster, need: Need, now: datetime, kind: str, one_id: str, plan: Plan) -> Reasons:
    """Why a plan suggests somebody for an order. Raises KeyError for somebody who may not serve it."""
    people, teams = sides(Asked(roster, [need], now))
    found = [search(people, people), *([search(teams, people)] if len(need.places) > 1 else [])]
    everyone = sorted((one for part in found for one in best(part, len(part.halves))), key=lambda one: one.points)
    chosen = {(one.kind, one.id): one for one in everyone}[kind, one_id]
    following = next(iter(everyone[everyone.index(chosen) + 1 :]), None)
    needed: dict[tuple[str, str], list[str]] = {}
    for one in plan.suggestions:
        needed.setdefault((one.kind, one.unit_id), []).append(one.order_id)
    ahead = [one for one in everyone if one.points < chosen.points]
    return Reasons(
        chosen,
        tuple((one, tuple(needed.get((one.kind, one.id), ()))) for one in ahead),
        following,
        differences(chosen, following) if following else (),
    )


def why_not(roster: Roster, need: Need, now: datetime, kind: str, one_id: str) -> str | None:
    """The rule that stops somebody; None when none does. Raises KeyError for an id that is not on the roster."""
    people, teams = sides(Asked(roster, [need], now))
    side = people if kind == PERSON else teams
    found = search(side, people, np.array([side.group.row_of[one_id]]))
    return next((code for code, left in found.funnel.left if not left), None)


def loosenings(roster: Roster, need: Need, now: datetime) -> tuple[Loosening, ...]:
    """What would bring somebody: one rule, or where one is not enough, two; the easiest first."""
    asked = Asked(roster, [need], now)
    found = (tuple(one for chosen in combinations(LOOSER, many) for one in _brought(asked, chosen)) for many in (1, 2))
    return next(filter(None, found), ())


def _brought(asked: Asked, chosen: tuple[Rule, ...]) -> Iterator[Loosening]:
    people, teams = sides(asked)
    for side, kind in ((people, PERSON), (teams, TEAM)):
        found = search(side, people, instead={rule: LOOSER[rule] for rule in chosen})
        if len(found.halves):
            yield Loosening(tuple(_how_much(rule, found) for rule in chosen), kind, len(found.halves))


def _at_another_time(pairs: Pairs) -> HalfDays:
    return pairs.of("available") & np.uint64(pairs.asked.from_now)


def _whoever(pairs: Pairs) -> HalfDays:
    return np.full(len(pairs.rows), EVER, dtype=np.uint64)


LOOSER: dict[Rule, Rule] = {
    rules.half_days: _at_another_time,
    rules.travel: _whoever,
    rules.rest: _whoever,
    rules.unbooked: _whoever,
    rules.weekly_cap: _whoever,
    rules.common_language: _whoever,
    rules.insurance: _whoever,
}
"""What stands in for a rule that somebody may be asked to loosen, the easiest to ask first. The others are not for
asking: skill, qualification, age, whom they must not meet, whose hands the resident wants, and a no that was said."""


def _how_much(rule: Rule, found: Search) -> Said:
    """What the first of them would need."""
    pairs, code = found.pairs, f"loosen.{rule.__name__}"
    if rule is rules.travel:
        return Said(code, {"km": round(int((pairs.metres() - pairs.of("travel")).min()) / 1000, 1)})
    if rule is rules.half_days:
        need, begins = pairs.asked.needs[0], pairs.asked.roster.begins
        wanted = halfdays.within(need.wanted_from, need.wanted_to, 0, begins)
        bit = _nearest(int(np.bitwise_or.reduce(found.halves)), wanted)
        day = halfdays.day_of(bit, begins).isoformat()
        return Said(code, {"day": day, "half": bit % 2, "minutes": need.minutes})
    if rule is rules.weekly_cap:
        return Said(code, {"visits": int(_this_week(pairs, found.halves, "jobs").min())})
    if rule is rules.rest:
        return Said(code, {"offers": int(_this_week(pairs, found.halves, "asked").min())})
    return Said(code)


def _nearest(halves: int, wanted: int) -> int:
    """The half-day that is nearest to a wanted one, or the first where nobody says which."""
    around = halfdays.bits_of(wanted) or [0]
    return min(halfdays.bits_of(halves), key=lambda bit: (min(abs(bit - one) for one in around), bit))


def _this_week(pairs: Pairs, halves: HalfDays, column: str) -> Rows:
    return np.asarray(pairs.of(column)[np.arange(len(halves)), halfdays.earliest(halves) // IN_A_WEEK])


_TOLD: Mapping[str, Callable[[Facts], Mapping[str, Parameter]]] = {
    "distance": lambda facts: {"km": round(facts.metres / 1000, 1)},
    "load": lambda facts: {"visits": facts.visits_this_week, "offers": facts.offers_this_week},
    "continuity": lambda facts: {"times": facts.served_before} if facts.served_before else {},
    "rating": lambda facts: {"level": facts.level, "times": facts.rating_count} if facts.rating_count else {},
    "turn": lambda facts: {"day": facts.last_served.isoformat()} if facts.last_served else {},
}
"""The facts behind a term; the other terms either weigh or do not."""
