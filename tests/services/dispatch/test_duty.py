"""The duty team that agreed in advance: asked when time runs out, or by the center."""

from datetime import datetime, timedelta
from typing import Any

from shared import clock
from shared.contracts import dispatch
from shared.identity import new_id
from tests.services.dispatch.desk import (
    CENTER,
    DISPATCHER,
    WANTED_TO,
    accepted,
    approve,
    changed,
    declined,
    expired,
    look,
    offer,
    team,
    withdraw,
)
from tests.services.stage import Clockwork, Stage

DUTY, COUNTY_DUTY = new_id(), new_id()
LAST_START = WANTED_TO - timedelta(minutes=60)


def describe_duty_teams(stage: Stage) -> None:
    """One of the township, one of the county, one of somewhere else."""
    stage.hear(
        team(COUNTY_DUTY, code="D1", duty_team=True, home_path="620821", skills=[]),
        team(DUTY, code="D2", duty_team=True, home_path="620821/102", skills=[]),
        team(new_id(), code="D3", duty_team=True, home_path="620821/103", skills=[]),
    )


def ask(stage: Stage, order_id: Any, actor: str = CENTER, **different: Any) -> Any:
    body = {"deadline": (clock.now() + timedelta(hours=2)).isoformat()} | different
    return stage.post(f"/orders/{order_id}/ask-duty-team", actor, body)


def run_out_of_time(stage: Stage, clockwork: Clockwork, order_id: Any) -> None:
    """Nobody does anything until the center has had its share, too."""
    while look(stage, order_id)["level_until"]:
        clockwork.set(datetime.fromisoformat(look(stage, order_id)["level_until"]))
        stage.let_due_fall()


def test_when_time_runs_out_the_duty_teams_of_the_place_are_asked(stage: Stage, clockwork: Clockwork) -> None:
    describe_duty_teams(stage)
    begun, order_id = clock.now(), approve(stage)
    run_out_of_time(stage, clockwork, order_id)
    assert clock.now() == begun + (LAST_START - begun) * 3 / 4
    [said] = stage.said(dispatch.OrderOffered)
    assert [(one.to_id, one.deadline) for one in said.offers] == [(DUTY, LAST_START), (COUNTY_DUTY, LAST_START)]
    order = look(stage, order_id)
    assert order["state"] == "offered" and order["duty_round"] == 1 and order["offers"][0]["made_by"] == "clock"
    moved = stage.history(order_id)[-1]
    assert (moved["transition"], moved["door"]) == ("T15", "clock")


def test_a_duty_team_that_accepts_leads_like_any_other(stage: Stage, clockwork: Clockwork) -> None:
    describe_duty_teams(stage)
    order_id = approve(stage)
    run_out_of_time(stage, clockwork, order_id)
    [said] = stage.said(dispatch.OrderOffered)
    stage.hear(accepted(said))  # type: ignore[arg-type]
    order = look(stage, order_id)
    assert order["state"] == "accepted" and order["leader_id"] == str(DUTY) and not order["supervised"]


def test_when_the_duty_teams_cannot_either_it_lies_on_the_desk_of_the_center(stage: Stage) -> None:
    describe_duty_teams(stage)
    order_id = approve(stage)
    assert ask(stage, order_id).status_code == 200
    [said] = stage.said(dispatch.OrderOffered)
    stage.hear(declined(said, 0), expired(said, 1))  # type: ignore[arg-type]
    order = look(stage, order_id)
    assert order["state"] == "pending" and order["level"] == "620821"
    assert order["supervised_for"] == "duty_team_failed"


def test_where_no_duty_team_agreed_the_order_is_watched_over(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage)
    assert ask(stage, order_id).json["code"] == "no_duty_team"
    run_out_of_time(stage, clockwork, order_id)
    order = look(stage, order_id)
    assert order["supervised_for"] == "duty_team_failed" and order["state"] == "pending"


def test_the_duty_teams_are_asked_by_the_clock_once(stage: Stage, clockwork: Clockwork) -> None:
    describe_duty_teams(stage)
    order_id = approve(stage)
    run_out_of_time(stage, clockwork, order_id)
    withdraw(stage, order_id)
    run_out_of_time(stage, clockwork, order_id)
    assert look(stage, order_id)["state"] == "pending" and len(stage.said(dispatch.OrderOffered)) == 1


def test_only_the_center_asks_them_before_and_until_a_deadline_that_can_be(stage: Stage) -> None:
    describe_duty_teams(stage)
    order_id = approve(stage)
    assert ask(stage, order_id, DISPATCHER).json["code"] == "center_only"
    assert ask(stage, order_id, "clerk:c1@620821").status_code == 403
    late = (LAST_START + timedelta(seconds=1)).isoformat()
    assert ask(stage, order_id, deadline=late).json["code"] == "deadline_too_late"
    assert ask(stage, order_id, deadline=clock.now().isoformat()).json["code"] == "deadline_past"
    assert ask(stage, order_id).json["duty_round"] == 1
    assert ask(stage, order_id).json["code"] == "order_is_offered"


def test_for_another_need_they_can_be_asked_again(stage: Stage) -> None:
    describe_duty_teams(stage)
    order_id = approve(stage)
    ask(stage, order_id)
    stage.hear(changed(order_id))
    order = look(stage, order_id)
    assert order["state"] == "pending" and order["duty_round"] is None and order["level"] == "620821/102/205"


def test_an_order_for_which_it_is_too_late_is_watched_over_at_once(stage: Stage) -> None:
    describe_duty_teams(stage)
    order_id = approve(stage, wanted_from=clock.now(), wanted_to=clock.now() + timedelta(minutes=30))
    stage.let_due_fall()
    order = look(stage, order_id)
    assert order["supervised_for"] == "duty_team_failed" and order["level"] == "620821"
    assert not stage.said(dispatch.OrderOffered)


def test_that_they_were_taken_back_does_not_mean_that_they_failed(stage: Stage) -> None:
    describe_duty_teams(stage)
    order_id = approve(stage)
    ask(stage, order_id)
    assert stage.post(f"/orders/{order_id}/undo", CENTER).json["undone"] == "withdrawn"
    stage.hear(declined(offer(stage, order_id)))
    assert not look(stage, order_id)["supervised"]
