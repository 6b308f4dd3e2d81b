"""One suggestion of the demonstration week, explained in full: what the README shows."""

from collections.abc import Iterator

from benchmarks.matching.week import question
from services.dispatch.matching.assign import assign
from services.dispatch.matching.explain import Reasons, Said, passed, reasons, term, terms
from services.dispatch.matching.rank import Funnel, rank
from services.dispatch.matching.solver import solve
from services.dispatch.matching.wording import say

ORDER = "JC-2026-W47-199"


def explained(order_id: str = ORDER, language: str = "en") -> str:
    """Why somebody is suggested, why the others are not."""
    asked = question()
    county = asked.asked()
    plan = assign(county, solve)
    [one] = [one for one in plan.suggestions if one.order_id == order_id]
    [need] = [need for need in asked.needs if need.id == order_id]
    told = reasons(county.roster, need, asked.now, one.kind, one.unit_id, plan)
    funnel = rank(county.roster, need, asked.now).people.funnel
    places = ", ".join(map(str, need.places))
    half = say(Said(f"half.{int(one.afternoon)}"), language)
    lines = [f"{order_id}, item {need.item}, places {places}: {one.unit_id}, {one.day}, {half}", ""]
    return "\n".join([*lines, *_who(told, language), *_others(told, language), *_funnel(funnel, language)])


def _who(told: Reasons, language: str) -> Iterator[str]:
    yield f"What counts, {told.candidate.points} points in all:"
    said = terms(told.candidate)
    yield from (f"  {points:+5}  {say(said[term], language)}" for term, points in told.candidate.terms.items())
    yield "Every rule lets them pass:"
    yield from (f"  {say(rule, language)}" for rule in passed(told.candidate))


def _others(told: Reasons, language: str) -> Iterator[str]:
    for better, orders in told.ahead:
        yield f"{better.id} would suit better ({better.points} points), and is needed more for {', '.join(orders)}."
    if told.theirs:
        yield f"Next would be {told.theirs.id} ({told.theirs.points} points):"
        for name, points in told.differences:
            there, here = (say(term(name, one), language) for one in (told.theirs, told.candidate))
            yield f"  {points:+5}  {there}; here: {here}"


def _funnel(funnel: Funnel, language: str) -> Iterator[str]:
    yield f"Of {funnel.all} people:"
    told = ((code, count) for code, count in funnel.excluded.items() if count)
    yield from (f"  {count:5}  {say(Said(f'rule.{code}'), language)}" for code, count in told)
    yield f"  {funnel.left[-1][1]:5}  can go"
