"""What was not done well is done once more, as a new order; what was appealed is opened again."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.request.models import ContactCard
from shared.clock import SHANGHAI
from shared.contracts import feedback, request
from shared.identity import new_id
from tests.services.request.desk import CLERK, RESIDENT, Desk
from tests.services.request.test_stories import sentences

LEADER = new_id()
FROM, TO = (datetime(2026, 12, day, 9, 0, tzinfo=SHANGHAI) for day in (1, 4))


def asked(order_id: str, **changed: Any) -> feedback.ReworkAsked:
    words = {"other_team": True, "leader_kind": "team", "leader_id": LEADER, "wanted_from": FROM, "wanted_to": TO}
    return feedback.ReworkAsked(order_id=UUID(order_id), **{**words, **changed})


def closed(order_id: str, closings: int = 0) -> feedback.OrderClosed:
    return feedback.OrderClosed(order_id=UUID(order_id), outcome="rectified", closings=closings)


def opened(order_id: str, closings: int = 0) -> feedback.RectificationOpened:
    cause = "appeal" if closings else "denied"
    return feedback.RectificationOpened(order_id=UUID(order_id), cause=cause, closings=closings)


def test_it_is_a_new_order_from_the_old_card_that_waits_one_class_higher(desk: Desk) -> None:
    old = desk.place(circumstances=["low_income"], proxy_name="李小", proxy_relation="女儿")
    desk.must(old, "approve", item_code="H03", title="入户用电检查", means="phone", two_person=True)
    desk.stage.hear(asked(old))
    [new] = [one for one in desk.listed("/orders") if one["rework_of"] == old]
    assert (new["state"], new["item_code"], new["title"]) == ("pending_dispatch", "H03", "入户用电检查")
    assert (new["priority"], desk.look(old)["priority"]) == (1, 2)
    assert datetime.fromisoformat(new["wanted_to"]) == TO and new["order_no"] != desk.look(old)["order_no"]
    assert desk.verbs(new["order_id"]) == [("take_rework", "T31")]
    submitted, approved = desk.stage.said(request.OrderSubmitted, request.OrderApproved)[-2:]
    assert isinstance(submitted, request.OrderSubmitted) and isinstance(approved, request.OrderApproved)
    assert str(submitted.rework_of) == old and submitted.by_proxy
    assert approved.leave_out == LEADER and approved.need.two_person and approved.need.version == 1
    assert (approved.need.order_no, approved.need.priority) == (new["order_no"], 1)
    with desk.stage.database.read() as session:
        cards = session.scalars(sa.select(ContactCard)).all()
    assert len({(card.requester_phone, card.need_text, card.proxy_name) for card in cards}) == 1 and len(cards) == 2
    assert desk.told(new["order_id"], "rework_received") == 1
    assert sentences(desk, new["order_id"]) == [
        f"上次没做好，重新给您安排，编号{new['order_no']}；不用再核实，开始找人。"
    ]


def test_it_is_taken_down_once_however_often_it_is_asked(desk: Desk) -> None:
    old = desk.place()
    desk.stage.hear(asked(str(new_id())))
    assert desk.stage.inbox() == {"waiting": 1}
    desk.approve(old)
    desk.stage.hear(asked(old, other_team=False), asked(old))
    assert len([one for one in desk.listed("/orders") if one["rework_of"]]) == 1
    assert [one.leave_out for one in desk.stage.said(request.OrderApproved)] == [None, None]


def test_the_new_order_goes_its_own_way(desk: Desk) -> None:
    old = desk.place()
    desk.approve(old)
    desk.stage.hear(asked(old))
    [new] = [one["order_id"] for one in desk.listed("/orders") if one["rework_of"]]
    assert desk.must(new, "urge", RESIDENT)["urges"] == 1
    assert desk.must(new, "change", CLERK, wanted_to="2026-12-09T12:00:00+08:00")["need_version"] == 2
    assert desk.must(new, "cancel", RESIDENT)["state"] == "cancelled"


def test_an_appeal_opens_an_order_again_and_it_is_closed_again(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    seen = []
    for event in (opened(order_id), closed(order_id), opened(order_id, 1), closed(order_id, 1), opened(order_id, 2)):
        desk.stage.hear(event)
        seen.append(desk.look(order_id)["state"])
    assert seen == ["rectifying", "closed", "rectifying", "closed", "rectifying"]
    assert desk.verbs(order_id)[-3:] == [
        ("note_appealed", "T38"),
        ("note_closed", "T29, T32, T38"),
        ("note_appealed", "T38"),
    ]
    assert desk.told(order_id, "rectification_opened") == 3 and desk.told(order_id, "order_closed") == 2


def test_an_order_is_opened_and_closed_in_turn_whatever_order_that_is_heard_in(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    told = [closed(order_id), opened(order_id, 1), closed(order_id, 1), opened(order_id, 2), closed(order_id, 2)]
    desk.stage.hear(*reversed(told))
    for _ in told:
        desk.stage.retry_waiting()
    assert desk.look(order_id)["state"] == "closed" and desk.stage.inbox() == {}
    assert [verb for verb, _ in desk.verbs(order_id)][-5:] == [
        "note_closed",
        "note_appealed",
        "note_closed",
        "note_appealed",
        "note_closed",
    ]
