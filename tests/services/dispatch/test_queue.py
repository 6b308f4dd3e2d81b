"""The queue at dispatch's doors."""

from datetime import timedelta

import pytest

from shared import clock
from shared.contracts import dispatch, request, volunteer
from shared.identity import new_id
from tests.services.dispatch.desk import (
    CENTER,
    DISPATCHER,
    TEAM,
    accepted,
    approval,
    approve,
    checked_in,
    declined,
    expired,
    look,
    offer,
    served,
)
from tests.services.stage import Clockwork, Stage


def test_an_approved_order_waits_in_the_queue_with_its_need(stage: Stage) -> None:
    order_id = approve(stage)
    order = look(stage, order_id)
    assert order["order_id"] == str(order_id) and order["order_no"] == "00000001"
    assert order["state"] == "pending" and order["round"] == 1 and order["priority"] == 3
    assert order["need"]["item"]["skills"] == ["电工"] and order["site_path"] == "620821/102/205"
    assert stage.status()["orders"] == {"pending": 1}


def test_an_approval_heard_again_changes_nothing(stage: Stage) -> None:
    order_id = approve(stage)
    stage.hear(accepted(offer(stage, order_id)))
    approve(stage, order_no="00000002", order_id=order_id)
    assert look(stage, order_id)["order_no"] == "00000001" and look(stage, order_id)["state"] == "accepted"
    assert stage.inbox() == {}


def test_a_stone_that_is_approved_later_stays_cancelled(stage: Stage) -> None:
    order_id = new_id()
    stage.hear(request.OrderCancelled(order_id=order_id, site_path="620821/102/205", cancelled_by="resident"))
    assert look(stage, order_id)["state"] == "cancelled" and look(stage, order_id)["order_no"] is None
    approve(stage, order_id=order_id)
    assert look(stage, order_id)["state"] == "cancelled" and look(stage, order_id)["order_no"] == "00000001"
    assert stage.post(f"/orders/{order_id}/undo", DISPATCHER).status_code == 409


def test_cancelling_is_noted_once_and_closes_what_is_open(stage: Stage) -> None:
    order_id = approve(stage)
    offer(stage, order_id)
    for _ in range(2):
        stage.hear(request.OrderCancelled(order_id=order_id, site_path="620821/102/205", cancelled_by="resident"))
    order = look(stage, order_id)
    assert order["state"] == "cancelled" and order["offers"][0]["state"] == "closed" and stage.inbox() == {}


def test_the_queue_shows_the_front_first_then_priority_then_age(stage: Stage, clockwork: Clockwork) -> None:
    oldest = approve(stage, "00000001", priority=3)
    clockwork.set(clock.now() + timedelta(minutes=1))
    newer, urgent, missed = (approve(stage, f"0000000{n}", priority=p) for n, p in ((2, 3), (3, 1), (4, 4)))
    stage.hear(accepted(offer(stage, missed)), volunteer.OrderNoShow(order_id=missed, round=1))
    listed = [order["order_id"] for order in stage.get("/orders?state=pending", DISPATCHER).json]
    assert listed == [str(order_id) for order_id in (missed, urgent, oldest, newer)]
    [one] = stage.get("/orders?order_no=00000003", DISPATCHER).json
    assert one["order_id"] == str(urgent)


def test_staff_see_their_own_sites_and_nobody_else_sees_any(stage: Stage) -> None:
    order_id = approve(stage)
    assert stage.get(f"/orders/{order_id}", "dispatcher:d2@620821/103").status_code == 404
    assert stage.get("/orders", "dispatcher:d2@620821/103").json == []
    assert len(stage.get("/orders", "village_worker:v1@620821/102/205").json) == 1
    for stranger in ("resident:r1", f"volunteer:{new_id()}"):
        assert stage.get("/orders", stranger).status_code == 403
        assert stage.get(f"/orders/{order_id}", stranger).status_code == 403
    assert stage.get(f"/orders/{new_id()}", CENTER).status_code == 404


def test_an_unknown_state_is_no_filter(stage: Stage) -> None:
    assert stage.get("/orders?state=lost", CENTER).status_code == 422


@pytest.mark.parametrize("kind", ["accepted", "declined", "expired", "returned", "no_show", "checked_in", "served"])
def test_news_that_overtook_its_order_waits_and_is_answered_when_the_order_comes(stage: Stage, kind: str) -> None:
    order_id = new_id()
    spoken = dispatch.Offer(offer_id=new_id(), to_kind="team", to_id=TEAM, deadline=clock.now())
    offered = dispatch.OrderOffered(order_id=order_id, round=1, need=approval("1", order_id).need, offers=[spoken])
    news = {
        "accepted": accepted(offered),
        "declined": declined(offered),
        "expired": expired(offered),
        "returned": volunteer.OrderReturned(order_id=order_id, round=1, late=False),
        "no_show": volunteer.OrderNoShow(order_id=order_id, round=1),
        "checked_in": checked_in(order_id),
        "served": served(order_id),
    }
    stage.hear(news[kind])
    assert stage.inbox() == {"waiting": 1}
    approve(stage, order_id=order_id)
    stage.retry_waiting()
    known_only_to_volunteer = {"declined": {"drift": 1}, "expired": {"drift": 1}}
    assert stage.inbox() == known_only_to_volunteer.get(kind, {})
