"""The clocks of the queue: by when somebody has to be asked or to answer, who is reminded, and what follows.

One of them runs at a time. While an order is on hold, its time stands still (T36).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.handlers.limits import limit_of, newest_version
from services.dispatch.handlers.orders import in_scope, known, locked, naming
from services.dispatch.lifecycle import LIFECYCLE, State
from services.dispatch.models import Order
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.contracts.dispatch import OrderSupervised
from shared.contracts.volunteer import OrderContactMissed
from shared.messaging.outbox import say
from shared.workdays import A_DAY, after_working, working_between


def begin_clocks(session: Session, order: Order) -> None:
    """The promise runs from submission; the limits are those that are in force now."""
    assert order.submitted_at is not None  # it has been approved
    order.promise_at = order.submitted_at + policy.PROMISE
    order.limits_version = newest_version(session)


def time_of(order: Order) -> datetime:
    """Now, as the clocks of this order see it."""
    return order.held_since or clock.now()


def await_asking(session: Session, order: Order) -> None:
    """The order waits until somebody is asked: so many working minutes (T8)."""
    minutes = timedelta(minutes=limit_of(session, order).dispatch_minutes)
    now = time_of(order)
    order.ask_by = after_working(now, minutes)
    _run(order, after_working(now, minutes * policy.WARNING), order.ask_by)


def go_on_waiting(order: Order) -> None:
    """Nobody was asked after all: the time to do so is what is left of it."""
    assert order.ask_by is not None  # it waited before
    now = time_of(order)
    left = working_between(now, order.ask_by)
    _run(order, after_working(now, left * policy.WARNING), order.ask_by)


def await_answers(order: Order, last: datetime) -> None:
    """Those asked have until the last deadline; the dispatcher is reminded before it (T10)."""
    now = clock.now()
    _run(order, now + (last - now) * policy.WARNING, last)


def stop_clocks(order: Order) -> None:
    """Nobody in the queue has to act on this order now."""
    order.alarm = order.alarm_at = order.due_at = order.ask_by = None
    order.level_until = order.transfer_to = None


def go_on(order: Order) -> None:
    """The order is on hold no longer: as much working time is left as there was, and as much of the promise. Whoever
    was asked answers to the deadline that they know."""
    assert order.held_since is not None  # it was on hold
    since, now = order.held_since, clock.now()
    order.held_since = order.held_until = None
    for name in ("promise_at", "level_until"):
        moment = getattr(order, name)
        setattr(order, name, moment and moment + (now - since))
    for name in ("ask_by",) if order.state == State.OFFERED else ("ask_by", "due_at", "alarm_at"):
        moment = getattr(order, name)
        setattr(order, name, moment and after_working(now, working_between(since, moment)))


def sound_alarm(session: Session, actor: Actor, order: Order) -> None:
    """Most of the time has passed; all of it; and a working day later the level above watches over it (DOMAIN §2.4)."""
    if order.alarm is None:
        order.alarm, order.alarm_at = policy.WARNED, order.due_at
    elif order.alarm == policy.WARNED:
        assert order.due_at is not None  # it runs
        order.alarm, order.alarm_at = policy.BREACHED, after_working(order.due_at, A_DAY)
    else:
        order.alarm_at = None
        supervise(session, order, "dispatch_late")


def supervise(session: Session, order: Order, reason_code: str) -> None:
    """The level above watches over an order from now on, and all are told once, with the first reason (T34)."""
    if order.supervised_for is None:
        LIFECYCLE.obey(order, "supervise", reason_code)
        order.supervised_for = reason_code
        say(session, OrderSupervised(**naming(order), reason_code=reason_code))


def supervise_order(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """An office or the center watches over an order, for a reason of its own (T34)."""
    actor.must_be({Role.OFFICE})
    order = locked(session, actor, order_id)
    supervise(session, order, "by_hand")
    return order


def note_contact_missed(session: Session, event: OrderContactMissed) -> None:
    """Whoever leads has not rung in time, says volunteer, whose clock that is (T34); of an earlier round it is over."""
    order = known(session, event.order_id)
    if event.round == order.round and LIFECYCLE.allows(order, "supervise"):
        supervise(session, order, "first_contact_late")


def forecast_breaches(session: Session, actor: Actor) -> sa.Select[Any]:
    """The orders that will breach a limit or the promise within two hours, unless somebody acts; soonest first."""
    actor.must_be(STAFF)
    soon = clock.now() + policy.FORECAST
    waiting: Sequence[Any] = (Order.state.in_([State.PENDING, State.OFFERED]), Order.held_since.is_(None))
    limit = sa.and_(Order.due_at <= soon, Order.alarm.is_distinct_from(policy.BREACHED))
    promise = sa.and_(Order.promise_at <= soon, Order.supervised_for.is_(None))
    first = sa.case((sa.and_(promise, Order.promise_at < Order.due_at), Order.promise_at), else_=Order.due_at)
    return sa.select(Order).where(*waiting, sa.or_(limit, promise), in_scope(actor)).order_by(first, Order.order_id)


def _run(order: Order, warn_at: datetime, due_at: datetime) -> None:
    order.alarm, order.alarm_at, order.due_at = None, warn_at, due_at
