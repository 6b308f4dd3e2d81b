"""The life of a town, mixed by hypothesis: people, time, repeats, overtaking, crashes; then the truths are asked."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from demo.client import Refused
from demo.settling import SERVICES
from shared import clock
from tests.flow.books import table
from tests.flow.fitting import fitting
from tests.flow.orders import Order, place
from tests.flow.people import HAIRCUT, NOBODY_HAS, OTHER_CLERK, WIRING, People
from tests.flow.stories import path_to
from tests.flow.town import Town, shuffled
from tests.flow.truths import broken_truths
from tests.flow.verbs import VERBS, Verb

MOST_ORDERS = 6
MOST_BLOWS = 3
"""Crashes and silences in one life; each starts a process, which takes as long as a dozen other things."""
SOON_SETTLED = timedelta(days=12)
"""After that all clocks of an order have rung that can."""

which = st.integers(0, MOST_ORDERS - 1)
chances = st.integers(0, 59)
services = st.sampled_from(SERVICES)
items = st.sampled_from([HAIRCUT, HAIRCUT, HAIRCUT, WIRING, NOBODY_HAS])
begun = st.sampled_from(["submitted", "info_needed", "pending", "offered", "offered", "accepted", "scheduled"])
steps = st.tuples(which, chances)


class Life(RuleBasedStateMachine):
    """A few orders in a town that is never started anew. Whoever asks for what cannot be is told so, no more."""

    def __init__(self, town: Town, people: People) -> None:
        super().__init__()
        self.town, self.people = town, people
        self.began = clock.machine_now()
        self.orders: list[Order] = []
        self.blows = 0

    @initialize(states=st.tuples(begun, begun, begun))
    def some_orders(self, states: Sequence[str]) -> None:
        for state in states:
            self._begin(HAIRCUT, state)

    @precondition(lambda self: len(self.orders) < MOST_ORDERS)
    @rule(item=items, urgency=st.sampled_from(["normal", "urgent"]), state=begun)
    def another_order(self, item: str, urgency: str, state: str) -> None:
        self._begin(item, state if item != NOBODY_HAS else "pending", urgency=urgency)

    @rule(taken=st.lists(steps, min_size=2, max_size=6))
    def they_go_on(self, taken: Sequence[tuple[int, int]]) -> None:
        """One thing after the other, as it may well be asked for; each is heard before the next."""
        for number, chance in taken:
            self._take(number, chance)
            self.town.settle()

    @rule(taken=st.lists(steps, min_size=2, max_size=6))
    def they_go_on_in_haste(self, taken: Sequence[tuple[int, int]]) -> None:
        """Whatever has been heard by then."""
        for number, chance in taken:
            self._take(number, chance)

    @rule(number=which, some=st.lists(chances, min_size=2, max_size=4))
    def at_once(self, number: int, some: Sequence[int]) -> None:
        """Several ask for something about one order in the same moment."""
        self._together([partial(self._take, number, chance) for chance in some])

    @rule(number=which, verb=st.sampled_from(sorted(VERBS)), chance=chances)
    def whatever_comes_to_mind(self, number: int, verb: str, chance: int) -> None:
        _ask(VERBS[verb], self._order(number), chance)

    @rule(number=which, into=which)
    def merge(self, number: int, into: int) -> None:
        survivor = self._order(into)
        _ask(lambda one, _: one.request("merge", OTHER_CLERK, into=survivor.order_id), self._order(number), 0)

    @rule(number=which, chance=chances)
    def decline_without_a_word(self, number: int, chance: int) -> None:
        """Then nothing about any other order, and nothing about anybody, is different at dispatch (条例 Art. 25)."""
        order = self._order(number)
        _ask(VERBS["offer"], order, chance)
        self.town.settle()
        before = self._at_dispatch(order)
        _ask(VERBS["decline"], order, chance)
        self.town.settle()
        assert self._at_dispatch(order) == before

    @rule(hours=st.sampled_from([1, 5, 20, 50, 120]))
    def time_passes(self, hours: int) -> None:
        self.town.move(timedelta(hours=hours))

    @rule(service=services)
    def told_again(self, service: str) -> None:
        """All that was said is said once more."""
        self.town.tell_again(service, self.began)

    @precondition(lambda self: self.blows < MOST_BLOWS)
    @rule(service=services, taken=st.lists(steps, min_size=4, max_size=9), seed=chances)
    def unheard(self, service: str, taken: Sequence[tuple[int, int]], seed: int) -> None:
        """One service is not heard while they go on, and then out of order."""
        self.blows += 1
        with self.town.silenced(service, overtaking=shuffled(seed)):
            for number, chance in taken:
                self._take(number, chance)

    @precondition(lambda self: self.blows < MOST_BLOWS)
    @rule(number=which, some=st.lists(chances, min_size=1, max_size=3), process=chances)
    def crash(self, number: int, some: Sequence[int], process: int) -> None:
        """kill -9 of a process while some ask."""
        self.blows += 1
        names = sorted(self.town.ships.processes)
        asking = [partial(self._take, number, chance) for chance in some]
        self._together([*asking, partial(self.town.crash, names[process % len(names)])])

    def teardown(self) -> None:
        self._assert_truths()
        self.town.move(SOON_SETTLED)
        self._assert_truths()

    def _assert_truths(self) -> None:
        self.town.settle()
        broken = broken_truths(self.town, [one.order_id for one in self.orders])
        assert not broken, "\n".join(broken)

    def _begin(self, item: str, state: str, **details: str) -> None:
        """A new order, brought up to there."""
        order = place(self.town, self.people, item, **details)
        self.orders.append(order)
        for step in path_to(state):
            _ask(lambda one, _, step=step: step(one), order, 0)
            self.town.settle()

    def _order(self, number: int) -> Order:
        return self.orders[number % len(self.orders)]

    def _take(self, number: int, chance: int) -> None:
        """Somebody asks for what may well be asked for next."""
        order = self._order(number)
        _ask(VERBS[fitting(order, chance)], order, chance)

    def _together(self, asked: Sequence[Callable[[], Any]]) -> None:
        with ThreadPoolExecutor(len(asked)) as hands:
            for one in [hands.submit(one) for one in asked]:
                one.result()

    def _at_dispatch(self, but: Order) -> list[Any]:
        """All that dispatch holds, but for this order."""
        held = []
        for name in ("orders", "offers", "chips", "volunteers", "teams", "abilities"):
            kept = table("dispatch", name)
            others = kept.c.order_id != UUID(but.order_id) if "order_id" in kept.c else sa.true()
            held.append(sorted(map(str, self.town.rows("dispatch", sa.select(kept).where(others)))))
        return held


def _ask(verb: Verb, order: Order, chance: int) -> None:
    """Ask for it; who is refused is told why, and the system has not failed."""
    try:
        verb(order, chance)
    except Refused as refused:
        assert refused.status in {403, 404, 409, 422}, refused
