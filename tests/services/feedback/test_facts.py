"""Every event is kept once, whoever said it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.feedback.handlers.facts import keep_fact
from shared import clock
from shared.contracts import feedback, request, volunteer
from shared.contracts.catalogue import CONTRACTS
from shared.identity import new_id
from shared.messaging.envelope import seal, unseal
from shared.messaging.tables import OUTBOX
from tests.services.conftest import MONDAY_MORNING
from tests.services.stage import Clockwork, Stage

OFFICE = "office:o1@620821"
ORDER_ID = new_id()
CANCELLED = request.OrderCancelled(order_id=ORDER_ID, site_path="620821/102/205", cancelled_by="resident")
NO_SHOW = volunteer.OrderNoShow(order_id=ORDER_ID, round=1)


@pytest.fixture
def stage(open_stage: Callable[..., Stage]) -> Stage:
    return open_stage("feedback")


def test_every_contract_is_heard(stage: Stage) -> None:
    assert stage.service.hears.keys() == set(CONTRACTS)
    assert stage.service.keeps is keep_fact


def test_a_fact_is_kept_as_it_was_said(stage: Stage) -> None:
    stage.hear(NO_SHOW)
    [fact] = stage.get("/facts", OFFICE).json
    assert fact["type"] == "order.no_show.v1" and fact["subject"] == str(ORDER_ID) and fact["speaker"] == "volunteer"
    assert fact["data"] == {"order_id": str(ORDER_ID), "round": 1}


def test_the_same_event_twice_is_one_fact(stage: Stage) -> None:
    event_id = new_id()
    stage.hear(NO_SHOW, event_id=event_id)
    stage.hear(NO_SHOW, event_id=event_id)
    assert stage.status()["facts"] == 1


def test_an_event_that_the_inbox_has_forgotten_still_counts_once(stage: Stage) -> None:
    envelope = unseal(seal(NO_SHOW, new_id(), clock.now()))
    for _ in range(2):
        stage.database.transact(lambda session: keep_fact(session, envelope))
    assert stage.status()["facts"] == 1


def test_two_events_about_the_same_are_two_facts(stage: Stage) -> None:
    stage.hear(NO_SHOW, NO_SHOW)
    assert stage.status()["facts"] == 2


def test_its_own_words_are_kept_too(stage: Stage) -> None:
    stage.hear(
        volunteer.OrderServed(
            order_id=ORDER_ID,
            round=1,
            order_no="12345674",
            site_path="620821/102/205",
            item_code="H03",
            leader_kind="team",
            leader_id=new_id(),
            served_at=clock.now(),
            crew=[],
        )
    )
    stage.post(f"/orders/{ORDER_ID}/confirm", "resident:r1", {"means": "link"})
    stage.hear(*stage.said())
    assert [fact["speaker"] for fact in stage.get("/facts", OFFICE).json] == ["volunteer", "feedback"]
    assert stage.inbox() == {}


def test_a_word_of_its_own_moves_nothing(stage: Stage) -> None:
    stage.hear(feedback.OrderClosed(order_id=new_id(), outcome="reviewed"))
    assert stage.inbox() == {} and stage.status()["orders"] == {}
    with stage.database.read() as session:
        assert session.execute(OUTBOX.select()).all() == []


def test_facts_are_found_by_type_and_subject_in_the_order_in_which_they_were_said(
    stage: Stage, clockwork: Clockwork
) -> None:
    stage.hear(CANCELLED)
    clockwork.set(MONDAY_MORNING + timedelta(minutes=1))
    stage.hear(NO_SHOW)
    stage.hear(volunteer.OrderNoShow(order_id=new_id(), round=1))
    found = stage.get(f"/facts?subject={ORDER_ID}", OFFICE).json
    assert [fact["type"] for fact in found] == ["order.cancelled.v1", "order.no_show.v1"]
    assert len(stage.get("/facts?type=order.no_show.v1", OFFICE).json) == 2
    second = stage.get("/facts?page=2&page_size=2", OFFICE)
    assert len(second.json) == 1 and second.headers["X-Pagination"]


@pytest.mark.parametrize("actor", ["clerk:c1@620821/102", "volunteer:v1", "resident:r1", "office:o2@620821/102"])
def test_facts_are_for_the_center_and_for_operators(stage: Stage, actor: str) -> None:
    assert stage.get("/facts", actor).status_code == 403


def test_feedback_has_nothing_to_announce(stage: Stage) -> None:
    assert stage.database.transact(stage.service.announce) == 0
