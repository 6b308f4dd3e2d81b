"""The week of the demonstration: everything is suggested for a reason, and nothing against a rule."""

import re

import pytest

from benchmarks.matching.week import question
from services.dispatch.matching.asked import Asked
from services.dispatch.matching.assign import assign
from services.dispatch.matching.check import Check
from services.dispatch.matching.explain import loosenings, passed, reasons, term, terms
from services.dispatch.matching.model import Plan
from services.dispatch.matching.question import Question
from services.dispatch.matching.rank import rank
from services.dispatch.matching.solver import solve
from services.dispatch.matching.wording import LANGUAGES, say

HOLE = re.compile(r"[{}]")


@pytest.fixture(scope="module")
def week() -> Question:
    return question()


@pytest.fixture(scope="module")
def asked(week: Question) -> Asked:
    return week.asked()


@pytest.fixture(scope="module")
def plan(asked: Asked) -> Plan:
    return assign(asked, solve)


def test_it_is_the_county_of_the_demonstration(week: Question) -> None:
    counted = [len(part) for part in (week.sites, week.volunteers, week.teams, week.needs)]
    assert counted == [237, 420, 26, 400]


def test_most_are_served_and_the_checker_finds_nothing(week: Question, plan: Plan) -> None:
    assert len(plan.suggestions) + len(plan.unserved) == 400
    assert len(plan.suggestions) > 350
    assert Check(week).faults(plan) == []


def test_every_suggestion_is_explained_in_both_languages(week: Question, asked: Asked, plan: Plan) -> None:
    needs = {need.id: need for need in week.needs}
    for one in plan.suggestions:
        told = reasons(asked.roster, needs[one.order_id], week.now, one.kind, one.unit_id, plan)
        assert sum(told.candidate.terms.values()) - told.candidate.terms["load"] == one.points
        said = [*passed(told.candidate), *terms(told.candidate).values()]
        both = [told.candidate, *([told.theirs] if told.theirs else [])]
        said += [term(name, candidate) for name, _ in told.differences for candidate in both]
        assert not [text for each in said for language in LANGUAGES if HOLE.search(text := say(each, language))]


def test_whoever_would_suit_better_is_needed_elsewhere(week: Question, asked: Asked, plan: Plan) -> None:
    needs = {need.id: need for need in week.needs}
    ahead = [
        orders
        for one in plan.suggestions
        for _, orders in reasons(asked.roster, needs[one.order_id], week.now, one.kind, one.unit_id, plan).ahead
    ]
    assert ahead and all(ahead)


def test_whoever_stays_unserved_is_told_what_would_bring_somebody(week: Question, asked: Asked, plan: Plan) -> None:
    for need in week.needs:
        if need.id in plan.unserved:
            ranking = rank(asked.roster, need, week.now)
            if not ranking.people.best and not ranking.teams.best:
                brought = loosenings(asked.roster, need, week.now)
                assert brought or ranking.people.funnel.excluded["skill"] > 300
