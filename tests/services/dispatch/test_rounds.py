"""Rounds of offers at dispatch's doors."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from shared import clock
from shared.contracts import dispatch
from shared.identity import new_id
from shared.messaging import outbox
from tests.services.dispatch import desk
from tests.services.dispatch.desk import (
    CENTER,
    DISPATCHER,
    OTHER_TEAM,
    PAUSED,
    PERSON,
    TEAM,
    WANTED_TO,
    approve,
    declined,
    expired,
    look,
    offer,
    offering,
    withdraw,
)
from tests.services.stage import Stage


def test_a_round_asks_everybody_at_once_and_carries_the_need(stage: Stage) -> None:
    order_id = approve(stage)
    answer = stage.post(f"/orders/{order_id}/offers", DISPATCHER, offering(TEAM, PERSON, pool=True))
    assert answer.status_code == 201 and answer.json["state"] == "offered" and answer.json["round"] == 1
    assert [one["state"] for one in answer.json["offers"]] == ["open"] * 3
    [said] = stage.said(dispatch.OrderOffered)
    assert [(one.to_kind, one.to_id) for one in said.offers] == [("team", TEAM), ("person", PERSON), ("pool", None)]
    assert said.round == 1 and said.need.title == "入户用电检查" and said.need.item.minutes == 60


def test_a_round_is_held_back_for_eight_seconds(stage: Stage) -> None:
    offer(stage, approve(stage))
    with stage.database.reader.connect() as connection:
        assert outbox.waiting(connection, 10, []) == []


def test_without_a_pause_a_round_is_told_at_once(open_stage: Callable[..., Stage]) -> None:
    stage = open_stage("dispatch", DISPATCH_UNDO_SECONDS="0")
    desk.describe_everybody(stage)
    offer(stage, approve(stage))
    with stage.database.reader.connect() as connection:
        [row] = outbox.waiting(connection, 10, [])
    assert row.type == "order.offered.v1"


@pytest.mark.parametrize(
    ("offers", "code"),
    [
        ([{"to_kind": "team", "to_id": str(new_id())}], "unknown_addressee"),
        ([{"to_kind": "person", "to_id": str(TEAM)}], "unknown_addressee"),
        ([{"to_kind": "person", "to_id": str(PAUSED)}], "not_active"),
        ([{"to_kind": "team", "to_id": str(TEAM)}] * 2, "asked_twice"),
        ([{"to_kind": "pool"}, {"to_kind": "pool"}], "asked_twice"),
        ([{"to_kind": "team"}], "to_id_mismatch"),
        ([{"to_kind": "pool", "to_id": str(TEAM)}], "to_id_mismatch"),
        ([], "unprocessable_entity"),
        ([{"to_kind": "pool"}] * 21, "unprocessable_entity"),
    ],
)
def test_a_round_that_cannot_be_is_refused(stage: Stage, offers: list[dict[str, Any]], code: str) -> None:
    order_id = approve(stage)
    answer = stage.post(f"/orders/{order_id}/offers", DISPATCHER, {**offering(), "offers": offers})
    assert answer.status_code == 422 and answer.json["code"] == code
    assert look(stage, order_id)["state"] == "pending" and not stage.said()


def test_no_offer_outlives_the_start_of_the_last_possible_visit(stage: Stage) -> None:
    order_id = approve(stage)
    last_start = WANTED_TO - timedelta(minutes=60)
    for deadline, code in ((last_start + timedelta(seconds=1), "deadline_too_late"), (clock.now(), "deadline_past")):
        answer = stage.post(f"/orders/{order_id}/offers", DISPATCHER, offering(TEAM, deadline=deadline))
        assert answer.status_code == 422 and answer.json["code"] == code
    answer = stage.post(f"/orders/{order_id}/offers", DISPATCHER, offering(TEAM, deadline=last_start))
    assert answer.status_code == 201


def test_a_round_opens_only_after_the_last_one_has_ended(stage: Stage) -> None:
    order_id = approve(stage)
    first = offer(stage, order_id, TEAM, OTHER_TEAM)
    again = stage.post(f"/orders/{order_id}/offers", DISPATCHER, offering(PERSON))
    assert again.status_code == 409 and again.json["code"] == "order_is_offered"
    stage.hear(declined(first, 0))
    assert look(stage, order_id)["state"] == "offered"
    stage.hear(expired(first, 1))
    order = look(stage, order_id)
    assert order["state"] == "pending" and order["round"] == 2 and order["offers"] == []
    assert offer(stage, order_id, PERSON).round == 2


def test_of_eight_who_open_a_round_at_once_one_does(stage: Stage) -> None:
    order_id = approve(stage)
    headers = {"X-Sidan-Actor": DISPATCHER}

    def open_round(number: int) -> int:
        client = stage.client.application.test_client()
        path = f"/api/v1/orders/{order_id}/offers"
        key = {"Idempotency-Key": f"k{number}"}
        return client.post(path, json=offering(TEAM), headers=headers | key).status_code

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(open_round, range(8))) == [201] + [409] * 7
    assert len(stage.said(dispatch.OrderOffered)) == 1


def test_the_same_key_opens_one_round(stage: Stage) -> None:
    order_id = approve(stage)
    body = offering(TEAM)
    first = stage.post(f"/orders/{order_id}/offers", DISPATCHER, body, key="k1")
    assert stage.post(f"/orders/{order_id}/offers", DISPATCHER, body, key="k1").json == first.json
    assert len(stage.said(dispatch.OrderOffered)) == 1


def test_a_round_that_nobody_heard_of_is_undone_without_a_trace(stage: Stage) -> None:
    order_id = approve(stage)
    offer(stage, order_id)
    answer = stage.post(f"/orders/{order_id}/undo", DISPATCHER)
    assert answer.json["undone"] == "unsaid" and answer.json["state"] == "pending" and answer.json["round"] == 1
    assert answer.json["offers"] == [] and stage.said() == [] and stage.status()["offers"] == {}
    assert offer(stage, order_id, OTHER_TEAM).round == 1


def test_a_round_that_was_told_already_is_withdrawn_instead(stage: Stage) -> None:
    order_id = approve(stage)
    offer(stage, order_id)
    claim_all(stage)
    answer = stage.post(f"/orders/{order_id}/undo", DISPATCHER)
    assert answer.json["undone"] == "withdrawn" and answer.json["state"] == "pending" and answer.json["round"] == 2
    [said] = stage.said(dispatch.OrderWithdrawn)
    assert said.round == 1 and said.reason_code == "wrong_choice"


def test_where_no_round_was_opened_there_is_nothing_to_undo_or_withdraw(stage: Stage) -> None:
    order_id = approve(stage)
    assert stage.post(f"/orders/{order_id}/undo", DISPATCHER).status_code == 409
    answer = stage.post(f"/orders/{order_id}/withdraw", DISPATCHER, {"reason_code": "wrong_choice"})
    assert answer.status_code == 409 and answer.json["code"] == "order_is_pending"
    assert not stage.said()


def test_a_withdrawn_round_asks_nobody_any_more(stage: Stage) -> None:
    order_id = approve(stage)
    offer(stage, order_id, TEAM, OTHER_TEAM)
    withdraw(stage, order_id)
    assert look(stage, order_id)["round"] == 2 and stage.status()["offers"] == {"closed": 2}
    again = stage.post(f"/orders/{order_id}/withdraw", DISPATCHER, {"reason_code": "wrong_choice"})
    assert again.status_code == 409 and len(stage.said(dispatch.OrderWithdrawn)) == 1


def test_a_no_of_an_earlier_round_does_not_end_the_present_one(stage: Stage) -> None:
    order_id = approve(stage)
    first = offer(stage, order_id)
    withdraw(stage, order_id)
    offer(stage, order_id, OTHER_TEAM)
    stage.hear(declined(first), expired(first))
    order = look(stage, order_id)
    assert order["state"] == "offered" and order["round"] == 2 and order["offers"][0]["state"] == "open"
    assert stage.inbox() == {}


def test_the_same_no_heard_twice_ends_one_round(stage: Stage) -> None:
    order_id = approve(stage)
    first = offer(stage, order_id)
    event_id = new_id()
    stage.hear(declined(first), event_id=event_id)
    stage.hear(declined(first), event_id=event_id)
    stage.hear(declined(first))
    assert look(stage, order_id)["round"] == 2


def test_an_answer_to_an_offer_that_was_never_made_is_shown_as_drift(stage: Stage) -> None:
    order_id = approve(stage)
    offered = offer(stage, order_id)
    stage.post(f"/orders/{order_id}/undo", DISPATCHER)
    stage.hear(declined(offered))
    assert stage.inbox() == {"drift": 1}


def test_an_answer_of_a_round_to_come_waits(stage: Stage) -> None:
    order_id = approve(stage)
    offered = offer(stage, order_id)
    early = type(declined(offered))(order_id=order_id, round=2, offer_id=new_id())
    stage.hear(early)
    assert stage.inbox() == {"waiting": 1}


@pytest.mark.parametrize("verb", ["offers", "undo", "withdraw", "propose-unfulfilled", "sign-unfulfilled"])
def test_outside_the_scope_there_is_nothing_and_only_dispatchers_move(stage: Stage, verb: str) -> None:
    order_id = approve(stage)
    body: dict[str, Any] = {
        "offers": offering(TEAM),
        "withdraw": {"reason_code": "wrong_choice"},
        "propose-unfulfilled": {"reason_code": "no_skill", "sentence": "没有电工", "alternative": "none"},
    }.get(verb, {})
    path = f"/orders/{order_id}/{verb}"
    assert stage.post(path, "dispatcher:d2@620821/103", body).status_code == 404
    assert stage.post(path, "clerk:c1@620821/102", body).status_code == 403
    assert stage.post(path, "resident:r1", body).status_code == 403
    assert stage.post(f"/orders/{new_id()}/{verb}", CENTER, body).status_code == 404


def claim_all(stage: Stage) -> None:
    """The relay takes all that is unsent, as it does when the eight seconds are over."""
    with stage.database.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE outbox SET attempts = 1 WHERE sent_at IS NULL")
