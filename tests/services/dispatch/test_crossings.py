"""What crosses on the way: each pair in both orders of arrival."""

import pytest

from shared.contracts import dispatch, request, volunteer
from shared.contracts.wire import Event
from tests.services.dispatch.desk import (
    OTHER_TEAM,
    TEAM,
    accepted,
    approve,
    checked_in,
    declined,
    look,
    offer,
    served,
    withdraw,
)
from tests.services.stage import Stage


def cancelled(order_id: object) -> request.OrderCancelled:
    return request.OrderCancelled(order_id=order_id, site_path="620821/102/205", cancelled_by="resident")  # type: ignore[arg-type]


def test_one_yes_closes_the_other_offers(stage: Stage) -> None:
    order_id = approve(stage)
    stage.hear(accepted(offer(stage, order_id, TEAM, OTHER_TEAM)))
    order = look(stage, order_id)
    assert order["state"] == "accepted" and order["leader_kind"] == "team" and order["leader_id"] == str(TEAM)
    assert [one["state"] for one in order["offers"]] == ["accepted", "closed"]


def test_a_no_that_arrives_after_a_yes_changes_nothing_but_its_offer(stage: Stage) -> None:
    order_id = approve(stage)
    offered = offer(stage, order_id, TEAM, OTHER_TEAM)
    stage.hear(accepted(offered))
    stage.hear(declined(offered, 1))
    order = look(stage, order_id)
    assert order["state"] == "accepted" and [one["state"] for one in order["offers"]] == ["accepted", "declined"]


def test_a_yes_to_a_withdrawn_round_is_old_news(stage: Stage) -> None:
    order_id = approve(stage)
    offered = offer(stage, order_id)
    withdraw(stage, order_id)
    stage.hear(accepted(offered))
    order = look(stage, order_id)
    assert order["state"] == "pending" and order["round"] == 2 and order["leader_id"] is None
    assert offer(stage, order_id, OTHER_TEAM).round == 2
    assert stage.inbox() == {}


def test_a_yes_can_be_withdrawn(stage: Stage) -> None:
    order_id = approve(stage)
    stage.hear(accepted(offer(stage, order_id)))
    withdraw(stage, order_id)
    [said] = stage.said(dispatch.OrderWithdrawn)
    order = look(stage, order_id)
    assert said.round == 1 and order["state"] == "pending" and order["round"] == 2 and order["leader_id"] is None


@pytest.mark.parametrize("cancelled_first", [True, False])
def test_cancelled_and_accepted_is_cancelled(stage: Stage, cancelled_first: bool) -> None:
    order_id = approve(stage)
    news: list[Event] = [accepted(offer(stage, order_id)), cancelled(order_id)]
    for event in reversed(news) if cancelled_first else news:
        stage.hear(event)
    assert look(stage, order_id)["state"] == "cancelled" and stage.inbox() == {}


@pytest.mark.parametrize("cancelled_first", [True, False])
@pytest.mark.parametrize("visit", ["checked_in", "served"])
def test_cancelled_and_visited_is_visited(stage: Stage, visit: str, cancelled_first: bool) -> None:
    order_id = approve(stage)
    stage.hear(accepted(offer(stage, order_id)))
    visited = checked_in(order_id) if visit == "checked_in" else served(order_id)
    news: list[Event] = [visited, cancelled(order_id)]
    for event in reversed(news) if cancelled_first else news:
        stage.hear(event)
    assert look(stage, order_id)["state"] == {"checked_in": "in_service", "served": "served"}[visit]
    assert stage.inbox() == {}


def test_withdrawn_and_checked_in_is_visited_and_whoever_was_asked_since_need_not_come(stage: Stage) -> None:
    order_id = approve(stage)
    stage.hear(accepted(offer(stage, order_id)))
    withdraw(stage, order_id)
    offer(stage, order_id, OTHER_TEAM)
    stage.hear(checked_in(order_id, 1))
    order = look(stage, order_id)
    assert order["state"] == "in_service" and order["round"] == 1
    assert (order["leader_kind"], order["leader_id"]) == ("team", str(TEAM))
    assert stage.status()["offers"] == {"accepted": 1, "closed": 1}


def test_who_stands_at_the_door_cannot_be_withdrawn(stage: Stage) -> None:
    order_id = approve(stage)
    stage.hear(accepted(offer(stage, order_id)), checked_in(order_id))
    answer = stage.post(f"/orders/{order_id}/withdraw", "dispatcher:d1@620821", {"reason_code": "need_changed"})
    assert answer.status_code == 409 and answer.json["code"] == "order_is_in_service"


def test_a_visit_that_was_served_is_known_by_its_leader(stage: Stage) -> None:
    order_id = approve(stage)
    offer(stage, order_id)
    stage.hear(served(order_id), checked_in(order_id))
    order = look(stage, order_id)
    assert order["state"] == "served" and order["leader_id"] == str(TEAM)


@pytest.mark.parametrize("kind", ["returned", "no_show"])
@pytest.mark.parametrize("accepted_first", [True, False])
def test_what_was_given_back_or_missed_goes_to_the_front(stage: Stage, kind: str, accepted_first: bool) -> None:
    order_id = approve(stage)
    lost: Event = (
        volunteer.OrderReturned(order_id=order_id, round=1, late=True)
        if kind == "returned"
        else volunteer.OrderNoShow(order_id=order_id, round=1)
    )
    news = [accepted(offer(stage, order_id)), lost]
    for event in news if accepted_first else reversed(news):
        stage.hear(event)
    order = look(stage, order_id)
    assert order["state"] == "pending" and order["round"] == 2 and order["front"] and order["leader_id"] is None
    stage.hear(accepted(offer(stage, order_id, OTHER_TEAM)))
    stage.hear(lost)
    assert look(stage, order_id)["state"] == "accepted" and look(stage, order_id)["round"] == 2
