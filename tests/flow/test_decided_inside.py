"""What one service decides alone, two hundred times at once: request which order survives a merging (T7), volunteer
whether a yes or the deadline came first (T13 × T10), whereupon the next level looks (T14), and who of several leads."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest

from tests.flow.at_once import AT_ONCE, brought_to, together
from tests.flow.books import Life, lives
from tests.flow.crossings import CANCEL, REQUEST, VOLUNTEER, YES, Side
from tests.flow.orders import Order
from tests.flow.people import OTHER_CLERK, TOWNSHIP, VILLAGE, People
from tests.flow.town import Town
from tests.flow.truths import broken_truths

AN_HOUR = timedelta(hours=1)

pytestmark = pytest.mark.timeout(300)


def merge(order: Order, into: Order) -> str:
    """Yes, or the code of the refusal."""
    merging = Side(REQUEST, lambda one: one.request("merge", OTHER_CLERK, into=into.order_id))
    return merging.asked(order)


def pairs(town: Town, people: People) -> list[tuple[Order, Order]]:
    """Two hundred times two orders."""
    both = brought_to(town, people, "submitted", 2 * AT_ONCE)
    return list(zip(both[::2], both[1::2], strict=True))


def stand(town: Town, orders: list[tuple[Order, Order]]) -> list[tuple[Life, Life]]:
    """How they all stand when all is settled; what must be true of any order is."""
    town.settle()
    ids = [one.order_id for both in orders for one in both]
    assert broken_truths(town, ids) == []
    by_id = {str(life.order_id): life for life in lives(town, ids)}
    return [(by_id[one.order_id], by_id[other.order_id]) for one, other in orders]


def test_of_two_merged_into_each_other_one_survives(town: Town, people: People) -> None:
    orders = pairs(town, people)
    asked = [partial(merge, *both) for pair in orders for both in (pair, pair[::-1])]
    answers = together(asked)
    for said, lived in zip(zip(answers[::2], answers[1::2], strict=True), stand(town, orders), strict=True):
        assert sorted(said) == ["order_is_cancelled", YES] or sorted(said) == ["survivor_not_open", YES], said
        merged, survivor = lived if said[0] == YES else lived[::-1]
        assert (merged.state("request"), survivor.state("request")) == ("cancelled", "submitted")
        assert merged.rows["request"]["duplicate_of"] == survivor.order_id
        assert merged.told("request", "order_merged") == 1 and merged.told("request", "order_cancelled") == 0


def test_who_waits_for_another_order_is_not_left_with_one_that_is_called_off(town: Town, people: People) -> None:
    orders = pairs(town, people)
    asked = [ask for one, other in orders for ask in (partial(merge, one, other), partial(CANCEL.asked, other))]
    answers = together(asked)
    for said, (one, other) in zip(zip(answers[::2], answers[1::2], strict=True), stand(town, orders), strict=True):
        if said == (YES, "others_wait"):
            assert (one.state("request"), other.state("request")) == ("cancelled", "submitted")
        else:
            assert said == ("survivor_not_open", YES)
            assert (one.state("request"), other.state("request")) == ("submitted", "cancelled")
        assert one.told("request", "order_cancelled") == 0


def ask_the_whole_village(order: Order) -> None:
    """Whoever of the village can; when all of them stay silent, the township looks."""
    people = order.people
    order.offer(*(("person", one) for one in reversed(people.barbers)), ("team", people.team), within=AN_HOUR)


def asked(town: Town, people: People, number: int) -> list[Order]:
    """Orders whose whole village was asked."""
    orders = brought_to(town, people, "pending", number)
    together([partial(ask_the_whole_village, order) for order in orders])
    town.settle()
    return orders


def say_yes(order: Order) -> list[str]:
    """All three people who were asked want to go; what each is answered."""
    barbers = order.people.barbers[::-1]
    yes = [Side(VOLUNTEER, partial(Order.answer, verb="accept", by=one, at=at)) for at, one in enumerate(barbers)]
    return together([partial(one.asked, order) for one in yes])


def assert_decided(town: Town, orders: Sequence[Order], answers: Sequence[list[str]]) -> None:
    """Either one of them leads, and everybody else heard that they lost, or the township looks and nobody leads."""
    town.settle()
    said = {order.order_id: sorted(answer) for order, answer in zip(orders, answers, strict=True)}
    for life in lives(town, said):
        assert decided(life, said[str(life.order_id)]), (said[str(life.order_id)], life)
    assert broken_truths(town, said) == []


def decided(life: Life, said: list[str]) -> bool:
    """Whether it stands as it was answered."""
    stands = life.state("request"), life.state("dispatch"), life.state("volunteer"), life.rows["dispatch"]["level"]
    lost = life.told("volunteer", "offer_lost")
    if YES in said:
        one_leads = said.count(YES) == 1 and set(said) <= {YES, "already_taken", "offer_expired"}
        return one_leads and lost == 3 and stands == ("accepted", "accepted", "accepted", VILLAGE)
    return (
        set(said) == {"offer_expired"} and lost == 0 and stands == ("pending_dispatch", "pending", "lapsed", TOWNSHIP)
    )


def test_of_three_who_say_yes_while_the_deadline_passes_one_leads_or_nobody(town: Town, people: People) -> None:
    orders = asked(town, people, AT_ONCE)
    deadline, many = town.now + AN_HOUR, [partial(say_yes, order) for order in orders]
    half = AT_ONCE // 2
    answers = together([*many[:half], partial(town.strike, deadline), *many[half:]])
    del answers[half]
    assert {YES in said for said in answers} == {True, False}
    assert_decided(town, orders, answers)


def test_a_yes_in_time_stands_and_a_late_one_is_too_late(town: Town, people: People) -> None:
    before, after = orders = asked(town, people, 2)
    answers = [say_yes(before)]
    town.move(AN_HOUR)
    answers.append(say_yes(after))
    assert_decided(town, orders, answers)
