"""Reviews at feedback's doors."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from shared.contracts import feedback
from shared.identity import new_id
from shared.migrations.steps import drifted
from shared.notices import NOTICES
from tests.services.feedback.parlour import (
    CLERK,
    EVALUATOR,
    FINDING,
    RESIDENT,
    STATION_EVALUATOR,
    VOLUNTEER,
    review,
    served,
    state,
)
from tests.services.stage import Stage


def test_the_tables_are_what_the_steps_made(stage: Stage) -> None:
    assert not drifted(stage.database, stage.service.migrations, stage.service.metadata)


def test_a_served_order_waits_for_its_resident(stage: Stage, order_id: UUID) -> None:
    view = stage.get(f"/orders/{order_id}", CLERK).json
    assert view["state"] == "served" and view["round"] == 2 and view["order_no"] == "12345674"
    assert stage.said() == []


def test_served_told_again_by_another_event_changes_nothing(stage: Stage, order_id: UUID) -> None:
    stage.post(f"/orders/{order_id}/confirm", RESIDENT, {"means": "link"})
    stage.hear(served(order_id))
    assert state(stage, order_id) == "pending_review" and stage.inbox() == {}


@pytest.mark.parametrize(
    ("means", "actor", "minutes_class"),
    [
        ("link", "proxy:p1", "verified"),
        ("phone", CLERK, "verified"),
        ("paper", "village_worker:w1@620821/102/205", "witnessed"),
    ],
)
def test_a_confirmation_raises_the_minutes_as_far_as_its_means_prove(
    stage: Stage, order_id: UUID, means: str, actor: str, minutes_class: str
) -> None:
    answer = stage.post(f"/orders/{order_id}/confirm", actor, {"means": means})
    assert answer.json["state"] == "pending_review" and answer.json["minutes_class"] == minutes_class
    [said] = stage.said()
    taken_down_by = None if means == "link" else actor.partition("@")[0]
    expected = {"means": means, "minutes_class": minutes_class, "taken_down_by": taken_down_by}
    assert said == feedback.ServiceConfirmed(order_id=order_id, **expected)


@pytest.mark.parametrize(("means", "actor"), [("link", CLERK), ("phone", RESIDENT), ("paper", "proxy:p1")])
def test_nobody_confirms_by_the_means_of_another(stage: Stage, order_id: UUID, means: str, actor: str) -> None:
    assert stage.post(f"/orders/{order_id}/confirm", actor, {"means": means}).status_code == 403
    assert state(stage, order_id) == "served"


def test_the_same_confirmation_again_is_answered_and_another_one_is_refused(stage: Stage, order_id: UUID) -> None:
    path = f"/orders/{order_id}/confirm"
    first = stage.post(path, RESIDENT, {"means": "link"})
    assert stage.post(path, "proxy:p1", {"means": "link"}).json == first.json
    other = stage.post(path, CLERK, {"means": "phone"})
    assert other.status_code == 409 and other.json["code"] == "order_is_pending_review"
    assert len(stage.said(feedback.ServiceConfirmed)) == 1


@pytest.mark.parametrize("level", [3, 4, 5])
def test_a_good_review_closes_the_order_at_once(stage: Stage, order_id: UUID, level: int) -> None:
    stage.post(f"/orders/{order_id}/confirm", RESIDENT, {"means": "link"})
    answer = review(stage, order_id, level)
    assert answer.json["state"] == "closed" and answer.json["outcome"] == "reviewed"
    reviewed, closed = stage.said(feedback.OrderReviewed, feedback.OrderClosed)
    assert reviewed.level == level and reviewed.leader_kind == "team" and not reviewed.callback
    assert closed == feedback.OrderClosed(order_id=order_id, outcome="reviewed")


@pytest.mark.parametrize("level", [1, 2])
def test_a_bad_review_is_looked_into_from_above_and_then_closed(stage: Stage, order_id: UUID, level: int) -> None:
    assert review(stage, order_id, level).json["state"] == "rectifying"
    assert stage.said(feedback.RectificationOpened) == [feedback.RectificationOpened(order_id=order_id, level=level)]
    assert stage.said(feedback.OrderClosed) == []
    path = f"/orders/{order_id}/close-rectification"
    answer = stage.post(path, EVALUATOR, FINDING)
    [rectification] = answer.json["rectifications"]
    assert answer.json["state"] == "closed" and rectification["finding"] == "valid"
    assert rectification["cause"] == "bad_review" and not rectification["reached"]
    assert stage.said(feedback.OrderClosed) == [feedback.OrderClosed(order_id=order_id, outcome="rectified")]
    [closed] = stage.said(feedback.RectificationClosed)
    assert (closed.finding, closed.cause, closed.called) == ("valid", "bad_review", False)
    assert stage.post(path, EVALUATOR, FINDING).status_code == 409


def test_nobody_is_told_from_here_for_nobodys_phone_is_kept_here(stage: Stage, order_id: UUID) -> None:
    review(stage, order_id, 1)
    with stage.database.read() as session:
        assert session.execute(sa.select(NOTICES)).all() == []


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        (STATION_EVALUATOR, 403),
        (CLERK, 403),
        (RESIDENT, 403),
        ("evaluator:e2@620821/103", 404),
        ("evaluator:e3@620821/102/206", 404),
        ("office:o1@620821", 200),
    ],
)
def test_a_finding_is_made_by_the_next_higher_level(stage: Stage, order_id: UUID, actor: str, status: int) -> None:
    review(stage, order_id, 1)
    assert stage.post(f"/orders/{order_id}/close-rectification", actor, FINDING).status_code == status


@pytest.mark.parametrize(("means", "confirmed_by"), [("callback", "phone"), ("phone", "phone"), ("paper", "paper")])
def test_a_review_taken_down_by_staff_confirms_the_service_too(
    stage: Stage, order_id: UUID, means: str, confirmed_by: str
) -> None:
    answer = review(stage, order_id, 4, means, CLERK)
    assert answer.json["confirmation_means"] == confirmed_by and answer.json["callback"] == (means == "callback")
    confirmed, reviewed, _ = stage.said()
    assert confirmed.means == confirmed_by and reviewed.callback == (means == "callback")


def test_what_was_confirmed_before_is_not_confirmed_again_by_a_review(stage: Stage, order_id: UUID) -> None:
    stage.post(f"/orders/{order_id}/confirm", RESIDENT, {"means": "link"})
    assert review(stage, order_id, 5, "callback", CLERK).json["confirmation_means"] == "link"
    assert len(stage.said(feedback.ServiceConfirmed)) == 1


@pytest.mark.parametrize("means", feedback.REVIEW_MEANS)
def test_a_review_by_a_volunteer_is_refused(stage: Stage, order_id: UUID, means: str) -> None:
    assert review(stage, order_id, 5, means, VOLUNTEER).status_code == 403
    assert state(stage, order_id) == "served" and stage.said() == []


@pytest.mark.parametrize("level", [0, 6, "5", 4.5, True, None])
def test_only_five_levels_are_known(stage: Stage, order_id: UUID, level: Any) -> None:
    assert review(stage, order_id, level).status_code == 422


def test_an_order_is_reviewed_once(stage: Stage, order_id: UUID) -> None:
    review(stage, order_id, 5)
    again = review(stage, order_id, 1)
    assert again.status_code == 409 and again.json["code"] == "order_is_closed"


def test_of_many_reviews_at_once_one_counts(stage: Stage, order_id: UUID) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda level: review(stage, order_id, level), [5, 1, 4, 2, 3, 5, 1, 2]))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 7]
    assert len(stage.said(feedback.OrderReviewed)) == len(stage.said(feedback.ServiceConfirmed)) == 1


def test_the_words_of_a_review_are_read_from_above_and_never_travel(stage: Stage, order_id: UUID) -> None:
    words = "来的人把我家的花盆打了𠮷"
    answer = stage.post(f"/orders/{order_id}/review", RESIDENT, {"level": 2, "means": "link", "text": words})
    assert "text" not in answer.json
    assert all(words not in str(event) for event in stage.said())
    assert stage.get(f"/orders/{order_id}/text", EVALUATOR).json["text"] == words
    assert stage.get(f"/orders/{order_id}/text", CLERK).status_code == 403
    assert stage.get(f"/orders/{order_id}/text", VOLUNTEER).status_code == 403


def test_outside_the_scope_there_is_nothing(stage: Stage, order_id: UUID) -> None:
    elsewhere = "clerk:c2@620821/103"
    assert stage.get(f"/orders/{order_id}", elsewhere).status_code == 404
    assert stage.get("/orders", elsewhere).json == []
    assert stage.post(f"/orders/{order_id}/confirm", elsewhere, {"means": "phone"}).status_code == 404
    assert review(stage, order_id, 5, "phone", elsewhere).status_code == 404
    assert stage.get("/orders", RESIDENT).status_code == 403


def test_orders_are_found_by_state_and_level(stage: Stage, order_id: UUID) -> None:
    bad = new_id()
    stage.hear(served(bad))
    review(stage, bad, 2)
    assert [one["order_id"] for one in stage.get("/orders?state=rectifying", CLERK).json] == [str(bad)]
    assert [one["order_id"] for one in stage.get("/orders?level=2", CLERK).json] == [str(bad)]
    assert len(stage.get("/orders", CLERK).json) == 2
    assert stage.get("/orders?state=%00", CLERK).status_code == 422


def test_an_order_that_was_never_served_is_unknown(stage: Stage) -> None:
    assert stage.get(f"/orders/{new_id()}", CLERK).status_code == 404
    assert stage.post(f"/orders/{new_id()}/confirm", RESIDENT, {"means": "link"}).status_code == 404
