"""Orders wait until a day, as their recipients wish (T36); whoever ordered asks when somebody comes (T33)."""

from typing import Any

import pytest

from shared.contracts import dispatch, request
from shared.contracts.request import OrderHeld, OrderResumed, OrderUrged
from tests.services.request.desk import APPROVAL, CLERK, ELSEWHERE, OFFICE, PROXY, RESIDENT, VILLAGE_WORKER, Desk, at

HOLD: dict[str, Any] = {"until": "2026-11-23T09:00:00+08:00", "reason_code": "away", "consent": True}


def test_before_the_approval_a_hold_is_nobody_elses_business(desk: Desk) -> None:
    order_id = desk.place()
    held = desk.must(order_id, "hold", **HOLD)
    assert held["held_until"] == HOLD["until"] and held["held_for"] == "away" and held["state"] == "submitted"
    assert desk.ask(order_id, "approve", **APPROVAL).json["code"] == "order_is_held"
    desk.must(order_id, "resume")
    assert desk.stage.said(OrderHeld, OrderResumed) == []
    assert desk.verbs(order_id) == [("submit", "T1"), ("hold", "T36"), ("resume", "T36")]
    assert desk.told(order_id, "order_held") == desk.told(order_id, "order_resumed") == 1
    desk.approve(order_id)


def test_after_the_approval_the_others_learn_of_it(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    desk.must(order_id, "hold", **HOLD)
    assert desk.look(order_id)["state"] == "pending_dispatch"
    desk.must(order_id, "hold", **{**HOLD, "until": "2026-11-24T09:00:00+08:00", "reason_code": "weather"})
    desk.must(order_id, "resume", RESIDENT)
    assert [event.until for event in desk.stage.said(OrderHeld)] == [at("2026-11-23T09:00"), at("2026-11-24T09:00")]
    assert len(desk.stage.said(OrderResumed)) == 1


def test_when_the_day_has_come_the_clock_resumes_it(desk: Desk) -> None:
    waiting, looked_for = desk.place(), desk.place()
    desk.approve(looked_for)
    for order_id in (waiting, looked_for):
        desk.must(order_id, "hold", **HOLD)
    desk.until("2026-11-23T08:59:59")
    assert desk.look(waiting)["held_until"] and desk.look(looked_for)["held_until"]
    desk.until("2026-11-23T09:00:00")
    for order_id in (waiting, looked_for):
        assert desk.look(order_id)["held_until"] is None and desk.look(order_id)["held_for"] is None
        assert desk.stage.history(order_id)[-1]["door"] == "clock" and desk.told(order_id, "order_resumed") == 1
    assert len(desk.stage.said(OrderResumed)) == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"consent": False}, "consent_missing"),
        ({"until": "2026-11-16T09:00:00+08:00"}, "hold_is_past"),
        ({"until": "2026-12-16T09:00:01+08:00"}, "hold_too_long"),
    ],
)
def test_a_hold_needs_a_day_that_can_be_and_the_recipients_word(desk: Desk, words: dict[str, Any], code: str) -> None:
    order_id = desk.place()
    assert desk.ask(order_id, "hold", **{**HOLD, **words}).json["code"] == code
    assert desk.must(order_id, "hold", **{**HOLD, "until": "2026-12-16T09:00:00+08:00"})["held_until"]


def test_an_order_waits_for_no_day_after_which_nobody_could_come(desk: Desk) -> None:
    order_id = desk.place(wanted_from="2026-11-18T08:00:00+08:00", wanted_to="2026-11-20T08:00:00+08:00")
    assert desk.ask(order_id, "hold", **HOLD).json["code"] == "hold_outlives_window"
    desk.must(order_id, "change", RESIDENT, wanted_to="2026-11-25T08:00:00+08:00")
    desk.must(order_id, "hold", **HOLD)
    refused = desk.ask(order_id, "change", RESIDENT, wanted_to="2026-11-22T08:00:00+08:00")
    assert refused.json["code"] == "hold_outlives_window"


@pytest.mark.parametrize(
    ("actor", "status"), [(RESIDENT, 403), (VILLAGE_WORKER, 403), (ELSEWHERE, 404), (CLERK, 200), (OFFICE, 200)]
)
def test_a_clerk_holds(desk: Desk, actor: str, status: int) -> None:
    assert desk.ask(desk.place(), "hold", actor, **HOLD).status_code == status


def test_what_is_not_on_hold_is_not_resumed(desk: Desk) -> None:
    assert desk.ask(desk.place(), "resume").json["code"] == "not_held"


def test_while_it_waits_nobody_is_rung_for_an_answer_and_the_waiting_begins_anew(desk: Desk) -> None:
    order_id = desk.place()
    desk.must(order_id, "ask", text="几个？")
    desk.must(order_id, "hold", **{**HOLD, "until": "2026-12-10T09:00:00+08:00"})
    desk.wait(days=20)
    assert desk.look(order_id)["state"] == "info_needed" and desk.told(order_id, "please_answer") == 0
    desk.must(order_id, "resume")
    desk.wait(days=2)
    assert desk.told(order_id, "please_answer") == 1
    desk.must(order_id, "hold", **{**HOLD, "until": "2026-12-20T09:00:00+08:00"})
    desk.must(order_id, "answer", RESIDENT, text="三个")
    assert desk.look(order_id)["due_at"] is None
    desk.must(order_id, "resume")
    assert desk.look(order_id)["due_at"]


def test_accepting_before_the_hold_refuses_it(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    desk.hear_accepted(order_id)
    assert desk.ask(order_id, "hold", **HOLD).json["code"] == "order_is_accepted"


def test_accepting_what_was_put_on_hold_meanwhile_ends_the_hold(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    desk.hear_offered(order_id)
    desk.must(order_id, "hold", **HOLD)
    desk.hear_accepted(order_id)
    order = desk.look(order_id)
    assert order["state"] == "accepted" and order["held_until"] is None
    assert len(desk.stage.said(OrderResumed)) == 1 and desk.told(order_id, "order_resumed") == 0
    desk.wait(days=20)
    assert len(desk.stage.said(OrderResumed)) == 1
    assert desk.ask(order_id, "resume").json["code"] == "not_held"


def test_what_ends_waits_for_no_day(desk: Desk) -> None:
    cancelled, unfulfilled = desk.place(), desk.place()
    for order_id in (cancelled, unfulfilled):
        desk.approve(order_id)
        desk.must(order_id, "hold", **HOLD)
    desk.must(cancelled, "cancel", RESIDENT)
    desk.stage.hear(
        dispatch.OrderUnfulfilled(
            order_id=desk.stage.said(request.OrderApproved)[1].order_id,
            site_path="620821/102/205",
            round=1,
            reason_code="no_time",
            alternative="later_date",
        )
    )
    desk.wait(days=20)
    for order_id in (cancelled, unfulfilled):
        assert desk.look(order_id)["held_until"] is None and desk.told(order_id, "order_resumed") == 0
    [notice] = desk.stage.notices("order_unfulfilled")
    assert notice["parameters"] == {"reason_code": "no_time", "alternative": "later_date"}


@pytest.mark.parametrize("actor", [RESIDENT, PROXY, VILLAGE_WORKER, CLERK])
def test_once_a_day_somebody_may_ask_when_and_learns_what_happens_next(desk: Desk, actor: str) -> None:
    order_id = desk.place()
    urged = desk.must(order_id, "urge", actor)
    assert urged["urges"] == 1 and "11月17日09:00" in urged["next_step"]
    desk.wait(days=1, seconds=-1)
    assert desk.ask(order_id, "urge", actor).json["code"] == "urged_today"
    desk.wait(seconds=1)
    assert desk.must(order_id, "urge", actor)["urges"] == 2
    assert desk.verbs(order_id).count(("urge", "T33")) == 2


def test_urging_is_told_to_dispatch_from_the_approval_on_with_what_was_urged_before(desk: Desk) -> None:
    order_id, quiet = desk.place(), desk.place()
    desk.must(order_id, "urge", RESIDENT)
    assert desk.stage.said(OrderUrged) == []
    desk.approve(order_id)
    desk.approve(quiet)
    assert [event.times for event in desk.stage.said(OrderUrged)] == [1]
    desk.wait(days=1)
    desk.must(order_id, "urge", RESIDENT)
    assert [event.times for event in desk.stage.said(OrderUrged)] == [1, 2]
    assert {str(event.order_id) for event in desk.stage.said(OrderUrged)} == {order_id}


def test_urging_says_what_happens_next_wherever_the_order_stands(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    desk.must(order_id, "hold", **HOLD)
    assert "11月23日09:00" in desk.must(order_id, "urge", RESIDENT)["next_step"]
    desk.hear_accepted(order_id)
    desk.hear_scheduled(order_id, "2026-12-28T09:00")
    desk.wait(days=1)
    assert "12月28日09:00" in desk.must(order_id, "urge", RESIDENT)["next_step"]
    desk.must(order_id, "cancel", RESIDENT)
    desk.wait(days=1)
    assert desk.ask(order_id, "urge", RESIDENT).json["code"] == "order_is_cancelled"
