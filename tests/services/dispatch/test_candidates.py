"""Who could serve an order: ranked from a roster that is current, explained in two languages."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.dispatch.matching import rules
from services.dispatch.matching.crews import CREW
from shared.contracts import feedback
from shared.identity import new_id
from tests.services.dispatch import desk
from tests.services.dispatch.crowd import ask, best, candidates, helper, placed
from tests.services.dispatch.desk import CENTER, DISPATCHER, PERSON, TEAM, approve, declined, served, withdraw
from tests.services.dispatch.test_quick import questions
from tests.services.stage import Stage

OFFICES_APART = {"home_path": "620821/105/201", "travel_km": 20}


def test_the_nearest_stands_first_and_everything_that_counts_is_told(stage: Stage) -> None:
    far, near = helper(stage, **OFFICES_APART), helper(stage)
    order_id = approve(stage)
    told = candidates(stage, order_id)
    people = told["people"]
    assert [one["id"] for one in people["best"]] == [str(near), str(far)]
    first, second = people["best"]
    assert [one["sentence"] for one in first["terms"][:2]] == ["1.0 km away", "not rated yet"]
    assert sum(one["points"] for one in first["terms"]) == first["points"] < second["points"]
    assert first["half_days"] == [{"day": "2026-11-18", "afternoon": False}]
    assert first["before_next"][0]["there"] == {
        "code": "term.distance",
        "parameters": {"km": 15.0},
        "sentence": "15.0 km away",
    }
    assert second["before_next"] == [] and told["loosenings"] == []
    assert [one["code"] for one in people["passed"]] == [f"rule.{rule.__name__}.passed" for rule in rules.OF_PEOPLE]
    assert told["teams"]["passed"][-1]["code"] == f"rule.{CREW}.passed"
    assert (people["all"], people["can_go"]) == (4, 2)
    assert {one["code"]: one["count"] for one in people["excluded"]} == {"rule.confirmed": 1, "rule.half_days": 1}


def test_where_sites_have_been_measured_it_is_as_far_as_the_crow_flies(stage: Stage) -> None:
    by_tree, by_globe = helper(stage, home_path="620821/102/206"), helper(stage, **OFFICES_APART)
    order_id = approve(stage)
    assert best(stage, order_id) == [str(by_tree), str(by_globe)]
    stage.hear(placed("620821/102/205", 35.33), placed("620821/105/201", 35.35))
    first, second = candidates(stage, order_id)["people"]["best"]
    assert [one["id"] for one in (first, second)] == [str(by_globe), str(by_tree)]
    assert [one["terms"][0]["parameters"] for one in (first, second)] == [{"km": 2.2}, {"km": 5.0}]
    stage.hear(placed("620821/105/201", 35.43, version=2))
    assert best(stage, order_id) == [str(by_tree), str(by_globe)]


def test_it_is_told_in_the_language_of_who_asks(stage: Stage) -> None:
    helper(stage)
    order_id = approve(stage)
    for language, sentence in (("zh-CN", "相距 1.0 公里"), ("en", "1.0 km away")):
        assert candidates(stage, order_id, language)["people"]["best"][0]["terms"][0]["sentence"] == sentence


def test_when_nobody_can_go_it_is_told_what_would_bring_somebody(stage: Stage) -> None:
    told = candidates(stage, approve(stage))
    assert told["people"]["best"] == told["teams"]["best"] == []
    [loosened] = [one for one in told["loosenings"] if one["kind"] == "person"]
    assert loosened["brings"] == 1 and loosened["by"][0]["parameters"]["day"] == "2026-11-16"
    assert loosened["by"][0]["sentence"] == "with 60 minutes on 2026-11-16, in the morning"


def test_the_roster_follows_whatever_is_said_of_somebody(stage: Stage) -> None:
    one, other, order_id = helper(stage), helper(stage, **OFFICES_APART), approve(stage)
    assert best(stage, order_id) == [str(one), str(other)]
    version = candidates(stage, order_id)["roster_version"]
    helper(stage, 2, one, status="paused")
    assert best(stage, order_id) == [str(other)]
    assert candidates(stage, order_id)["roster_version"] == version + 1
    helper(stage, 3, one)
    stage.hear(*(reviewed(one, 1) for _ in range(9)), *(reviewed(other, 5) for _ in range(9)))
    assert points(stage, order_id, one)["rated 1.0 (9 times)"] > points(stage, order_id, other)["rated 5.0 (9 times)"]


def test_offers_and_visits_both_tire_and_a_day_with_a_visit_is_full(stage: Stage) -> None:
    one, first, second = helper(stage, max_per_week=5), approve(stage), approve(stage, "00000002")
    ask(stage, first, one)
    assert stopped(stage, second, one) == "rule.unbooked"
    withdraw(stage, first)
    assert points(stage, second, one)["0 visits and 1 offers this week"] == 25
    for _ in range(5):
        ask(stage, first, one)
        withdraw(stage, first)
    assert stopped(stage, second, one) == "rule.rest"
    helper(stage, 2, one, max_per_week=5, available=["wed_am", "mon_am"])
    again = approve(stage, "00000003", wanted_to=desk.WANTED_TO.replace(day=25))
    assert stopped(stage, again, one) is None


def test_whoever_was_there_is_known_to_the_resident(stage: Stage) -> None:
    recipient, one = new_id(), helper(stage, volunteer_id=PERSON, version=2)
    stage.hear(served(approve(stage, recipient_id=recipient)))
    again = approve(stage, "00000002", recipient_id=recipient, wanted_to=desk.WANTED_TO.replace(day=20))
    assert points(stage, again, one)["served this resident 1 times"] == -200
    assert points(stage, again, one)["1 visits and 0 offers this week"] == 100


def test_whoever_said_no_is_left_in_peace(stage: Stage) -> None:
    one, order_id = helper(stage), approve(stage)
    assert ask(stage, order_id, one).status_code == 201
    said = stage.said(desk.dispatch.OrderOffered)[-1]
    stage.hear(declined(said, chip="too_far"))  # type: ignore[arg-type]
    assert stopped(stage, order_id, one) == "rule.not_asked_before"
    assert stopped(stage, approve(stage, "00000002"), one) == "rule.nothing_said_against"


def test_somebody_who_can_go_has_a_place(stage: Stage) -> None:
    near, far, order_id = helper(stage), helper(stage, **OFFICES_APART), approve(stage)
    told = stage.get(f"/orders/{order_id}/candidates/{far}", DISPATCHER).json
    assert (told["place"], told["stopped_by"], told["kind"]) == (2, None, "person")
    assert sum(one["points"] for one in told["terms"]) == told["points"]
    assert stage.get(f"/orders/{order_id}/candidates/{near}", DISPATCHER).json["place"] == 1
    of_team = stage.get(f"/orders/{order_id}/candidates/{TEAM}", DISPATCHER).json
    assert (of_team["kind"], of_team["stopped_by"]["code"]) == ("team", "rule.crew")


def test_only_staff_of_the_place_ask_and_only_while_somebody_is_looked_for(stage: Stage) -> None:
    order_id, one = approve(stage), helper(stage)
    path = f"/orders/{order_id}/candidates"
    assert stage.get(path, "dispatcher:d9@620821/105").status_code == 404
    assert stage.get(path, f"volunteer:{one}").status_code == 403
    assert stage.get(f"{path}/{new_id()}", CENTER).json["code"] == "unknown_candidate"
    many = {**desk.RULES, "skills": [f"s{number}" for number in range(7)]}
    assert (
        stage.get(f"/orders/{approve(stage, '00000002', item=many)}/candidates", CENTER).json["code"]
        == "too_many_skills"
    )
    stage.hear(desk.cancelled(order_id))
    assert stage.get(path, CENTER).json["code"] == "order_is_cancelled"


def test_a_roster_in_which_nothing_changed_is_not_read_again(stage: Stage) -> None:
    helper(stage)
    order_id = approve(stage)
    candidates(stage, order_id)
    with questions(stage) as asked:
        candidates(stage, order_id)
    assert not [one for one in asked if "FROM volunteers" in one or ("FROM offers" in one and "roster_marks" in one)]


def test_eight_who_ask_at_once_while_the_roster_changes_are_answered_alike_in_the_end(stage: Stage) -> None:
    order_id = approve(stage)
    newcomers = [new_id() for _ in range(8)]

    def look(newcomer: Any) -> None:
        helper(stage, volunteer_id=newcomer)
        answer = stage.client.application.test_client().get(
            f"/api/v1/orders/{order_id}/candidates", headers={"X-Sidan-Actor": CENTER}
        )
        assert str(newcomer) in {one["id"] for one in answer.json["people"]["best"]}

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(look, newcomers))
    assert set(best(stage, order_id)) == set(map(str, newcomers))


@pytest.mark.parametrize("role", ["build_all({})", "[one.due for one in build_all({})]"])
def test_neither_arrays_nor_solver_are_loaded_before_they_are_asked_for(role: str) -> None:
    program = (
        f"import sys; from services.__main__ import build_all; {role}; print({{'numpy', 'ortools'}} & set(sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "set()"


def reviewed(volunteer_id: Any, level: int) -> feedback.OrderReviewed:
    whom = {"leader_kind": "person", "leader_id": volunteer_id}
    return feedback.OrderReviewed(order_id=new_id(), level=level, callback=False, **whom)


def stopped(stage: Stage, order_id: Any, volunteer_id: Any) -> str | None:
    """The rule that stops somebody."""
    told = stage.get(f"/orders/{order_id}/candidates/{volunteer_id}", CENTER).json
    return told["stopped_by"] and told["stopped_by"]["code"]


def points(stage: Stage, order_id: Any, volunteer_id: Any) -> dict[str, int]:
    """What counts for somebody, by what is said of it."""
    headers = {"X-Sidan-Actor": CENTER, "Accept-Language": "en"}
    told = stage.client.get(f"/api/v1/orders/{order_id}/candidates/{volunteer_id}", headers=headers).json
    return {one["sentence"]: one["points"] for one in told["terms"]}
