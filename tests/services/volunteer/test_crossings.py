"""What crosses on the way, in both orders of arrival: a word at volunteer's door, and a paper from another service."""

from collections.abc import Callable
from uuid import UUID

import pytest

from shared.contracts.dispatch import OrderWithdrawn
from shared.contracts.request import OrderCancelled, OrderChanged
from shared.contracts.volunteer import OrderAccepted, OrderCheckedIn, OrderScheduled
from shared.contracts.wire import Event
from shared.identity import new_id
from tests.services.volunteer.village import Round, Village, a_need, volunteer

SITE = "620821/102/205"
PAPERS: dict[str, Callable[[UUID], Event]] = {
    "cancelled": lambda order_id: OrderCancelled(order_id=order_id, site_path=SITE, cancelled_by="resident"),
    "withdrawn": lambda order_id: OrderWithdrawn(
        order_id=order_id, site_path=SITE, round=1, reason_code="team_overloaded"
    ),
}


def changed(order_id: UUID, version: int) -> OrderChanged:
    return OrderChanged(order_id=order_id, version=version, need=a_need(version=version))


def say(village: Village, word: str, opened: Round, me: UUID) -> int:
    """The word, and whatever has to come before it; the status that answers it."""
    if word == "accept":
        return village.accept(opened.offer_ids[0], volunteer(me)).status_code
    if word == "schedule":
        return village.schedule(opened.order_id, volunteer(me), me).status_code
    return village.check_in(opened.order_id, volunteer(me), me).status_code


@pytest.mark.parametrize("word", ["accept", "schedule"])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_after_the_word_ends_it_and_whoever_gave_it_is_thanked(village: Village, word: str, paper: str) -> None:
    me, along = village.enrol(), village.enrol()
    opened = village.accepted(me)
    village.recruit(opened.order_id, volunteer(me), along)
    if word == "schedule":
        assert say(village, word, opened, me) == 200
    village.stage.hear(PAPERS[paper](opened.order_id))
    order = village.order(opened.order_id)
    assert (order["state"], order["leader_id"], order["starts_at"]) == (paper, None, None)
    [thanks] = village.stage.notices(f"{paper}_thanks")
    assert thanks["to_id"] == me and village.told("visit_off") == [along]
    assert thanks["parameters"].get("reason") == (None if paper == "cancelled" else "team_overloaded")
    assert village.told("offer_withdrawn") == []


@pytest.mark.parametrize("word", ["accept", "schedule", "check-in"])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_word_after_the_paper_is_refused_kindly(village: Village, word: str, paper: str) -> None:
    me = village.enrol()
    opened = village.offer(("person", me)) if word == "accept" else village.accepted(me)
    village.stage.hear(PAPERS[paper](opened.order_id))
    before = len(village.stage.said())
    assert say(village, word, opened, me) == 409
    assert village.order(opened.order_id)["state"] == paper and len(village.stage.said()) == before
    assert village.told("offer_withdrawn" if word == "accept" else f"{paper}_thanks") == [me]


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_after_the_check_in_changes_nothing(village: Village, paper: str) -> None:
    me = village.enrol()
    opened = village.accepted(me)
    assert say(village, "check-in", opened, me) == 200
    village.stage.hear(PAPERS[paper](opened.order_id))
    assert village.order(opened.order_id)["state"] == "in_service" and village.stage.inbox() == {}
    assert village.told(f"{paper}_thanks") == [] and len(village.stage.said(OrderCheckedIn)) == 1


def test_what_was_asked_for_an_older_need_cannot_be_accepted(village: Village) -> None:
    me = village.enrol()
    opened = village.offer(("person", me), ("pool", None))
    village.stage.hear(changed(opened.order_id, 2))
    for offer_id in opened.offer_ids:
        refused = village.accept(offer_id, volunteer(me))
        assert (refused.status_code, refused.json["code"]) == (409, "need_changed")
    assert village.order(opened.order_id)["state"] == "offered" and village.stage.said(OrderAccepted) == []
    assert village.decline(opened.offer_ids[0], volunteer(me)).status_code == 200


def test_nor_when_the_change_is_heard_before_the_offer(village: Village) -> None:
    me, order_id = village.enrol(), new_id()
    village.stage.hear(changed(order_id, 3), changed(order_id, 2))
    old = village.offer(("person", me), order_id=order_id, need=a_need(version=2))
    assert village.accept(old.offer_ids[0], volunteer(me)).json["code"] == "need_changed"
    village.stage.hear(PAPERS["withdrawn"](order_id))
    new = village.offer(("person", me), order_id=order_id, number=2, need=a_need(version=3))
    assert village.accept(new.offer_ids[0], volunteer(me)).status_code == 200


def test_a_change_after_the_yes_is_told_to_the_leader_by_the_withdrawal_alone(village: Village) -> None:
    me = village.enrol()
    opened = village.accepted(me)
    village.stage.hear(changed(opened.order_id, 2))
    assert village.order(opened.order_id)["state"] == "accepted"
    assert village.schedule(opened.order_id, volunteer(me), me).status_code == 200
    taken_back = OrderWithdrawn(order_id=opened.order_id, site_path=SITE, round=1, reason_code="need_changed")
    village.stage.hear(taken_back)
    [thanks] = village.stage.notices("withdrawn_thanks")
    assert thanks["to_id"] == me and thanks["parameters"]["reason"] == "need_changed"
    assert len(village.stage.said(OrderScheduled)) == 1
