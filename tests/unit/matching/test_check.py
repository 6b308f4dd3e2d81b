"""The checker finds whatever is wrong with an answer, and nothing else."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.matching.week import question
from services.dispatch.matching.assign import assign
from services.dispatch.matching.check import Check
from services.dispatch.matching.model import Plan, Suggestion
from services.dispatch.matching.question import Paper, Question, read
from services.dispatch.matching.solver import solve
from tests.unit.matching.village import drawn


@pytest.fixture(scope="module")
def week() -> Paper:
    asked = question()
    return Paper(asked, assign(asked.asked(), solve))


def faults(asked: Question, plan: Plan) -> set[str]:
    """The codes of what is wrong."""
    return {fault.split()[0] for fault in Check(asked).faults(plan)}


def changed(plan: Plan, number: int, **differing: object) -> Plan:
    """The same answer but for one suggestion."""
    told = list(plan.suggestions)
    told[number] = replace(told[number], **differing)
    return replace(plan, suggestions=tuple(told))


def alone(paper: Paper) -> int:
    """The number of a suggestion of somebody who goes alone to an order that asks for a skill."""
    places = {need.id: need.places for need in paper.question.needs}
    told = paper.plan.suggestions
    return next(at for at, one in enumerate(told) if one.kind == "person" and None not in places[one.order_id])


def in_a_team(paper: Paper) -> int:
    """The number of a suggestion of a team whose crew is whole."""
    return next(at for at, one in enumerate(paper.plan.suggestions) if one.kind == "team" and None not in one.crew)


def test_an_order_is_answered_once(week: Paper) -> None:
    forgotten = replace(week.plan, unserved=week.plan.unserved[1:])
    twice = replace(week.plan, unserved=(*week.plan.unserved, week.plan.suggestions[0].order_id))
    assert faults(week.question, forgotten) == faults(week.question, twice) == {"answered_once"}


def test_the_points_are_counted_again(week: Paper) -> None:
    assert faults(week.question, replace(week.plan, points=week.plan.points - 1)) == {"points"}
    dearer = changed(week.plan, 0, points=week.plan.suggestions[0].points + 1)
    assert faults(week.question, dearer) == {"points", "points_of_pair"}


def test_somebody_without_the_skill_is_found(week: Paper) -> None:
    number = alone(week)
    unable = replace(week.question.volunteers[0], id="unable", skills=())
    asked = replace(week.question, volunteers=(*week.question.volunteers, unable))
    assert "skill" in faults(asked, changed(week.plan, number, unit_id="unable"))


def test_another_day_is_found(week: Paper) -> None:
    later = week.plan.suggestions[0].day + timedelta(days=60)
    assert "wanted_time" in faults(week.question, changed(week.plan, 0, day=later))


def test_two_places_at_once_and_too_many_visits_are_found(week: Paper) -> None:
    one = week.question.volunteers[0].id
    told = [replace(each, kind="person", unit_id=one, crew=()) for each in week.plan.suggestions]
    heaped = replace(week.plan, suggestions=tuple(told))
    assert {"two_places", "too_often"} <= faults(week.question, heaped)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"active": False}, "person"),
        ({"available": ()}, "person"),
        ({"travel_km": 0}, "travel"),
        ({"age_class": "minor"}, "age"),
    ],
)
def test_a_volunteer_who_may_not_go_is_found(week: Paper, change: dict[str, object], code: str) -> None:
    gone = week.plan.suggestions[alone(week)].unit_id
    told = tuple(replace(one, **change) if one.id == gone else one for one in week.question.volunteers)
    assert faults(replace(week.question, volunteers=told), week.plan) == {code}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"risk_level": 2, "qualification": "none has this"}, "person"),
        ({"carer_gender": "nobody's"}, "person"),
        ({"language": "nobody's", "only_language": True}, "language"),
    ],
)
def test_a_need_that_nobody_meets_is_found(week: Paper, change: dict[str, object], code: str) -> None:
    order = week.plan.suggestions[alone(week)].order_id
    told = tuple(replace(one, **change) if one.id == order else one for one in week.question.needs)
    assert code in faults(replace(week.question, needs=told), week.plan)


def test_who_must_not_be_asked_is_found(week: Paper) -> None:
    one = week.plan.suggestions[0]
    for name in ("never", "asked_before", "said_against"):
        told = [replace(n, **{name: (one.unit_id,)}) if n.id == one.order_id else n for n in week.question.needs]
        assert "not_to_be_asked" in faults(replace(week.question, needs=tuple(told)), week.plan)


def test_a_crew_of_strangers_is_found(week: Paper) -> None:
    number = in_a_team(week)
    crew = week.plan.suggestions[number].crew
    strangers = tuple(one.id for one in week.question.volunteers if not one.teams)[: len(crew)]
    assert "member" in faults(week.question, changed(week.plan, number, crew=strangers))
    assert "crew" in faults(week.question, changed(week.plan, number, crew=crew[1:]))
    assert "unknown" in faults(week.question, changed(week.plan, number, crew=("nobody", *crew[1:])))


def test_a_paper_can_be_written_and_read_again() -> None:
    asked = drawn(5, orders=20, people=30, teams=4, acceptance_of={"A": (900, 800, 700, 600)})
    paper = Paper(asked, assign(asked.asked(), solve))
    assert read(paper.as_json()) == paper
    again = read(paper.as_json())
    assert assign(again.question.asked(), solve) == paper.plan


def test_the_command_says_what_is_wrong(week: Paper, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(week.as_json())
    bad.write_text(Paper(week.question, replace(week.plan, points=0)).as_json())

    def checked(*files: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "services.dispatch.matching", *files]
        return subprocess.run(command, capture_output=True, text=True)

    assert (checked(good).returncode, checked(good).stdout.split(";")[1]) == (0, " 0 faults\n")
    ended = checked(good, bad)
    assert ended.returncode == 1 and f"  points {week.plan.points}" in ended.stdout


def test_a_suggestion_of_nobody_or_for_nothing_is_found() -> None:
    asked = drawn(1, orders=1, people=1, teams=0)
    for order, unit in (("o000", "nobody"), ("nothing", "v000")):
        one = Suggestion(order, "person", unit, asked.begins, False, 0)
        assert faults(asked, Plan((one,), (), 0, "")) == {"unknown"}
