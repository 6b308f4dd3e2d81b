"""What the engine says, in words, for whoever reads an answer: codes and parameters, with a sentence beside them."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from services.dispatch.matching import explain, rules
from services.dispatch.matching.crews import CREW
from services.dispatch.matching.explain import Loosening, Reasons, Said
from services.dispatch.matching.model import PERSON
from services.dispatch.matching.rank import Candidate, Funnel, Ranked
from services.dispatch.matching.wording import say

Told = Mapping[str, Mapping[str, Any]]
"""What each term says of somebody, in words."""


def ranked(found: Ranked, kind: str, language: str) -> dict[str, Any]:
    """The best, each with what counts and why it is not the next, and what became of the others."""
    told = [(one, _terms(one, language)) for one in found.best]
    following = [*told, None][1:]
    return {
        "best": [_candidate(*one, after) for one, after in zip(told, following, strict=True)],
        "passed": [said(Said(f"rule.{code}.passed"), language) for code in codes(kind)],
        "all": found.funnel.all,
        "can_go": found.funnel.left[-1][1],
        "excluded": _excluded(found.funnel, language),
    }


def codes(kind: str) -> list[str]:
    """The rules for persons or for teams, in the order in which they are asked."""
    names = [rule.__name__ for rule in (rules.OF_PEOPLE if kind == PERSON else rules.OF_TEAMS)]
    return names if kind == PERSON else [*names, CREW]


def loosened(found: Iterable[Loosening], language: str) -> list[dict[str, Any]]:
    """What would bring somebody, the easiest first, and how many."""
    return [
        {"kind": one.kind, "brings": one.brings, "by": [said(part, language) for part in one.said]} for one in found
    ]


def terms(one: Candidate, language: str) -> list[dict[str, Any]]:
    """What counts for and against somebody."""
    return _with_points(one, _terms(one, language))


def kept(told: Reasons) -> dict[str, Any]:
    """Reasons as they are kept beside a suggestion: codes and parameters, no words."""
    following = told.theirs and {"kind": told.theirs.kind, "id": told.theirs.id, "points": told.theirs.points}
    return {
        "terms": [
            {"points": told.candidate.terms[term], **_kept(one)} for term, one in explain.terms(told.candidate).items()
        ],
        "passed": [_kept(one) for one in explain.passed(told.candidate)],
        "ahead": [{"kind": one.kind, "id": one.id, "points": one.points, "for": list(ids)} for one, ids in told.ahead],
        "next": following,
        "differences": _kept_differences(told.candidate, told.theirs, told.differences) if told.theirs else [],
    }


def worded(why: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Kept reasons, in words."""
    return {
        **why,
        "terms": [{**one, **_again(one, language)} for one in why["terms"]],
        "passed": [_again(one, language) for one in why["passed"]],
        "differences": [
            {"points": one["points"], "here": _again(one["here"], language), "there": _again(one["there"], language)}
            for one in why["differences"]
        ],
    }


def said(one: Said, language: str) -> dict[str, Any]:
    """A code, what stands in it, and its sentence."""
    if not one.parameters:
        return _always(one.code, language)
    return {"code": one.code, "parameters": one.parameters, "sentence": say(one, language)}


@cache
def _always(code: str, language: str) -> dict[str, Any]:
    """What nothing stands in: most of an answer, worded once."""
    return {"code": code, "parameters": {}, "sentence": say(Said(code), language)}


def _terms(one: Candidate, language: str) -> Told:
    return {term: said(part, language) for term, part in explain.terms(one).items()}


def _with_points(one: Candidate, told: Told) -> list[dict[str, Any]]:
    return [{"points": points, **told[term]} for term, points in one.terms.items()]


def _candidate(one: Candidate, told: Told, after: tuple[Candidate, Told] | None) -> dict[str, Any]:
    half_days = [{"day": day.isoformat(), "afternoon": afternoon} for day, afternoon in one.half_days]
    before_next = _before(one, told, *after) if after else []
    named = {"kind": one.kind, "id": one.id, "points": one.points}
    return {**named, "terms": _with_points(one, told), "half_days": half_days, "before_next": before_next}


def _before(one: Candidate, told: Told, after: Candidate, there: Told) -> list[dict[str, Any]]:
    return [
        {"points": points, "here": told[term], "there": there[term]} for term, points in explain.differences(one, after)
    ]


def _excluded(funnel: Funnel, language: str) -> list[dict[str, Any]]:
    told = [(code, count) for code, count in funnel.excluded.items() if count]
    return [{"count": count, **said(Said(f"rule.{code}"), language)} for code, count in told]


def _kept(one: Said) -> dict[str, Any]:
    return {"code": one.code, "parameters": dict(one.parameters)}


def _kept_differences(one: Candidate, after: Candidate, differences: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [
        {"points": points, "here": _kept(explain.term(term, one)), "there": _kept(explain.term(term, after))}
        for term, points in differences
    ]


def _again(one: Mapping[str, Any], language: str) -> dict[str, Any]:
    return said(Said(one["code"], one["parameters"]), language)
