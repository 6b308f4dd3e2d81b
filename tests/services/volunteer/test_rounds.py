"""What the other services say about a round, in every order of arrival."""

from uuid import UUID

from shared.contracts.dispatch import OrderUnfulfilled, OrderWithdrawn
from shared.contracts.request import OrderCancelled
from shared.contracts.volunteer import OrderAccepted
from shared.identity import new_id
from tests.services.volunteer.village import CLERK, OTHER_CLERK, Village, a_need, volunteer


def withdrawn(order_id: UUID, number: int = 1) -> OrderWithdrawn:
    return OrderWithdrawn(order_id=order_id, site_path="620821/102/205", round=number, reason_code="need_changed")


def cancelled(order_id: UUID) -> OrderCancelled:
    return OrderCancelled(order_id=order_id, site_path="620821/102/205", cancelled_by="resident")


def unfulfilled(order_id: UUID, number: int) -> OrderUnfulfilled:
    return OrderUnfulfilled(order_id=order_id, site_path="620821/102/205", round=number, reason_code="no_skill")


def test_a_withdrawal_before_anybody_answered_is_told_to_those_asked(village: Village) -> None:
    me = village.enrol()
    opened = village.offer(("person", me), ("pool", None))
    village.stage.hear(withdrawn(opened.order_id))
    order = village.order(opened.order_id)
    assert (order["state"], order["round"]) == ("withdrawn", 2)
    assert [one["to_id"] for one in village.stage.notices("offer_withdrawn")] == [me]
    assert village.accept(opened.offer_ids[0], volunteer(me)).json["code"] == "offer_withdrawn"
    assert village.stage.said(OrderAccepted) == []


def test_withdrawn_after_the_yes_thanks_whoever_gave_it_once(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    opened = village.offer(("person", me), ("person", other))
    village.accept(opened.offer_ids[0], volunteer(me))
    village.stage.hear(withdrawn(opened.order_id))
    order = village.order(opened.order_id)
    assert (order["state"], order["leader_id"]) == ("withdrawn", None)
    assert [one["to_id"] for one in village.stage.notices("withdrawn_thanks")] == [me]
    assert [one["to_id"] for one in village.stage.notices("offer_lost")] == [other]
    assert village.stage.notices("offer_withdrawn") == []
    assert village.check_in(opened.order_id, volunteer(me), me).status_code == 409


def test_cancelled_after_the_yes_thanks_whoever_gave_it(village: Village) -> None:
    me = village.enrol()
    opened = village.accepted(me)
    village.stage.hear(cancelled(opened.order_id))
    assert village.order(opened.order_id)["state"] == "cancelled"
    assert [one["to_id"] for one in village.stage.notices("cancelled_thanks")] == [me]


def test_a_yes_after_the_cancelling_is_refused_kindly(village: Village) -> None:
    me = village.enrol()
    opened = village.offer(("person", me))
    village.stage.hear(cancelled(opened.order_id))
    answer = village.accept(opened.offer_ids[0], volunteer(me))
    assert answer.status_code == 409 and answer.json["code"] == "offer_withdrawn"
    assert [one["to_id"] for one in village.stage.notices("offer_withdrawn")] == [me]


def test_a_visit_that_began_stands_whatever_paper_comes(village: Village) -> None:
    me = village.enrol()
    opened = village.accepted(me)
    village.check_in(opened.order_id, volunteer(me), me)
    village.stage.hear(cancelled(opened.order_id), withdrawn(opened.order_id), unfulfilled(opened.order_id, 2))
    village.offer(("person", me), order_id=opened.order_id, number=2)
    assert village.order(opened.order_id)["state"] == "in_service"
    village.finish(opened.order_id, volunteer(me), [(me, 60)])
    village.stage.hear(cancelled(opened.order_id), withdrawn(opened.order_id))
    assert village.order(opened.order_id)["state"] == "served"
    assert village.stage.inbox() == {}
    assert village.stage.notices("cancelled_thanks") == village.stage.notices("withdrawn_thanks") == []


def test_nobody_checks_in_on_a_cancelled_order(village: Village) -> None:
    me = village.enrol()
    opened = village.accepted(me)
    village.stage.hear(cancelled(opened.order_id))
    answer = village.check_in(opened.order_id, volunteer(me), me)
    assert answer.status_code == 409 and answer.json["code"] == "order_is_cancelled"


def test_an_end_heard_first_leaves_a_stone_and_the_late_offer_is_not_made(village: Village) -> None:
    me, order_ids = village.enrol(), [new_id(), new_id(), new_id()]
    village.stage.hear(cancelled(order_ids[0]), unfulfilled(order_ids[1], 1), withdrawn(order_ids[2]))
    for order_id in order_ids:
        village.offer(("person", me), order_id=order_id)
    states = [village.order(one)["state"] for one in order_ids]
    assert states == ["cancelled", "unfulfilled", "withdrawn"]
    assert village.stage.notices("offer_received") == [] and village.stage.inbox() == {}
    village.stage.hear(withdrawn(order_ids[0], 1), withdrawn(order_ids[0], 2))
    assert village.order(order_ids[0])["state"] == "cancelled" and village.stage.inbox() == {}


def test_after_a_withdrawal_that_came_first_the_next_round_is_made(village: Village) -> None:
    me, order_id = village.enrol(), new_id()
    village.stage.hear(withdrawn(order_id))
    village.offer(("person", me), order_id=order_id, number=2)
    order = village.order(order_id)
    assert (order["state"], order["round"], order["order_no"]) == ("offered", 2, "00000012")
    assert village.stage.status()["offers"] == {"open": 1}


def test_a_round_is_opened_anew_after_each_way_to_end_one(village: Village) -> None:
    me = village.enrol()
    opened = village.offer(("person", me))
    order_id = opened.order_id
    village.decline(opened.offer_ids[0], volunteer(me))
    village.accepted(me, order_id=order_id, number=2)
    village.no_show(order_id)
    village.accepted(me, order_id=order_id, number=3)
    village.stage.post(f"/orders/{order_id}/return", volunteer(me), {"reason_code": "weather"})
    village.offer(("person", me), order_id=order_id, number=4)
    village.stage.hear(withdrawn(order_id, 4))
    village.offer(("person", me), order_id=order_id, number=5, need=a_need(title="修灯", version=2))
    order = village.order(order_id)
    assert (order["state"], order["round"], order["need"]["title"]) == ("offered", 5, "修灯")


def test_an_offer_of_an_earlier_round_does_not_count_in_a_later_one(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    first = village.offer(("person", me))
    village.decline(first.offer_ids[0], volunteer(me))
    village.offer(("person", other), order_id=first.order_id, number=2)
    assert village.accept(first.offer_ids[0], volunteer(me)).status_code == 409
    assert village.order(first.order_id)["state"] == "offered"


def test_news_of_a_later_round_waits_for_the_end_of_this_one(village: Village) -> None:
    me = village.enrol()
    searched, given_up = village.accepted(me).order_id, village.accepted(me).order_id
    village.offer(("person", me), order_id=searched, number=2)
    village.stage.hear(unfulfilled(given_up, 2))
    assert village.stage.inbox() == {"waiting": 2}
    village.stage.hear(withdrawn(searched), withdrawn(given_up))
    village.stage.retry_waiting()
    assert village.stage.inbox() == {}
    assert village.order(searched)["state"] == "offered" and village.order(given_up)["state"] == "unfulfilled"


def test_unfulfilled_ends_the_search_and_cancelling_may_still_follow(village: Village) -> None:
    me = village.enrol()
    opened = village.offer(("person", me))
    village.decline(opened.offer_ids[0], volunteer(me))
    village.stage.hear(unfulfilled(opened.order_id, 2))
    assert village.order(opened.order_id)["state"] == "unfulfilled"
    village.stage.hear(cancelled(opened.order_id), unfulfilled(opened.order_id, 2))
    assert village.order(opened.order_id)["state"] == "cancelled"


def test_unfulfilled_in_the_midst_of_a_round_is_drift(village: Village) -> None:
    opened = village.offer(("pool", None))
    village.stage.hear(unfulfilled(opened.order_id, 1))
    assert village.stage.inbox() == {"drift": 1}


def test_the_same_news_twice_takes_effect_once(village: Village) -> None:
    me, event_id = village.enrol(), new_id()
    opened = village.accepted(me)
    for _ in range(2):
        village.stage.hear(withdrawn(opened.order_id), event_id=event_id)
    village.stage.hear(withdrawn(opened.order_id))
    assert len(village.stage.notices("withdrawn_thanks")) == 1
    assert village.order(opened.order_id)["round"] == 2


def test_an_order_is_seen_in_its_place_only(village: Village) -> None:
    me = village.enrol()
    opened = village.accepted(me)
    village.offer(("pool", None))
    assert village.stage.get(f"/orders/{opened.order_id}", OTHER_CLERK).status_code == 404
    assert village.stage.get("/orders", OTHER_CLERK).json == []
    assert len(village.stage.get("/orders", CLERK).json) == 2
    assert len(village.stage.get("/orders?state=accepted", CLERK).json) == 1
    assert [one["order_id"] for one in village.stage.get("/orders", volunteer(me)).json] == [str(opened.order_id)]
    assert village.stage.get(f"/orders/{new_id()}", CLERK).status_code == 404
