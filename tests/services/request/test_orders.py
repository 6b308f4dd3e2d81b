"""Orders at request's doors."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import sqlalchemy as sa

from services.request.models import Recipient
from shared import clock
from shared.contracts import request, volunteer
from shared.identity import new_id
from tests.services.request.desk import APPROVAL, CLERK, ORDER, RESIDENT, place
from tests.services.stage import Stage


def test_an_order_gets_a_number_a_link_and_a_notice_and_is_told_without_a_person(stage: Stage) -> None:
    order = place(stage)
    assert order["state"] == "submitted" and len(order["order_no"]) == 8 and len(order["link_token"]) == 43
    [said] = stage.said(request.OrderSubmitted)
    assert said.order_no == order["order_no"] and said.site_path == "620821/102/205"
    assert len(stage.notices("order_received")) == 1


def test_the_same_key_gets_the_same_answer_and_one_order(stage: Stage) -> None:
    first = stage.post("/orders", RESIDENT, ORDER, key="k1")
    second = stage.post("/orders", RESIDENT, ORDER, key="k1")
    assert first.json == second.json
    assert len(stage.said(request.OrderSubmitted)) == 1
    assert stage.post("/orders", RESIDENT, {**ORDER, "need_text": "别的"}, key="k1").status_code == 422


def test_the_same_reference_stands_for_the_same_order(stage: Stage) -> None:
    assert place(stage, external_ref="A-1")["order_id"] == place(stage, external_ref="A-1")["order_id"]
    assert len(stage.said(request.OrderSubmitted)) == 1


def test_an_approved_order_travels_with_title_and_rules_and_never_with_words(stage: Stage) -> None:
    order = place(stage)
    answer = stage.post(f"/orders/{order['order_id']}/approve", CLERK, APPROVAL)
    assert answer.json["state"] == "pending_dispatch"
    [said] = stage.said(request.OrderApproved)
    assert said.need.title == "入户用电检查" and said.need.item.skills == ["电工"] and said.need.priority == 3


@pytest.mark.parametrize("title", ["给李𠮷祥修灯", "打13900000001", "修2个灯"])
def test_a_title_with_a_name_or_a_digit_is_refused(stage: Stage, title: str) -> None:
    order = place(stage)
    answer = stage.post(f"/orders/{order['order_id']}/approve", CLERK, {**APPROVAL, "title": title})
    assert answer.status_code == 422 and answer.json["code"].startswith("title_has")


def test_outside_the_scope_there_is_nothing(stage: Stage) -> None:
    order = place(stage)
    answer = stage.post(f"/orders/{order['order_id']}/approve", "clerk:c2@620821/103", APPROVAL)
    assert answer.status_code == 404


def test_a_duplicate_is_merged_and_its_caller_hears_of_the_survivor(stage: Stage) -> None:
    survivor, double = place(stage), place(stage)
    merged = stage.post(f"/orders/{double['order_id']}/merge", CLERK, {"into": survivor["order_id"]})
    assert merged.json["state"] == "cancelled" and merged.json["duplicate_of"] == survivor["order_id"]
    refused = stage.post(f"/orders/{survivor['order_id']}/cancel", RESIDENT)
    assert refused.status_code == 409 and refused.json["code"] == "others_wait"
    assert stage.post(f"/orders/{double['order_id']}/merge", CLERK, {"into": double["order_id"]}).status_code == 422


def test_a_visit_that_began_outranks_a_cancelling_that_was_under_way(stage: Stage) -> None:
    order = place(stage)
    stage.post(f"/orders/{order['order_id']}/approve", CLERK, APPROVAL)
    order_id = stage.said(request.OrderApproved)[0].order_id
    accepted = volunteer.OrderAccepted(
        order_id=order_id, round=1, offer_id=new_id(), leader_kind="person", leader_id=new_id()
    )
    stage.hear(accepted)
    assert stage.post(f"/orders/{order_id}/cancel", RESIDENT).json["state"] == "cancelled"
    stage.hear(accepted)
    assert stage.get(f"/orders/{order_id}", CLERK).json["state"] == "cancelled"
    stage.hear(volunteer.OrderCheckedIn(order_id=order_id, round=1, means="door_word", checked_in_at=clock.now()))
    assert stage.get(f"/orders/{order_id}", CLERK).json["state"] == "in_service"
    assert stage.post(f"/orders/{order_id}/cancel", RESIDENT).status_code == 409


def test_news_of_an_unknown_order_waits(stage: Stage) -> None:
    stage.hear(volunteer.OrderNoShow(order_id=new_id(), round=1))
    assert stage.inbox() == {"waiting": 1}


def test_many_orders_for_somebody_new_at_once_know_them_under_one_id(stage: Stage) -> None:
    def place_one(_: int) -> int:
        headers = {"X-Sidan-Actor": RESIDENT, "Idempotency-Key": str(uuid4())}
        client = stage.client.application.test_client()
        return client.post("/api/v1/orders", json=ORDER, headers=headers).status_code

    with ThreadPoolExecutor(8) as hands:
        assert set(hands.map(place_one, range(16))) == {201}
    with stage.database.read() as session:
        assert len(session.scalars(sa.select(Recipient.recipient_id)).all()) == 1
