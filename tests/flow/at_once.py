"""Many who ask at once, and many orders brought to where they are asked about."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from tests.flow.orders import Order, place
from tests.flow.people import People
from tests.flow.stories import path_to
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
    for step in path_to(state):
        together([partial(step, order) for order in orders])
        town.settle()
    return orders
