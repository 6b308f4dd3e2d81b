"""Nobody was in when they came as agreed: once another time is agreed on, the second time the order ends (T24)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.request.lifecycle import State
from shared import clock
from shared.contracts import volunteer
from shared.contracts.request import OrderCancelled
from tests.services.request.desk import RESIDENT, Desk, accepted
from tests.services.request.test_arrows import led_to


def absent(order_id: str, times: int, round_: int = 1) -> volunteer.RecipientAbsent:
    here: Mapping[str, Any] = {"order_id": UUID(order_id), "site_path": "620821/102/205", "round": round_}
    return volunteer.RecipientAbsent(**here, times=times)


def scheduled(order_id: str, days: int, postponed: str | None = None) -> volunteer.OrderScheduled:
    here: Mapping[str, Any] = {"order_id": UUID(order_id), "site_path": "620821/102/205", "round": 1}
    return volunteer.OrderScheduled(**here, starts_at=clock.now() + timedelta(days=days), postponed=postponed)


@pytest.fixture
def order_id(desk: Desk) -> str:
    placed = desk.place()
    desk.approve(placed)
    desk.stage.hear(accepted(placed), scheduled(placed, 1))
    return placed


def test_once_they_are_told_and_the_second_time_it_ends(desk: Desk, order_id: str) -> None:
    desk.stage.hear(absent(order_id, 1))
    assert desk.look(order_id)["state"] == "scheduled" and desk.told(order_id, "absent") == 1
    desk.stage.hear(scheduled(order_id, 2, "recipient_absent"))
    story = desk.stage.get(f"/orders/{order_id}/story", RESIDENT).json["sentences"]
    assert [one["sentence"] for one in story[-2:]] == [
        "志愿者按时上门，家里没有人。会再和您约一次时间。",
        "上门的时间改了：上次去家里没有人。",
    ]
    desk.stage.hear(absent(order_id, 2))
    assert desk.look(order_id)["state"] == "cancelled" and desk.told(order_id, "absent_again") == 1
    [said] = desk.stage.said(OrderCancelled)
    assert isinstance(said, OrderCancelled) and (said.cancelled_by, str(said.order_id)) == ("absence", order_id)
    assert desk.verbs(order_id)[-3:] == [
        ("note_absent", "T24"),
        ("note_scheduled", "T19, T37"),
        ("close_absent", "T24"),
    ]


def test_in_whatever_order_it_is_heard(desk: Desk, order_id: str) -> None:
    desk.stage.hear(absent(order_id, 2), absent(order_id, 1), scheduled(order_id, 2, "recipient_absent"))
    assert desk.look(order_id)["state"] == "cancelled" and desk.told(order_id, "absent") == 0
    assert desk.stage.inbox() == {}


def test_of_several_times_agreed_on_the_latest_counts(desk: Desk, order_id: str) -> None:
    desk.stage.hear(
        scheduled(order_id, 9, "recipient_absent"), scheduled(order_id, 5, "weather"), scheduled(order_id, 2)
    )
    assert desk.look(order_id)["starts_at"] == (clock.now() + timedelta(days=9)).isoformat()


def test_it_was_in_vain_twice_although_they_gave_it_back_meanwhile(desk: Desk, order_id: str) -> None:
    desk.stage.hear(volunteer.OrderReturned(order_id=UUID(order_id), round=1, late=True), absent(order_id, 2))
    assert desk.look(order_id)["state"] == "cancelled"


@pytest.mark.parametrize("state", [State.UNFULFILLED, State.CANCELLED, State.IN_SERVICE, State.SERVED, State.CLOSED])
def test_what_has_ended_or_begun_is_as_it_is(desk: Desk, state: State) -> None:
    order_id = led_to(desk, state)
    before = desk.stage.history(order_id)
    desk.stage.hear(absent(order_id, 1), absent(order_id, 2))
    assert desk.stage.history(order_id) == before and desk.stage.inbox() == {}
