"""Many who ask at once, and many orders brought to where they are asked about."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby
from typing import Any

from tests.flow.books import lives
from tests.flow.orders import Order, place
from tests.flow.people import People
from tests.flow.stories import Step, path_to
from tests.flow.town import Town

AT_ONCE = 200
HANDS = 8


def together(asked: Sequence[Callable[[], Any]]) -> list[Any]:
    """All of them asked at once, as far as hands reach; the answers in the order of the questions."""
    with ThreadPoolExecutor(HANDS) as hands:
        return [one.result() for one in [hands.submit(one) for one in asked]]


def brought_to(town: Town, people: People, state: str, number: int = AT_ONCE) -> list[Order]:
    """So many new orders, each carried up to there."""
    orders: list[Order] = together([partial(place, town, people)] * number)
    _carry(town, orders, path_to(state))
    return orders


def carry_on(town: Town, orders: Sequence[Order], state: str) -> None:
    """The same orders, each carried from where it stands for dispatch up to there."""
    stands = {str(life.order_id): str(life.state("dispatch")) for life in lives(town, [one.order_id for one in orders])}
    by_state = sorted(orders, key=lambda one: stands[one.order_id])
    for begun, theirs in groupby(by_state, lambda one: stands[one.order_id]):
        _carry(town, list(theirs), path_to(state, begun))


def _carry(town: Town, orders: Sequence[Order], path: Sequence[Step]) -> None:
    for step in path:
        together([partial(step, order) for order in orders])
        town.settle()
