"""Silence is counted as silence."""

from datetime import timedelta
from uuid import UUID

from shared.contracts import feedback
from shared.identity import new_id
from tests.services.conftest import MONDAY_MORNING
from tests.services.feedback.parlour import RESIDENT, WEEK, review, served, state
from tests.services.stage import Clockwork, Stage


def test_silence_is_closed_as_unreviewed(stage: Stage, order_id: UUID, clockwork: Clockwork) -> None:
    clockwork.set(MONDAY_MORNING + WEEK - timedelta(seconds=1))
    assert stage.let_due_fall() == 0
    clockwork.set(MONDAY_MORNING + WEEK)
    assert stage.let_due_fall() == 1
    assert stage.said() == [feedback.OrderClosed(order_id=order_id, outcome="unreviewed")]
    assert review(stage, order_id, 5).status_code == 409
    assert stage.post(f"/orders/{order_id}/confirm", RESIDENT, {"means": "code"}).status_code == 409


def test_a_confirmation_opens_the_window_anew(stage: Stage, order_id: UUID, clockwork: Clockwork) -> None:
    clockwork.set(MONDAY_MORNING + timedelta(days=6))
    stage.post(f"/orders/{order_id}/confirm", RESIDENT, {"means": "code"})
    clockwork.set(MONDAY_MORNING + timedelta(days=12))
    assert stage.let_due_fall() == 0
    clockwork.set(MONDAY_MORNING + timedelta(days=13))
    assert stage.let_due_fall() == 1
    assert state(stage, order_id) == "closed"


def test_what_is_being_looked_into_is_not_closed_by_the_clock(
    stage: Stage, order_id: UUID, clockwork: Clockwork
) -> None:
    review(stage, order_id, 1)
    clockwork.set(MONDAY_MORNING + 4 * WEEK)
    assert stage.let_due_fall() == 0 and state(stage, order_id) == "rectifying"


def test_the_counts_keep_silence_apart_from_praise(stage: Stage, order_id: UUID, clockwork: Clockwork) -> None:
    praised = new_id()
    stage.hear(served(praised))
    review(stage, praised, 5)
    clockwork.set(MONDAY_MORNING + WEEK)
    assert stage.status()["due"] == 1
    stage.let_due_fall()
    status = stage.status()
    assert (status["orders"], status["levels"], status["silent"]) == ({"closed": 2}, {"5": 1}, 1)
