"""Between the yes and the door: who comes along, and when."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from shared import clock
from shared.contracts.volunteer import OrderContactMissed, OrderReturned, OrderScheduled
from tests.services.stage import Clockwork
from tests.services.volunteer.village import WANTED_FROM, Village, a_need, volunteer

DISPATCHER = "dispatcher:d1@620821/102"


def postpone(village: Village, order_id: UUID, actor: str, to: datetime) -> TestResponse:
    body = {"starts_at": to.isoformat(), "reason_code": "weather"}
    return village.stage.post(f"/orders/{order_id}/ask-to-postpone", actor, body)


def test_a_leader_agrees_on_a_time_and_it_is_said_once(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    order_id = village.accepted(me).order_id
    assert village.schedule(order_id, volunteer(other), other).json["code"] == "not_the_leader"
    answer = village.schedule(order_id, volunteer(me), me, other)
    assert answer.json["state"] == "scheduled" and answer.json["contact_due_at"] is None
    [said] = village.stage.said(OrderScheduled)
    assert isinstance(said, OrderScheduled) and (said.round, said.starts_at, said.postponed) == (1, WANTED_FROM, None)
    assert village.told("visit_scheduled") == [other]
    assert village.schedule(order_id, volunteer(me), me).json["code"] == "order_is_scheduled"
    assert village.check_in(order_id, volunteer(me), me).status_code == 200


@pytest.mark.parametrize(
    ("ahead", "code"), [(timedelta(), "appointment_past"), (timedelta(days=30, seconds=1), "appointment_too_far")]
)
def test_an_appointment_lies_ahead_and_not_too_far(village: Village, ahead: timedelta, code: str) -> None:
    me = village.enrol()
    order_id = village.accepted(me).order_id
    answer = village.schedule(order_id, volunteer(me), me, at=clock.now() + ahead)
    assert answer.status_code == 422 and answer.json["code"] == code


def test_those_who_are_asked_to_come_along_are_free_to_say_no(village: Village) -> None:
    me, joins, leaves, stranger = (village.enrol() for _ in range(4))
    order_id = village.accepted(me, need=a_need(two_person=True)).order_id
    answer = village.recruit(order_id, volunteer(me), joins, leaves)
    assert answer.json["state"] == "recruiting" and {one["state"] for one in answer.json["recruits"]} == {"asked"}
    assert sorted(village.told("asked_to_join")) == sorted([joins, leaves])
    assert village.stage.post(f"/orders/{order_id}/join", volunteer(stranger)).json["code"] == "not_asked"
    assert village.schedule(order_id, volunteer(me), me).json["code"] == "crew_incomplete"
    assert village.stage.post(f"/orders/{order_id}/join", volunteer(joins)).status_code == 200
    assert village.stage.post(f"/orders/{order_id}/leave", volunteer(leaves)).status_code == 200
    assert village.told("crew_left") == []
    assert village.schedule(order_id, volunteer(me), me).json["state"] == "scheduled"
    assert village.stage.post(f"/orders/{order_id}/leave", volunteer(joins)).status_code == 200
    assert village.told("crew_left") == [me]


def test_nobody_is_named_who_has_said_no(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    order_id = village.accepted(me).order_id
    village.recruit(order_id, volunteer(me), other)
    village.stage.post(f"/orders/{order_id}/leave", volunteer(other))
    assert village.schedule(order_id, volunteer(me), me, other).json["code"] == "said_no"
    assert village.told("visit_scheduled") == []
    village.stage.post(f"/orders/{order_id}/join", volunteer(other))
    assert village.schedule(order_id, volunteer(me), me, other).status_code == 200


def test_an_appointment_is_put_off_once_and_a_dispatcher_decides(village: Village) -> None:
    me, later = village.enrol(), WANTED_FROM + timedelta(days=2)
    order_id = village.accepted(me).order_id
    assert postpone(village, order_id, volunteer(me), later).json["code"] == "not_to_postpone"
    village.schedule(order_id, volunteer(me), me)
    path = f"/orders/{order_id}/postpone"
    assert village.stage.post(path, DISPATCHER).json["code"] == "nobody_asked"
    assert postpone(village, order_id, volunteer(me), later).json["state"] == "scheduled"
    assert village.stage.post(path, volunteer(me)).status_code == 403
    assert datetime.fromisoformat(village.stage.post(path, DISPATCHER).json["starts_at"]) == later
    said = village.stage.said(OrderScheduled)[-1]
    assert isinstance(said, OrderScheduled) and (said.starts_at, said.postponed) == (later, "weather")
    assert village.told("postponed") == [me]
    assert postpone(village, order_id, volunteer(me), later).json["code"] == "not_to_postpone"


def test_a_return_less_than_a_day_before_the_appointment_is_late(village: Village, clockwork: Clockwork) -> None:
    me = village.enrol()
    order_id = village.accepted(me).order_id
    village.schedule(order_id, volunteer(me), me, at=clock.now() + timedelta(hours=23))
    village.stage.post(f"/orders/{order_id}/return", volunteer(me), {"reason_code": "ill"})
    [said] = village.stage.said(OrderReturned)
    assert isinstance(said, OrderReturned) and said.late
    order = village.order(order_id)
    assert (order["state"], order["starts_at"], order["recruits"]) == ("returned", None, [])


def test_whoever_comes_along_hears_when_and_when_it_is_put_off_or_off(village: Village) -> None:
    me, asked, joined, named, left = (village.enrol() for _ in range(5))
    order_id = village.accepted(me).order_id
    village.recruit(order_id, volunteer(me), asked, joined, left)
    for one, answer in ((joined, "join"), (left, "leave")):
        assert village.stage.post(f"/orders/{order_id}/{answer}", volunteer(one)).status_code == 200
    village.schedule(order_id, volunteer(me), me, named)
    postpone(village, order_id, volunteer(me), WANTED_FROM + timedelta(days=1))
    village.stage.post(f"/orders/{order_id}/postpone", DISPATCHER)
    village.stage.post(f"/orders/{order_id}/return", volunteer(me), {"reason_code": "ill"})
    assert sorted(village.told("visit_scheduled")) == sorted([asked, joined, named])
    assert sorted(village.told("postponed")) == sorted([me, asked, joined, named])
    assert sorted(village.told("visit_off")) == sorted([asked, joined, named])
    village.accepted(me, order_id=order_id, number=2)
    village.no_show(order_id)
    assert len(village.told("visit_off")) == 3 and village.told("no_show_reported") == [me]


def test_whoever_may_not_do_it_cannot_join_and_so_holds_up_nobody(village: Village) -> None:
    me, minor, adult = village.enrol(), village.enrol(birth_year=2010, guardian_consent=True), village.enrol()
    order_id = village.accepted(me).order_id
    village.recruit(order_id, volunteer(me), minor, adult)
    refused = village.stage.post(f"/orders/{order_id}/join", volunteer(minor))
    assert (refused.status_code, refused.json["code"]) == (409, "minor_in_danger")
    assert village.stage.post(f"/orders/{order_id}/join", volunteer(adult)).status_code == 200
    assert village.schedule(order_id, volunteer(me), me).json["state"] == "scheduled"


def test_only_active_volunteers_are_asked_to_come_along_and_by_the_leader(village: Village) -> None:
    me, paused, other = village.enrol(), village.enrol(status="paused"), village.enrol()
    order_id = village.accepted(me).order_id
    assert village.recruit(order_id, volunteer(me), paused).json["code"] == "unknown_crew"
    assert village.recruit(order_id, volunteer(other), other).json["code"] == "not_the_leader"
    for _ in range(2):
        assert village.recruit(order_id, volunteer(me), other).json["recruits"] == [
            {"volunteer_id": str(other), "state": "asked"}
        ]
    assert village.told("asked_to_join") == [other]


def test_nobody_joins_or_leaves_a_visit_that_has_begun(village: Village) -> None:
    me, goes, stays = (village.enrol() for _ in range(3))
    order_id = village.accepted(me).order_id
    village.recruit(order_id, volunteer(me), goes, stays)
    shown = village.check_in(order_id, volunteer(me), me, goes).json
    assert {one["volunteer_id"]: one["state"] for one in shown["recruits"]} == {
        str(me): "went",
        str(goes): "went",
        str(stays): "asked",
    }
    assert shown["crew"] == sorted([str(me), str(goes)])
    for one, answer in ((stays, "join"), (goes, "leave")):
        assert village.stage.post(f"/orders/{order_id}/{answer}", volunteer(one)).json["code"] == "not_asked"


def test_a_leader_who_does_not_ring_is_reminded_and_then_the_level_above_hears(
    village: Village, clockwork: Clockwork
) -> None:
    """Eight working hours from Monday nine o'clock, with two hours at noon: five to five, and Tuesday nine."""
    me, begun = village.enrol(), clock.now()
    slow, quick, begins = (village.accepted(me).order_id for _ in range(3))
    village.schedule(quick, volunteer(me), me)
    village.check_in(begins, volunteer(me), me)
    for hours, reminded, missed in ((7.9, 0, 0), (8, 1, 0), (23.9, 1, 0), (24, 1, 1)):
        clockwork.set(begun + timedelta(hours=hours))
        village.stage.let_due_fall()
        assert village.told("ring_the_resident") == [me] * reminded
        assert village.told("contact_overdue") == [me] * missed
        assert [said.subject for said in village.stage.said(OrderContactMissed)] == [str(slow)] * missed
    assert village.order(slow)["state"] == "accepted" and village.stage.status()["due"] == 0


def test_whoever_is_too_late_already_is_not_reminded_first(village: Village, clockwork: Clockwork) -> None:
    village.accepted(village.enrol())
    clockwork.set(clock.now() + timedelta(days=9))
    assert village.stage.let_due_fall() == 1
    assert village.told("ring_the_resident") == [] and len(village.told("contact_overdue")) == 1


def test_whoever_is_released_is_reminded_of_nothing(village: Village, clockwork: Clockwork) -> None:
    me = village.enrol()
    order_id = village.accepted(me).order_id
    village.no_show(order_id)
    clockwork.set(clock.now() + timedelta(days=9))
    assert village.stage.let_due_fall() == 0
