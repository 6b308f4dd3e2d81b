"""Waves of offers, each asked when the one before it has nobody left."""

from datetime import timedelta

from shared import clock
from shared.contracts.dispatch import Offer, OrderOffered, OrderWithdrawn
from shared.contracts.volunteer import OfferExpired, OrderAccepted
from shared.identity import new_id
from tests.services.stage import Clockwork
from tests.services.volunteer.village import Round, Village, a_need, volunteer


def states(village: Village, opened: Round) -> list[str]:
    return [village.offer_state(one) for one in opened.offer_ids]


def test_the_second_wave_is_asked_as_soon_as_the_first_has_said_no(village: Village) -> None:
    first, second = village.enrol(), village.enrol()
    opened = village.offer(("person", first), ("person", second), ("pool", None), waves=True)
    assert states(village, opened) == ["open", "waiting", "waiting"]
    assert [one["to_id"] for one in village.stage.notices("offer_received")] == [first]
    assert village.accept(opened.offer_ids[1], volunteer(second)).json["code"] == "offer_waiting"
    assert village.stage.get("/offers", volunteer(second)).json == []
    village.decline(opened.offer_ids[0], volunteer(first))
    assert states(village, opened) == ["declined", "open", "waiting"]
    assert [one["to_id"] for one in village.stage.notices("offer_received")] == [first, second]
    assert village.accept(opened.offer_ids[1], volunteer(second)).status_code == 200
    assert states(village, opened) == ["declined", "accepted", "withdrawn"]


def test_each_wave_has_its_own_deadline_and_the_last_ends_the_round(village: Village, clockwork: Clockwork) -> None:
    start = clock.now()
    opened = village.offer(("person", village.enrol()), ("pool", None), deadline=start + timedelta(hours=1), waves=True)
    for hours, expected, state in ((1, ["expired", "open"], "offered"), (2, ["expired", "expired"], "lapsed")):
        clockwork.set(start + timedelta(hours=hours))
        assert village.stage.let_due_fall() == 1
        assert states(village, opened) == expected and village.order(opened.order_id)["state"] == state
    assert len(village.stage.said(OfferExpired)) == 2


def test_whoever_was_never_asked_is_not_told_that_it_is_over(village: Village) -> None:
    first, second = village.enrol(), village.enrol()
    opened = village.offer(("person", first), ("person", second), waves=True)
    assert village.accept(opened.offer_ids[0], volunteer(first)).status_code == 200
    assert village.stage.notices("offer_lost") == village.stage.notices("offer_withdrawn") == []


def test_who_was_to_be_asked_too_late_is_not_asked_at_all(village: Village, clockwork: Clockwork) -> None:
    """The worker stood still for a day: all of the waves are over at once, and nobody is called for nothing."""
    first, second = village.enrol(), village.enrol()
    opened = village.offer(("person", first), ("person", second), ("pool", None), waves=True)
    clockwork.set(clock.now() + timedelta(hours=25))
    assert village.stage.let_due_fall() == 1
    assert states(village, opened) == ["expired", "expired", "open"]
    assert village.told("offer_received") == [first] and len(village.stage.said(OfferExpired)) == 2


def test_a_wave_ends_with_its_last_answer_only(village: Village) -> None:
    people = [village.enrol() for _ in range(3)]
    offers = [
        Offer(offer_id=new_id(), to_kind="person", to_id=one, deadline=clock.now() + timedelta(hours=3), wave=wave)
        for one, wave in zip(people, (2, 1, 1), strict=True)
    ]
    village.stage.hear(OrderOffered(order_id=new_id(), round=1, need=a_need(), offers=offers))
    assert sorted(village.told("offer_received")) == sorted(people[1:])
    village.decline(offers[1].offer_id, volunteer(people[1]))
    assert village.offer_state(offers[0].offer_id) == "waiting"
    village.decline(offers[2].offer_id, volunteer(people[2]))
    assert village.told("offer_received")[-1] == people[0]


def test_a_withdrawal_ends_all_waves_and_is_told_to_those_who_were_asked(village: Village) -> None:
    first, second = village.enrol(), village.enrol()
    opened = village.offer(("person", first), ("person", second), waves=True)
    gone = OrderWithdrawn(order_id=opened.order_id, site_path="620821/102/205", round=1, reason_code="wrong_choice")
    village.stage.hear(gone)
    assert states(village, opened) == ["withdrawn", "withdrawn"] and village.told("offer_withdrawn") == [first]


def test_no_wave_is_asked_after_the_round_was_taken(village: Village, clockwork: Clockwork) -> None:
    me = village.enrol()
    opened = village.offer(("person", me), ("pool", None), waves=True)
    village.accept(opened.offer_ids[0], volunteer(me))
    clockwork.set(clock.now() + timedelta(hours=3))
    assert village.stage.let_due_fall("expire offer") == 0 and len(village.stage.said(OrderAccepted)) == 1
