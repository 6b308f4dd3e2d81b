"""The clock of verifying: limits, reminders, breaches, what lies before the clerks."""

from collections.abc import Mapping
from typing import Any

import pytest

from services.request.policy import LIMITS, Limit, limit_for
from shared.contracts.request import OrderVerificationLate
from tests.services.request.desk import CLERK, ELSEWHERE, OFFICE, RESIDENT, Desk, place

ANY = {"verify_minutes": 240}


def publish(desk: Desk, *limits: Mapping[str, Any], actor: str = OFFICE) -> Any:
    return desk.stage.post("/limits", actor, {"limits": list(limits)}).json


@pytest.mark.parametrize(
    ("asked", "minutes"),
    [
        (("H03", "station", "normal"), 10),
        (("H03", "station", "urgent"), 10),
        (("H04", "office", "urgent"), 20),
        (("H04", "station", "urgent"), 30),
        (("H04", "station", "normal"), 40),
        ((None, "center", "normal"), 40),
    ],
)
def test_the_limit_that_says_most_holds(asked: tuple[str | None, str, str], minutes: int) -> None:
    limits = [
        Limit(40),
        Limit(30, urgency="urgent"),
        Limit(20, level="office"),
        Limit(10, item_code="H03"),
    ]
    assert limit_for(limits, *asked).verify_minutes == minutes
    assert limit_for(reversed(limits), *asked).verify_minutes == minutes


def test_an_order_is_verified_within_a_working_day_an_urgent_one_within_two_hours(desk: Desk) -> None:
    assert [limit.verify_minutes for limit in LIMITS] == [480, 120]
    assert place(desk.stage)["due_at"] == "2026-11-17T01:00:00+00:00"
    assert place(desk.stage, urgency="urgent")["due_at"] == "2026-11-16T03:00:00+00:00"


def test_the_clock_warns_then_breaches_then_a_working_day_later_the_level_above_watches(desk: Desk) -> None:
    order_id = desk.place()
    seen = {}
    for moment in ("16T16:59:59", "16T17:00:00", "17T08:59:59", "17T09:00:00", "18T08:59:59", "18T09:00:00"):
        desk.until(f"2026-11-{moment}")
        order = desk.look(order_id)
        seen[moment] = (order["alarm"], order["supervised"])
    assert list(seen.values()) == [
        (None, False),
        ("warned", False),
        ("warned", False),
        ("breached", False),
        ("breached", False),
        ("breached", True),
    ]
    [said] = desk.stage.said(OrderVerificationLate)
    assert str(said.order_id) == order_id and said.site_path == "620821/102/205"
    assert desk.verbs(order_id) == [("submit", "T1"), ("supervise", "T34")]
    desk.wait(days=30)
    assert len(desk.stage.said(OrderVerificationLate)) == 1
    desk.approve(order_id)


def test_all_that_is_overdue_after_a_long_stop_is_made_up_for_once(desk: Desk) -> None:
    order_id = desk.place()
    desk.wait(days=60)
    order = desk.look(order_id)
    assert order["alarm"] == "breached" and order["supervised"] and len(desk.stage.said(OrderVerificationLate)) == 1


def test_what_is_verified_in_time_is_never_late(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    desk.wait(days=10)
    assert desk.look(order_id)["alarm"] is None and desk.stage.said(OrderVerificationLate) == []


def test_a_question_stops_the_clock_which_goes_on_with_the_working_time_that_was_left(desk: Desk) -> None:
    order_id = desk.place()
    desk.until("2026-11-16T11:00:00")
    assert desk.must(order_id, "ask", text="几个？")["due_at"] is None
    desk.until("2026-11-18T02:00:00")
    answered = desk.must(order_id, "answer", RESIDENT, text="三个")
    assert answered["due_at"] == "2026-11-18T08:00:00+00:00", "two of eight hours had passed, six are left"


def test_a_hold_stops_the_clock_across_a_weekend(desk: Desk) -> None:
    order_id = desk.place()
    desk.until("2026-11-16T17:00:00")
    desk.must(order_id, "hold", until="2026-11-21T09:00:00+08:00", reason_code="away", consent=True)
    desk.until("2026-11-21T09:00:00")
    resumed = desk.look(order_id)
    assert resumed["due_at"] == "2026-11-23T02:00:00+00:00", "six of eight had passed, Saturday does not count"
    assert resumed["alarm"] == "warned"
    desk.until("2026-11-23T10:00:00")
    assert desk.look(order_id)["alarm"] == "breached"


def test_a_clock_that_has_breached_does_not_begin_anew_after_a_pause(desk: Desk) -> None:
    order_id = desk.place()
    desk.until("2026-11-17T17:00:00")
    desk.must(order_id, "ask", text="几个？")
    desk.wait(days=1)
    desk.must(order_id, "answer", RESIDENT, text="三个")
    assert desk.look(order_id)["alarm"] == "breached" and not desk.look(order_id)["supervised"]
    desk.until("2026-11-19T08:59:59")
    assert not desk.look(order_id)["supervised"], "six hours of the day after the breach had passed"
    desk.until("2026-11-19T09:00:00")
    assert desk.look(order_id)["supervised"]


def test_the_centers_office_publishes_limits_for_the_orders_to_come(desk: Desk) -> None:
    before = desk.place()
    assert publish(desk, ANY, {"verify_minutes": 60, "item_code": "H03", "level": "station"})["version"] == 1
    after = desk.place()
    assert desk.look(before)["due_at"] == "2026-11-17T01:00:00+00:00"
    assert desk.look(after)["due_at"] == "2026-11-16T02:00:00+00:00"
    for order_id in (before, after):
        desk.must(order_id, "ask", text="几个？")
    assert publish(desk, ANY)["version"] == 2
    assert desk.must(before, "answer", RESIDENT, text="三个")["due_at"] == "2026-11-17T01:00:00+00:00"
    assert desk.must(after, "answer", RESIDENT, text="三个")["due_at"] == "2026-11-16T02:00:00+00:00"
    assert [one["version"] for one in desk.listed("/limits")] == [2, 1]


def test_another_item_before_the_approval_has_its_own_limit(desk: Desk) -> None:
    publish(desk, ANY, {"verify_minutes": 60, "item_code": "H03"})
    order_id = desk.place(item_code=None, kind="free_form")
    assert desk.look(order_id)["due_at"] == "2026-11-16T07:00:00+00:00"
    assert desk.must(order_id, "change", RESIDENT, item_code="H03")["due_at"] == "2026-11-16T02:00:00+00:00"


@pytest.mark.parametrize(
    ("actor", "limits", "code"),
    [
        (CLERK, [ANY], "not_your_role"),
        ("office:o2@620821/102", [ANY], "center_only"),
        (OFFICE, [{"verify_minutes": 60, "urgency": "urgent"}], "no_limit_for_any"),
        (OFFICE, [ANY, ANY], "limit_twice"),
        (OFFICE, [], "unprocessable_entity"),
        (OFFICE, [{"verify_minutes": 0}], "unprocessable_entity"),
    ],
)
def test_limits_that_cannot_hold_are_refused(desk: Desk, actor: str, limits: list[dict[str, Any]], code: str) -> None:
    assert publish(desk, *limits, actor=actor)["code"] == code
    assert desk.listed("/limits") == []


def test_the_clerks_list_begins_with_emergencies_then_what_presses_then_what_is_due(desk: Desk) -> None:
    asked = desk.place()
    desk.must(asked, "ask", text="几个？")
    late = desk.place()
    desk.wait(minutes=10)
    later, urged, urgent = desk.place(), desk.place(), desk.place(urgency="urgent")
    emergency = desk.place(need_text="屋里着火了")
    desk.must(urged, "urge", RESIDENT)
    desk.approve(desk.place())
    listed = [one["order_id"] for one in desk.listed("/desk")]
    assert listed == [emergency, urgent, urged, late, later, asked]
    assert desk.listed("/desk", ELSEWHERE) == []
    assert desk.stage.get("/desk", RESIDENT).status_code == 403


def test_the_forecast_shows_who_will_breach_within_two_hours(desk: Desk) -> None:
    first, second = desk.place(), desk.place(urgency="urgent")
    paused, emergency = desk.place(urgency="urgent"), desk.place(need_text="屋里着火了")
    desk.must(paused, "ask", text="几个？")
    assert [one["order_id"] for one in desk.listed("/forecast")] == [emergency, second]
    desk.until("2026-11-17T06:59:59")
    assert desk.listed("/forecast") == [], "what has breached is no forecast any more"
    desk.until("2026-11-17T07:00:00")
    assert [one["order_id"] for one in desk.listed("/forecast")] == [first]
    assert desk.listed("/forecast", ELSEWHERE) == []
    assert desk.stage.get("/forecast", RESIDENT).status_code == 403
