"""The stories that walk every arrow. Each goes step by step, and lets the town settle, or time pass, between them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from tests.flow.orders import Order
from tests.flow.people import OFFICE, People
from tests.flow.town import Town

SETTLED = timedelta()
Story = Iterator[timedelta]
"""What is played between two yields happens at once; a yield says how much business time passes then."""
Told = Callable[[Town, People], Story]

Step = Callable[[Order], object]

_TO: Mapping[str, tuple[str | None, Step]] = {
    "submitted": (None, lambda order: None),
    "info_needed": (None, lambda order: order.request("ask", text="请问几口人?")),
    "pending": (None, Order.approve),
    "offered": ("pending", Order.offer),
    "accepted": ("offered", lambda order: order.answer("accept")),
    "recruiting": ("accepted", Order.recruit),
    "scheduled": ("accepted", Order.schedule),
    "in_service": ("scheduled", Order.check_in),
    "served": ("in_service", Order.finish),
    "lapsed": ("offered", lambda order: order.answer("decline")),
    "returned": ("accepted", lambda order: order.volunteer("return", reason_code="family")),
    "no_show": ("scheduled", Order.miss),
    "withdrawn": ("offered", lambda order: order.dispatch("withdraw", OFFICE, reason_code="wrong_choice")),
}
"""Where an order comes from, and by which step, to each state between placing and the end of the visit."""


def in_each(story: Callable[[Town, People, str], Story], *states: str) -> list[Told]:
    """The same story of an order in each of these states."""
    return [partial(story, state=state) for state in states]


def path_to(state: str, stands: str | None = None) -> list[Step]:
    """The steps that carry an order up to there that was just placed, or that `stands` on the way already."""
    if state == stands:
        return []
    before, step = _TO[state]
    return [*(path_to(before, stands) if before else []), step]


def bring_to(order: Order, state: str) -> Story:
    """Carry an order that was just placed up to there; each step is heard before the next one."""
    for step in path_to(state):
        step(order)
        yield SETTLED


def play(town: Town, stories: Iterable[Story]) -> None:
    """Play them side by side, on one clock: what one waits for, the others live through."""
    waiting: list[tuple[datetime, Story]] = [(town.now, story) for story in stories]
    while waiting:
        town.move(min(at for at, _ in waiting))
        next_up = [story for at, story in waiting if at <= town.now]
        waiting = [(at, story) for at, story in waiting if at > town.now]
        for story in next_up:
            passes = next(story, None)
            if passes is not None:
                waiting.append((town.now + passes, story))
    town.settle()
