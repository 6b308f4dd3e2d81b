"""Silence is counted as silence; of those who stay silent a share is rung, the same whoever draws it."""

from datetime import timedelta
from uuid import UUID

from services.feedback.policy import is_drawn
from shared.contracts import feedback
from shared.identity import new_id
from tests.services.conftest import MONDAY_MORNING
from tests.services.feedback.parlour import (
    CLERK,
    OFFICE,
    RESIDENT,
    WEEK,
    conclude,
    everybody_is_drawn,
    look,
    nobody_is_drawn,
    review,
    served,
    state,
)
from tests.services.stage import Clockwork, Stage

SAMPLE = timedelta(days=3)


def test_silence_is_closed_as_unreviewed(stage: Stage, order_id: UUID, clockwork: Clockwork) -> None:
    nobody_is_drawn(stage)
    clockwork.set(MONDAY_MORNING + WEEK - timedelta(seconds=1))
    assert stage.let_due_fall() == 0
    clockwork.set(MONDAY_MORNING + WEEK)
    assert stage.let_due_fall() == 1
    assert stage.said() == [feedback.OrderClosed(order_id=order_id, outcome="unreviewed")]
    assert review(stage, order_id, 5).status_code == 409
    assert stage.post(f"/orders/{order_id}/confirm", RESIDENT, {"means": "link"}).status_code == 409


def test_a_confirmation_opens_the_window_anew(stage: Stage, order_id: UUID, clockwork: Clockwork) -> None:
    nobody_is_drawn(stage)
    clockwork.set(MONDAY_MORNING + timedelta(days=6))
    stage.post(f"/orders/{order_id}/confirm", RESIDENT, {"means": "link"})
    clockwork.set(MONDAY_MORNING + timedelta(days=12))
    assert stage.let_due_fall() == 0
    clockwork.set(MONDAY_MORNING + timedelta(days=13))
    assert stage.let_due_fall() == 1
    assert state(stage, order_id) == "closed"


def test_who_is_drawn_is_rung_and_closed_in_silence_only_when_that_brought_nothing(
    stage: Stage, order_id: UUID, clockwork: Clockwork
) -> None:
    everybody_is_drawn(stage)
    answering = new_id()
    stage.hear(served(answering))
    stage.post(f"/orders/{order_id}/confirm", RESIDENT, {"means": "link"})
    clockwork.set(MONDAY_MORNING + WEEK)
    assert stage.let_due_fall() == 2 and stage.let_due_fall() == 0
    listed = stage.get("/callbacks", CLERK).json
    assert {one["order_id"] for one in listed} == {str(order_id), str(answering)}
    assert state(stage, order_id) == "pending_review" and look(stage, order_id)["sampled_at"]
    assert [move["verb"] for move in stage.history(order_id)] == ["note_served", "confirm", "sample"]
    assert review(stage, answering, 4, "callback", CLERK).json["callback"]
    clockwork.set(MONDAY_MORNING + WEEK + SAMPLE)
    assert stage.let_due_fall() == 1
    assert look(stage, order_id)["outcome"] == "unreviewed" and look(stage, answering)["outcome"] == "reviewed"
    assert stage.get("/callbacks", CLERK).json == []


def test_the_share_is_published_by_the_center_as_versions(stage: Stage) -> None:
    assert stage.get("/samplings", CLERK).json == []
    assert stage.post("/samplings", "office:o2@620821/102", {"percent": 5}).status_code == 403
    assert stage.post("/samplings", CLERK, {"percent": 5}).status_code == 403
    assert stage.post("/samplings", OFFICE, {"percent": 101}).status_code == 422
    first, second = (stage.post("/samplings", OFFICE, {"percent": percent}).json for percent in (10, 30))
    assert (first["version"], second["version"]) == (1, 2)
    assert [one["percent"] for one in stage.get("/samplings", CLERK).json] == [30, 10]


def test_the_share_that_is_drawn_is_the_share_that_was_published() -> None:
    ids = [new_id() for _ in range(4000)]
    drawn = [one for one in ids if is_drawn(one, 20)]
    assert 600 < len(drawn) < 1000
    assert drawn == [one for one in ids if is_drawn(one, 20)]
    assert not any(is_drawn(one, 0) for one in ids) and all(is_drawn(one, 100) for one in ids)
    assert set(drawn) <= {one for one in ids if is_drawn(one, 40)}, "whoever belongs to a share belongs to a larger one"


def test_what_is_being_looked_into_is_not_closed_by_the_clock(
    stage: Stage, order_id: UUID, clockwork: Clockwork
) -> None:
    review(stage, order_id, 1)
    clockwork.set(MONDAY_MORNING + 4 * WEEK)
    stage.let_due_fall()
    assert state(stage, order_id) == "rectifying"


def test_the_counts_keep_silence_apart_from_praise(stage: Stage, order_id: UUID, clockwork: Clockwork) -> None:
    nobody_is_drawn(stage)
    praised, bad = new_id(), new_id()
    stage.hear(served(praised), served(bad))
    review(stage, praised, 5)
    review(stage, bad, 1)
    conclude(stage, bad)
    clockwork.set(MONDAY_MORNING + WEEK)
    assert stage.status()["due"] == 1
    stage.let_due_fall()
    status = stage.status()
    assert (status["orders"], status["levels"], status["silent"]) == ({"closed": 3}, {"1": 1, "5": 1}, 1)
