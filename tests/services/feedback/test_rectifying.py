"""Looking into what was bad: its clocks, the calls, the second attempt, the finding, the follow-up."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.clock import SHANGHAI
from shared.contracts import feedback
from tests.services.conftest import MONDAY_MORNING
from tests.services.feedback.parlour import (
    CLERK,
    EVALUATOR,
    OFFICE,
    RESIDENT,
    STATION_EVALUATOR,
    VOLUNTEER,
    call,
    conclude,
    look,
    review,
    state,
)
from tests.services.stage import Clockwork, Stage

SOON = {"wanted_from": "2026-11-18T08:30:00+08:00", "wanted_to": "2026-11-20T17:30:00+08:00"}


def alarmed(stage: Stage, clockwork: Clockwork, order_id: UUID, moment: datetime) -> tuple[str | None, bool]:
    """How the clock of the order stands then."""
    clockwork.set(moment)
    stage.let_due_fall()
    seen = look(stage, order_id)
    return seen["alarm"], seen["supervised"]


def test_the_resident_is_rung_within_a_working_day_or_the_level_above_watches(
    stage: Stage, order_id: UUID, clockwork: Clockwork
) -> None:
    review(stage, order_id, 1)
    assert alarmed(stage, clockwork, order_id, MONDAY_MORNING + timedelta(hours=5)) == (None, False)
    assert alarmed(stage, clockwork, order_id, MONDAY_MORNING + timedelta(hours=8)) == ("warned", False)
    assert alarmed(stage, clockwork, order_id, MONDAY_MORNING + timedelta(days=1)) == ("breached", False)
    assert alarmed(stage, clockwork, order_id, MONDAY_MORNING + timedelta(days=2)) == ("breached", True)
    assert stage.said(feedback.RectificationLate) == [
        feedback.RectificationLate(order_id=order_id, site_path="620821/102/205")
    ]
    assert [one["order_id"] for one in stage.get("/orders?supervised=true", OFFICE).json] == [str(order_id)]
    assert stage.history(order_id)[-1]["transition"] == "T34"


def test_a_call_lets_the_clock_go_on_to_the_finding(stage: Stage, order_id: UUID, clockwork: Clockwork) -> None:
    review(stage, order_id, 2)
    assert [one["order_id"] for one in stage.get("/callbacks", CLERK).json] == [str(order_id)]
    assert call(stage, order_id, "no_answer").status_code == 201
    assert stage.get("/callbacks", CLERK).json == []
    assert look(stage, order_id)["rectifications"][0]["reached"] is False
    call(stage, order_id, "reached", EVALUATOR, solved=False)
    assert stage.said(feedback.CallbackMade) == [
        feedback.CallbackMade(order_id=order_id, outcome="no_answer"),
        feedback.CallbackMade(order_id=order_id, outcome="reached", solved=False),
    ]
    assert alarmed(stage, clockwork, order_id, MONDAY_MORNING + timedelta(days=11)) == (None, False)
    assert alarmed(stage, clockwork, order_id, MONDAY_MORNING + timedelta(days=12)) == ("warned", False)
    assert alarmed(stage, clockwork, order_id, MONDAY_MORNING + timedelta(days=15)) == ("breached", False)
    assert conclude(stage, order_id).json["due_at"] is None
    assert alarmed(stage, clockwork, order_id, MONDAY_MORNING + timedelta(days=20)) == (None, False)
    assert stage.said(feedback.RectificationClosed)[0].called is True


def test_the_site_that_served_does_not_ring_about_its_own_bad_review(stage: Stage, order_id: UUID) -> None:
    """T30: it would stop the clock, and say by itself that it is solved."""
    review(stage, order_id, 1)
    theirs = "clerk:c5@620821/102/205"
    refused = call(stage, order_id, actor=theirs, solved=True)
    assert (refused.status_code, refused.json["code"]) == (403, "not_from_above")
    assert stage.get("/callbacks", theirs).json == []
    assert call(stage, order_id, actor=CLERK).status_code == 201


def test_calls_are_on_record_and_say_who_rang_when_and_how_it_went(stage: Stage, order_id: UUID) -> None:
    call(stage, order_id, "wrong_number")
    call(stage, order_id, "reached", solved=True)
    calls = stage.get(f"/orders/{order_id}/calls", CLERK).json
    assert [(one["made_by"], one["outcome"], one["solved"]) for one in calls] == [
        ("c1", "wrong_number", None),
        ("c1", "reached", True),
    ]
    assert call(stage, order_id, "no_answer", solved=True).json["code"] == "not_reached"
    assert (
        call(stage, order_id, actor=RESIDENT).status_code == call(stage, order_id, actor=VOLUNTEER).status_code == 403
    )
    assert call(stage, order_id, actor="clerk:c2@620821/103").status_code == 404
    review(stage, order_id, 5)
    assert call(stage, order_id).status_code == 409


def test_who_did_not_say_within_three_days_whether_it_took_place_is_rung(
    stage: Stage, order_id: UUID, clockwork: Clockwork
) -> None:
    clockwork.set(MONDAY_MORNING + timedelta(days=3) - timedelta(seconds=1))
    assert stage.get("/callbacks", CLERK).json == []
    clockwork.set(MONDAY_MORNING + timedelta(days=3))
    assert [one["state"] for one in stage.get("/callbacks", CLERK).json] == ["served"]
    assert (
        stage.get("/callbacks", "clerk:c2@620821/103").json == []
        and stage.get("/callbacks", RESIDENT).status_code == 403
    )
    stage.post(f"/orders/{order_id}/confirm", CLERK, {"means": "phone"})
    assert stage.get("/callbacks", CLERK).json == []


def test_it_is_done_once_more_by_others_if_the_resident_wishes(stage: Stage, order_id: UUID) -> None:
    review(stage, order_id, 1)
    answer = stage.post(f"/orders/{order_id}/rework", EVALUATOR, {"other_team": True, **SOON})
    assert answer.json["state"] == "rectifying" and answer.json["rework_asked_at"]
    [asked] = stage.said(feedback.ReworkAsked)
    assert asked.other_team and str(asked.leader_id) == answer.json["leader_id"]
    assert asked.wanted_to == datetime(2026, 11, 20, 17, 30, tzinfo=SHANGHAI)
    again = stage.post(f"/orders/{order_id}/rework", EVALUATOR, {"other_team": True, **SOON})
    assert again.json["code"] == "rework_asked" and len(stage.said(feedback.ReworkAsked)) == 1


@pytest.mark.parametrize(
    ("actor", "changed", "status"),
    [
        (STATION_EVALUATOR, {}, 403),
        (CLERK, {}, 403),
        (RESIDENT, {}, 403),
        (EVALUATOR, {"wanted_to": "2026-11-18T08:00:00+08:00"}, 422),
        (EVALUATOR, {"wanted_from": "2026-11-13T08:00:00+08:00", "wanted_to": "2026-11-14T08:00:00+08:00"}, 422),
    ],
)
def test_nobody_has_it_done_once_more_who_may_not_or_for_a_time_that_cannot_be(
    stage: Stage, order_id: UUID, actor: str, changed: dict[str, Any], status: int
) -> None:
    review(stage, order_id, 1)
    refused = stage.post(f"/orders/{order_id}/rework", actor, {"other_team": False, **SOON, **changed})
    assert refused.status_code == status and stage.said(feedback.ReworkAsked) == []


def test_only_what_is_looked_into_is_done_once_more(stage: Stage, order_id: UUID) -> None:
    assert stage.post(f"/orders/{order_id}/rework", EVALUATOR, {"other_team": False, **SOON}).status_code == 409


def test_one_follow_up_is_counted_beside_the_review(stage: Stage, order_id: UUID, clockwork: Clockwork) -> None:
    body = {"level": 4, "means": "link", "text": "这回好了"}
    assert stage.post(f"/orders/{order_id}/follow-up", RESIDENT, body).status_code == 409
    review(stage, order_id, 1)
    assert stage.post(f"/orders/{order_id}/follow-up", RESIDENT, body).status_code == 409
    conclude(stage, order_id)
    answer = stage.post(f"/orders/{order_id}/follow-up", RESIDENT, body)
    assert (answer.json["level"], answer.json["follow_up_level"], answer.json["state"]) == (1, 4, "closed")
    assert stage.said(feedback.ReviewFollowedUp) == [feedback.ReviewFollowedUp(order_id=order_id, level=4)]
    assert stage.post(f"/orders/{order_id}/follow-up", RESIDENT, body).json["code"] == "no_follow_up"
    assert stage.get(f"/orders/{order_id}/text", EVALUATOR).json["follow_up_text"] == "这回好了"


def test_a_follow_up_comes_within_fifteen_days(stage: Stage, order_id: UUID, clockwork: Clockwork) -> None:
    review(stage, order_id, 1)
    conclude(stage, order_id)
    clockwork.set(MONDAY_MORNING + timedelta(days=15, seconds=1))
    late = stage.post(f"/orders/{order_id}/follow-up", RESIDENT, {"level": 5, "means": "link"})
    assert late.json["code"] == "too_late" and state(stage, order_id) == "closed"
