"""What the one who ordered changes on the way: the need, and when they urge."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.clock import SHANGHAI
from shared.contracts import dispatch
from shared.identity import new_id
from tests.services.dispatch.desk import (
    DISPATCHER,
    OTHER_TEAM,
    PERSON,
    TEAM,
    WANTED_FROM,
    accepted,
    approve,
    cancelled,
    changed,
    checked_in,
    declined,
    held,
    look,
    offer,
    resumed,
    returned,
    urged,
    withdraw,
)
from tests.services.stage import Stage

LATER = {"wanted_from": WANTED_FROM + timedelta(days=20), "wanted_to": WANTED_FROM + timedelta(days=20, hours=4)}


def at(day: int, hour: float) -> datetime:
    """A moment of November 2026 in Shanghai; the 16th is a Monday."""
    return datetime(2026, 11, day, tzinfo=SHANGHAI) + timedelta(hours=hour)


def withdrawn(stage: Stage) -> list[tuple[int, str]]:
    return [(one.round, one.reason_code) for one in stage.said(dispatch.OrderWithdrawn)]


def test_a_changed_need_takes_the_round_for_the_old_one_back(stage: Stage) -> None:
    order_id = approve(stage)
    first = offer(stage, order_id, TEAM, OTHER_TEAM)
    stage.hear(changed(order_id, title="换灯泡"))
    order = look(stage, order_id)
    assert order["state"] == "pending" and order["round"] == 2 and order["need"]["title"] == "换灯泡"
    assert withdrawn(stage) == [(1, "need_changed")] and stage.status()["offers"] == {"closed": 2}
    again = offer(stage, order_id)
    assert (first.version, again.version, again.round) == (1, 2, 2) and again.need.title == "换灯泡"


def test_who_had_said_yes_to_something_else_is_thanked_and_leads_no_more(stage: Stage) -> None:
    order_id = approve(stage)
    stage.hear(accepted(offer(stage, order_id)), changed(order_id))
    order = look(stage, order_id)
    assert order["state"] == "pending" and order["leader_id"] is None and order["due_at"] is not None
    assert withdrawn(stage) == [(1, "need_changed")]


def test_while_nobody_is_asked_a_change_takes_nothing_back(stage: Stage) -> None:
    order_id = approve(stage)
    stage.hear(changed(order_id, priority=1))
    assert look(stage, order_id)["priority"] == 1 and look(stage, order_id)["round"] == 1 and not withdrawn(stage)


def test_the_highest_version_wins_in_whatever_order_they_come(stage: Stage) -> None:
    order_id = approve(stage)
    stage.hear(changed(order_id, 3, title="第三"), changed(order_id, 2, title="第二"), changed(order_id, 3, title="又"))
    assert look(stage, order_id)["need"]["title"] == "第三"


def test_another_place_is_looked_after_by_its_own_station(stage: Stage) -> None:
    order_id = approve(stage)
    stage.hear(changed(order_id, site_path="620821/103/201"))
    order = look(stage, order_id)
    assert order["site_path"] == "620821/103/201" and order["level"] == "620821"
    assert stage.get(f"/orders/{order_id}", DISPATCHER).status_code == 404


def test_who_declined_the_old_need_can_be_asked_for_the_new_one(stage: Stage) -> None:
    order_id = approve(stage)
    offered = offer(stage, order_id, PERSON)
    stage.hear(declined(offered))
    assert look(stage, order_id)["level"] == "620821/102"
    stage.hear(changed(order_id))
    assert look(stage, order_id)["level"] == "620821/102/205"


@pytest.mark.parametrize("changed_first", [True, False])
@pytest.mark.parametrize("other", ["accepted", "declined", "returned", "withdrawn"])
def test_changed_and_answered_ends_in_one_new_round(stage: Stage, other: str, changed_first: bool) -> None:
    order_id = approve(stage)
    offered = offer(stage, order_id)
    news = {"accepted": [accepted(offered)], "declined": [declined(offered)], "withdrawn": []}
    news["returned"] = [accepted(offered), returned(order_id)]  # type: ignore[list-item]
    if changed_first:
        stage.hear(changed(order_id))
    if other == "withdrawn" and not changed_first:
        withdraw(stage, order_id)
    stage.hear(*news[other])
    if not changed_first:
        stage.hear(changed(order_id))
    order = look(stage, order_id)
    assert (order["state"], order["round"], order["leader_id"]) == ("pending", 2, None)
    assert order["need"]["version"] == 2 and stage.inbox() == {} and len(withdrawn(stage)) <= 1


@pytest.mark.parametrize("changed_first", [True, False])
def test_changed_and_checked_in_is_visited(stage: Stage, changed_first: bool) -> None:
    order_id = approve(stage)
    stage.hear(accepted(offer(stage, order_id)))
    news = [changed(order_id), checked_in(order_id)]
    stage.hear(*(news if changed_first else reversed(news)))
    assert look(stage, order_id)["state"] == "in_service" and stage.inbox() == {}


@pytest.mark.parametrize("changed_first", [True, False])
def test_changed_and_cancelled_is_cancelled(stage: Stage, changed_first: bool) -> None:
    order_id = approve(stage)
    news = [changed(order_id), cancelled(order_id)]
    stage.hear(*(news if changed_first else reversed(news)))
    assert look(stage, order_id)["state"] == "cancelled" and stage.inbox() == {}


def test_the_second_urging_moves_an_order_up_one_class_and_no_third_does(stage: Stage) -> None:
    order_id = approve(stage)
    for times, priority in ((1, 3), (2, 2), (1, 2), (3, 2)):
        stage.hear(urged(order_id, times))
        assert look(stage, order_id)["priority"] == priority
    assert look(stage, order_id)["urges"] == 3
    stage.hear(changed(order_id, priority=4))
    assert look(stage, order_id)["priority"] == 3, "another need does not take back what the urging gave"


def test_what_is_in_the_first_class_stays_there(stage: Stage) -> None:
    order_id = approve(stage, priority=1)
    stage.hear(urged(order_id, 2))
    assert look(stage, order_id)["priority"] == 1


@pytest.mark.parametrize("kind", ["changed", "held", "resumed", "urged"])
def test_a_change_that_overtook_its_approval_waits_for_it(stage: Stage, kind: str) -> None:
    order_id = new_id()
    news: dict[str, Any] = {
        "changed": changed(order_id),
        "held": held(order_id),
        "resumed": resumed(order_id),
        "urged": urged(order_id),
    }
    stage.hear(news[kind])
    assert stage.inbox() == {"waiting": 1}
    approve(stage, order_id=order_id)
    stage.retry_waiting()
    assert stage.inbox() == {}
