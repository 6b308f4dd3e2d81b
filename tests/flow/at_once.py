"""Many who ask at once, and many orders brought to where they are asked about."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from tests.flow.orders import Order, place
from tests.flow.people import People
from tests.flow.stories import path_to
from tests.flow.town import APART, EMBEDDED, Town

WANTED = int(os.environ.get("SIDAN_AT_ONCE", 0))
AT_ONCE = {APART: WANTED or 200, EMBEDDED: WANTED or 50}
"""On PostgreSQL transactions overlap in ways that only many tries meet: two wait for one row, one for the other's.
SQLite has one writer at a time, and the threads of the one process stand in line for their turn to write: there is less
to meet there. Counted at two hundred and at fifty, nearly every try crosses (both decide before they have heard of each
other); what fewer tries meet more seldom is that one of the two has heard and is refused.
"""
HANDS = 8


def together(asked: Sequence[Callable[[], Any]]) -> list[Any]:
    """All of them asked at once, as far as hands reach; the answers in the order of the questions."""
    with ThreadPoolExecutor(HANDS) as hands:
        return [one.result() for one in [hands.submit(one) for one in asked]]


def brought_to(town: Town, people: People, state: str, number: int | None = None) -> list[Order]:
    """So many new orders, or as many as are to be at once, each carried up to there."""
    orders: list[Order] = together([partial(place, town, people)] * (number or AT_ONCE[town.combination]))
    for step in path_to(state):
        together([partial(step, order) for order in orders])
        town.settle()
    return orders
