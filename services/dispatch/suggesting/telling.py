"""What the engine says, in words, for whoever reads an answer: codes and parameters, with a sentence beside them."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.dispatch.matching import explain, rules
from services.dispatch.matching.crews import CREW
from services.dispatch.matching.explain import Difference, Loosening, Reasons, Said
from services.dispatch.matching.model import PERSON
from services.dispatch.matching.rank import Candidate, Funnel, Ranked
from services.dispatch.matching.wording import say


def ranked(found: Ranked, kind: str, language: str) -> dict[str, Any]:
    """The best, each with what counts and why it is not the next, and what became of the others."""
    following = [*found.best, None][1:]
    return {
        "best": [_candidate(one, after, language) for one, after in zip(found.best, following, strict=True)],
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
    told = explain.terms(one)
    return [{"points": points, **said(told[term], language)} for term, points in one.terms.items()]


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
        "differences": [
            {"points": one.points, "here": _kept(one.ours), "there": _kept(one.theirs)} for one in told.differences
        ],
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
    return {"code": one.code, "parameters": one.parameters, "sentence": say(one, language)}


def _candidate(one: Candidate, after: Candidate | None, language: str) -> dict[str, Any]:
    half_days = [{"day": day.isoformat(), "afternoon": afternoon} for day, afternoon in one.half_days]
    before_next = [_difference(told, language) for told in explain.differences(one, after)] if after else []
    named = {"kind": one.kind, "id": one.id, "points": one.points}
    return {**named, "terms": terms(one, language), "half_days": half_days, "before_next": before_next}


def _difference(told: Difference, language: str) -> dict[str, Any]:
    return {"points": told.points, "here": said(told.ours, language), "there": said(told.theirs, language)}


def _excluded(funnel: Funnel, language: str) -> list[dict[str, Any]]:
    told = [(code, count) for code, count in funnel.excluded.items() if count]
    return [{"count": count, **said(Said(f"rule.{code}"), language)} for code, count in told]


def _kept(one: Said) -> dict[str, Any]:
    return {"code": one.code, "parameters": dict(one.parameters)}


def _again(one: Mapping[str, Any], language: str) -> dict[str, Any]:
    return said(Said(one["code"], one["parameters"]), language)
