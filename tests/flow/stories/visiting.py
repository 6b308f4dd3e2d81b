"""What happens at the door: it opens, nobody is in, nobody comes, it is broken off; and what comes of the minutes."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from tests.eventually import eventually
from tests.flow.deciding import judge
from tests.flow.fitting import state_of
from tests.flow.orders import Order, place
from tests.flow.people import CLERK, OFFICE, RESIDENT, People
from tests.flow.stories import SETTLED, Story, bring_to, in_each
from tests.flow.town import Town
from tests.flow.verbs import CODES

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
AND_CORRECT = 1
"""The chance by which whoever judges a flag corrects the minutes."""


def visited(town: Town, people: People, state: str) -> Story:
    """However far they had agreed; with the code that the resident told, and then it is confirmed and rated."""
    order = place(town, people)
    yield from bring_to(order, state)
    order.check_in()
    yield SETTLED
    order.finish(code=CODES.finishing_code(UUID(order.order_id)))
    yield SETTLED
    order.feedback("review", level=5, means="link")
    yield SETTLED


def missed(town: Town, people: People, state: str) -> Story:
    """Nobody comes, and whoever led says why."""
    order = place(town, people)
    yield from bring_to(order, state)
    order.miss()
    order.volunteer("answer-no-show", code="agreed_otherwise")
    yield SETTLED


def nobody_in(town: Town, people: People) -> Story:
    """Once another time is agreed on, the second time it ends."""
    order = place(town, people)
    yield from bring_to(order, "scheduled")
    for _ in range(2):
        yield A_DAY
        order.absent()
        yield SETTLED
        if state_of(order) == "scheduled":
            order.schedule()
            yield SETTLED
    assert state_of(order) == "cancelled"


def broken_off(town: Town, people: People) -> Story:
    """Once they go on, once staff end it; then they are home."""
    order = place(town, people)
    yield from bring_to(order, "scheduled")
    order.check_in()
    order.volunteer("suspend", reason_code="quarrel")
    yield SETTLED
    order.volunteer_desk("go-on", CLERK)
    order.volunteer("suspend", reason_code="danger")
    yield SETTLED
    minutes = [{"volunteer_id": order.leader, "minutes": 20}]
    order.volunteer_desk("finish", CLERK, minutes=minutes)
    order.volunteer("home-safe")
    yield timedelta(hours=3)


def looked_up_and_disputed(town: Town, people: People) -> Story:
    """A clerk looks the code up and finishes with it; the volunteer says that it was less."""
    order = place(town, people)
    yield from bring_to(order, "accepted")
    order.check_in()
    order.request("look-up-codes", CLERK)
    yield SETTLED
    code = CODES.finishing_code(UUID(order.order_id))
    order.volunteer_desk("finish", CLERK, minutes=[{"volunteer_id": order.leader, "minutes": 90}], code=code)
    dispute = order.volunteer("dispute", code="wrong_minutes")
    yield SETTLED
    decision = {"minutes": 60, "minutes_class": "declared", "reason_code": "as_disputed"}
    town.post(f"volunteer/disputes/{dispute['dispute_id']}/decide", OFFICE, **decision)
    judge(order, AND_CORRECT)
    yield SETTLED


def told_afterwards(town: Town, people: People) -> Story:
    """The code comes a day late."""
    order = place(town, people)
    yield from bring_to(order, "accepted")
    order.check_in()
    order.finish()
    yield A_DAY
    order.volunteer("code", code=CODES.finishing_code(UUID(order.order_id)))
    yield SETTLED
    order.feedback("review", RESIDENT, level=4, means="link")
    yield SETTLED


VISITING = (
    *in_each(visited, "accepted", "recruiting", "scheduled"),
    *in_each(missed, "accepted", "recruiting"),
    nobody_in,
    broken_off,
    looked_up_and_disputed,
    told_afterwards,
)


def absences_overtaken(town: Town, people: People) -> None:
    """Nobody was in, and when request hears of it the order stands elsewhere; the first time and the second."""
    once, twice = ([place(town, people) for _ in range(3)] for _ in range(2))
    _together_to_scheduled(town, [*once, *twice])
    town.move(AN_HOUR)
    for order in twice:
        order.absent()
        order.volunteer("return", reason_code="family")
    town.settle()
    _again_to_scheduled(town, twice)
    _again_to_accepted(town, [once[2], twice[2]])
    town.move(AN_HOUR)
    for orders in (once, twice):
        _decide_unheard(town, *orders)


def _together_to_scheduled(town: Town, orders: Sequence[Order]) -> None:
    for order in orders:
        order.approve()
    town.settle()
    _again_to_scheduled(town, orders)


def _again_to_scheduled(town: Town, orders: Sequence[Order]) -> None:
    _again_to_accepted(town, orders)
    for order in orders:
        order.schedule(hours=1)
    town.settle()


def _again_to_accepted(town: Town, orders: Sequence[Order]) -> None:
    """The next round of each; one that is led is given back first."""
    for order in orders:
        if state_of(order) in {"accepted", "scheduled"}:
            order.volunteer("return", reason_code="family")
    town.settle()
    for order in orders:
        order.offer()
    town.move(timedelta(seconds=1))
    for order in orders:
        order.answer("accept")
    town.settle()


def _decide_unheard(town: Town, withdrawn: Order, asked_again: Order, accepted: Order) -> None:
    """Volunteer is not heard while two are taken back and one agrees on a time, all of them in vain."""
    with town.silenced("volunteer", overtaking=list.reverse):
        accepted.schedule(hours=1)
        town.strike(town.now + timedelta(hours=2))
        for order in (withdrawn, asked_again, accepted):
            order.absent()
        for order in (withdrawn, asked_again):
            order.dispatch("withdraw", reason_code="wrong_choice")
        asked_again.offer()
        eventually(lambda: (state_of(withdrawn), state_of(asked_again)) == ("pending_dispatch", "offered"), within=20)
    town.settle()
