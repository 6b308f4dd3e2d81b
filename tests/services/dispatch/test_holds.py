"""An order on hold: nobody new is asked, its clocks stand still, and go on with what was left."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared import clock
from shared.clock import SHANGHAI
from tests.services.dispatch.desk import (
    DISPATCHER,
    TEAM,
    WANTED_FROM,
    WANTED_TO,
    accepted,
    approve,
    cancelled,
    checked_in,
    declined,
    held,
    look,
    offer,
    offering,
    resumed,
)
from tests.services.stage import Clockwork, Stage

LATER = {"wanted_from": WANTED_FROM + timedelta(days=20), "wanted_to": WANTED_FROM + timedelta(days=20, hours=4)}


def at(day: int, hour: float) -> datetime:
    """A moment of November 2026 in Shanghai; the 16th is a Monday."""
    return datetime(2026, 11, day, tzinfo=SHANGHAI) + timedelta(hours=hour)


def test_on_hold_nobody_new_is_asked_and_an_answer_still_counts(stage: Stage) -> None:
    order_id, other = approve(stage), approve(stage, "00000002")
    offered = offer(stage, other)
    stage.hear(held(order_id), held(other))
    answer = stage.post(f"/orders/{order_id}/offers", DISPATCHER, offering(TEAM))
    assert answer.status_code == 409 and answer.json["code"] == "order_is_held"
    assert look(stage, order_id)["held_until"] == WANTED_TO.astimezone(clock.now().tzinfo).isoformat()
    stage.hear(accepted(offered))
    assert look(stage, other)["state"] == "accepted"
    stage.hear(resumed(order_id), resumed(other))
    assert offer(stage, order_id).round == 1 and look(stage, order_id)["held_since"] is None


def test_on_hold_no_clock_runs_and_afterwards_as_much_is_left_as_before(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage, **LATER)
    clockwork.set(at(16, 11))
    before = look(stage, order_id)
    stage.hear(held(order_id, at(23, 8)))
    clockwork.set(at(21, 9))
    assert stage.let_due_fall() == 0 and stage.status()["due"] == 0
    stage.hear(resumed(order_id))
    order = look(stage, order_id)
    pause = at(21, 9) - at(16, 11)
    assert [moved(order, name) - moved(before, name) for name in ("promise_at", "level_until")] == [pause, pause]
    assert moved(order, "due_at") == at(23, 16), "six working hours from Monday morning; the 21st is a Saturday"
    clockwork.set(at(23, 14))
    stage.let_due_fall()
    assert look(stage, order_id)["alarm"] == "warned"


def test_a_deadline_that_people_know_is_not_moved_by_a_hold(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage, **LATER)
    until = offer(stage, order_id).offers[0].deadline
    stage.hear(held(order_id))
    clockwork.set(at(16, 12))
    stage.hear(resumed(order_id))
    assert moved(look(stage, order_id), "due_at") == until


def test_a_round_that_ends_on_hold_leaves_the_whole_time_for_afterwards(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage, **LATER)
    offered = offer(stage, order_id)
    stage.hear(held(order_id))
    clockwork.set(at(17, 9))
    stage.hear(declined(offered))
    clockwork.set(at(18, 9))
    assert stage.let_due_fall() == 0
    stage.hear(resumed(order_id))
    assert moved(look(stage, order_id), "due_at") == at(19, 9)


def test_held_twice_is_one_pause_and_resumed_twice_one_end(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage, **LATER)
    stage.hear(held(order_id, at(18, 8)))
    clockwork.set(at(17, 9))
    stage.hear(held(order_id, at(20, 8), hold=2))
    clockwork.set(at(18, 9))
    stage.hear(resumed(order_id, hold=2), resumed(order_id, hold=2))
    assert moved(look(stage, order_id), "promise_at") == at(21, 9)


def test_a_hold_heard_after_its_end_holds_nothing_and_an_old_end_ends_no_new_one(stage: Stage) -> None:
    order_id = approve(stage, **LATER)
    stage.hear(resumed(order_id), held(order_id))
    assert look(stage, order_id)["held_since"] is None
    stage.hear(held(order_id, hold=3), resumed(order_id, hold=2))
    assert look(stage, order_id)["held_since"] is not None and stage.inbox() == {}


@pytest.mark.parametrize("held_first", [True, False])
@pytest.mark.parametrize("other", ["accepted", "cancelled", "checked_in"])
def test_held_and_moved_on_is_moved_on(stage: Stage, other: str, held_first: bool) -> None:
    order_id = approve(stage)
    offered = offer(stage, order_id)
    news: dict[str, Any] = {
        "accepted": accepted(offered),
        "cancelled": cancelled(order_id),
        "checked_in": checked_in(order_id),
    }
    both = [held(order_id), news[other]]
    stage.hear(*(both if held_first else reversed(both)))
    stage.hear(resumed(order_id))
    state = {"checked_in": "in_service"}.get(other, other)
    assert look(stage, order_id)["state"] == state and stage.inbox() == {}


def moved(order: dict[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(order[name])
