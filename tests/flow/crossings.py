"""The crossings of news: two decide about one order, each before having heard of the other, and what comes of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from demo.client import Refused
from tests.flow.books import Life
from tests.flow.orders import Order
from tests.flow.people import DISPATCHER, RESIDENT

YES = "yes"
REQUEST, DISPATCH, VOLUNTEER = "request", "dispatch", "volunteer"


@dataclass(frozen=True)
class Side:
    """One who decides, at which service."""

    service: str
    decide: Callable[[Order], object]

    def asked(self, order: Order) -> str:
        """Yes, or the code under which they were told that it is too late."""
        try:
            self.decide(order)
        except Refused as refused:
            assert refused.status == 409, refused
            return refused.code
        return YES


@dataclass(frozen=True)
class Crossing:
    """Two sides, the state in which they meet an order, and what must come of their two answers."""

    name: str
    state: str
    one: Side
    other: Side
    outcome: Callable[[Life, str, str], Iterator[bool]]


def _stands(life: Life, request: str, dispatch: str, volunteer: str) -> bool:
    return (life.state(REQUEST), life.state(DISPATCH), life.state(VOLUNTEER)) == (request, dispatch, volunteer)


def _called_off(life: Life, cancelled: str, accepted: str) -> Iterator[bool]:
    """Called off; who had said yes is told and thanked."""
    yield cancelled == YES and accepted in {YES, "offer_withdrawn"}
    yield _stands(life, "cancelled", "cancelled", "cancelled")
    yield life.told(VOLUNTEER, "cancelled_thanks") == (accepted == YES)
    yield life.told(VOLUNTEER, "offer_withdrawn") == (accepted != YES)


def _called_off_whatever_was_agreed(life: Life, cancelled: str, scheduled: str) -> Iterator[bool]:
    yield cancelled == YES and scheduled in {YES, "order_is_cancelled"}
    yield _stands(life, "cancelled", "cancelled", "cancelled")
    yield life.told(VOLUNTEER, "cancelled_thanks") == 1


def _visit_stands(life: Life, called_off: str, arrived: str) -> Iterator[bool]:
    """Whoever stands at the door stays; who came too late is told and thanked."""
    yield called_off in {YES, "order_is_in_service"} and arrived in {YES, "order_is_cancelled"}
    if arrived == YES:
        yield _stands(life, "in_service", "in_service", "in_service")
    else:
        yield _stands(life, "cancelled", "cancelled", "cancelled")
    yield life.told(VOLUNTEER, "cancelled_thanks") == (arrived != YES)


def _visit_stands_although_withdrawn(life: Life, withdrawn: str, arrived: str) -> Iterator[bool]:
    yield withdrawn in {YES, "order_is_in_service"} and arrived in {YES, "order_is_withdrawn"}
    if arrived == YES:
        yield _stands(life, "in_service", "in_service", "in_service")
    else:
        yield _stands(life, "pending_dispatch", "pending", "withdrawn")
    yield life.told(VOLUNTEER, "withdrawn_thanks") == (arrived != YES)


def _taken_back(life: Life, withdrawn: str, accepted: str) -> Iterator[bool]:
    """Taken back; who had said yes is told and thanked."""
    yield withdrawn == YES and accepted in {YES, "offer_withdrawn"}
    yield _stands(life, "pending_dispatch", "pending", "withdrawn")
    yield life.told(VOLUNTEER, "withdrawn_thanks") == (accepted == YES)
    yield life.told(VOLUNTEER, "offer_withdrawn") == (accepted != YES)
    yield life.rows[DISPATCH]["round"] == 2


def _one_of_them(life: Life, missed: str, arrived: str) -> Iterator[bool]:
    """Decided inside volunteer: nobody came, or somebody did."""
    if arrived == YES:
        yield missed == "order_is_in_service" and _stands(life, "in_service", "in_service", "in_service")
    else:
        yield (missed, arrived) == (YES, "order_is_no_show")
        yield _stands(life, "pending_dispatch", "pending", "no_show")
    yield life.told(VOLUNTEER, "no_show_reported") == life.told(REQUEST, "order_missed") == (missed == YES)


def _asked_anew(life: Life, changed: str, accepted: str) -> Iterator[bool]:
    """Nobody leads what is no longer wanted so: changed, it is looked for anew; else the yes stands."""
    if changed == YES:
        yield accepted in {YES, "need_changed", "offer_withdrawn"}
        yield _stands(life, "pending_dispatch", "pending", "withdrawn")
        yield life.rows[DISPATCH]["version"] == 2
        yield life.told(VOLUNTEER, "withdrawn_thanks") == (accepted == YES)
    else:
        yield (changed, accepted) == ("order_is_accepted", YES)
        yield _stands(life, "accepted", "accepted", "accepted")


def _led_and_not_held(life: Life, held: str, accepted: str) -> Iterator[bool]:
    """A yes ends the hold: whoever leads agrees on the time."""
    yield held in {YES, "order_is_accepted"} and accepted == YES
    yield _stands(life, "accepted", "accepted", "accepted")
    yield life.rows[REQUEST]["held_until"] is None and life.rows[DISPATCH]["held_since"] is None
    yield life.rows[VOLUNTEER]["contact_due_at"] is not None


def _put_off(order: Order) -> None:
    until = (order.town.now + timedelta(days=9)).isoformat()
    order.request("hold", until=until, reason_code="weather", consent=True)


def _want_another_time(order: Order) -> None:
    order.request("change", RESIDENT, wanted_to=(order.town.now + timedelta(days=30)).isoformat())


CANCEL = Side(REQUEST, lambda order: order.request("cancel", RESIDENT))
CHANGE = Side(REQUEST, _want_another_time)
HOLD = Side(REQUEST, _put_off)
WITHDRAW = Side(DISPATCH, lambda order: order.dispatch("withdraw", DISPATCHER, reason_code="wrong_choice"))
ACCEPT = Side(VOLUNTEER, lambda order: order.answer("accept"))
SCHEDULE = Side(VOLUNTEER, Order.schedule)
CHECK_IN = Side(VOLUNTEER, Order.check_in)
MISS = Side(VOLUNTEER, Order.miss)

PROMISED = (
    (
        Crossing("withdraw × accept", "offered", WITHDRAW, ACCEPT, _taken_back),
        Crossing("cancel × accept", "offered", CANCEL, ACCEPT, _called_off),
    ),
    (
        Crossing("hold × accept", "offered", HOLD, ACCEPT, _led_and_not_held),
        Crossing("cancel × appointment", "accepted", CANCEL, SCHEDULE, _called_off_whatever_was_agreed),
    ),
    (
        Crossing("change × accept", "offered", CHANGE, ACCEPT, _asked_anew),
        Crossing("cancel × check-in", "accepted", CANCEL, CHECK_IN, _visit_stands),
    ),
    (Crossing("no-show × check-in", "accepted", MISS, CHECK_IN, _one_of_them),),
)
"""The crossings whose outcome everybody may rely on; together those that the same order can live through in turn."""
CROSSINGS = (
    *chain.from_iterable(PROMISED),
    Crossing("withdraw × check-in", "accepted", WITHDRAW, CHECK_IN, _visit_stands_although_withdrawn),
)
