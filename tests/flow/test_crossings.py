"""Every crossing of news, two hundred times at once and in both orders of arrival: the outcome is the one that was
promised, all four services agree on it, and everybody was told once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

import pytest

from shared import clock
from tests.flow.at_once import brought_to, carry_on, together
from tests.flow.books import lives
from tests.flow.crossings import CROSSINGS, PROMISED, Crossing
from tests.flow.orders import Order
from tests.flow.people import People
from tests.flow.town import Town
from tests.flow.truths import broken_truths

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize("turn", PROMISED, ids=lambda turn: ", then ".join(one.name for one in turn))
def test_two_hundred_at_once(town: Town, people: People, turn: Sequence[Crossing]) -> None:
    orders = brought_to(town, people, "pending")
    for crossing in turn:
        carry_on(town, orders, crossing.state)
        began = clock.machine_now()
        asked = [partial(side.asked, order) for order in orders for side in (crossing.one, crossing.other)]
        answers = together(asked)
        town.settle()
        assert_outcome(town, crossing, orders, list(zip(answers[::2], answers[1::2], strict=True)), began)


@pytest.mark.parametrize("silent", ["request", "dispatch", "volunteer"])
def test_both_orders_of_arrival(town: Town, people: People, silent: str) -> None:
    """Whoever decides at the service that nobody hears for a while is the first to decide, and the last to be heard."""
    met = [one for one in CROSSINGS if silent in {one.one.service, one.other.service}]
    orders = {one.name: brought_to(town, people, one.state, 2) for one in met}
    answers: dict[str, list[tuple[str, str]]] = {}
    with town.silenced(silent):
        for crossing in met:
            answers[crossing.name] = [_first_at(silent, crossing, order) for order in orders[crossing.name]]
    town.settle()
    for crossing in met:
        assert_outcome(town, crossing, orders[crossing.name], answers[crossing.name])


def assert_outcome(
    town: Town,
    crossing: Crossing,
    orders: Sequence[Order],
    answers: Iterable[tuple[str, str]],
    began: datetime | None = None,
) -> None:
    """What was promised, for each order, of what was told since it `began`; and whatever must be true of any."""
    by_id = {one.order_id: both for one, both in zip(orders, answers, strict=True)}
    for life in lives(town, by_id, began):
        both = by_id[str(life.order_id)]
        assert all(crossing.outcome(life, *both)), (crossing.name, both, life.rows, life.notices)
    assert broken_truths(town, by_id) == []


def _first_at(silent: str, crossing: Crossing, order: Order) -> tuple[str, str]:
    """Both answers; whoever decides at the silent service comes first, if both do there the one or the other."""
    one_first = crossing.one.service == silent
    if one_first and crossing.other.service == silent:
        one_first = order.order_id[-1] in "02468ace"
    if one_first:
        return crossing.one.asked(order), crossing.other.asked(order)
    answer = crossing.other.asked(order)
    return crossing.one.asked(order), answer
