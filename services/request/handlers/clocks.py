"""The clock of verifying: by when a clerk has to act, who is reminded, and what follows when nobody acts.

It counts working time. Limits are published as versions; an order keeps the version that it began under. While an order
waits for an answer or for its day the clock stands still, and goes on with the working time that was left.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from services.request import policy
from services.request.lifecycle import LIFECYCLE, UNVERIFIED, State
from services.request.models import Base, Limits, Order
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.contracts.request import OrderVerificationLate
from shared.db import ask, at_or_below, insert_once
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid, NotAllowed
from shared.workdays import after_working, working_between

_NEWEST = sa.select(sa.func.max(Limits.version))
_LIMITS = Base.metadata.tables[Limits.__tablename__]
_FAULTS = {
    "no_limit_for_any": "One limit must hold for any order: without an item, a level and an urgency.",
    "limit_twice": "Two limits hold for the same orders; leave one of them out.",
}


def begin_clock(session: Session, order: Order) -> None:
    """An order was taken down; the limits are those that are in force now."""
    order.limits_version, order.clock_spent = _newest(session), 0
    run_clock(session, order)


def run_clock(session: Session, order: Order) -> None:
    """A clerk has to act on this order from now on."""
    limit = _limit_of(session, order)
    order.clock_since = clock.now()
    order.due_at = _when(order, limit)
    order.alarm_at = None if order.supervised else _when(order, policy.next_alarm(order.alarm, limit))


def stop_clock(order: Order) -> None:
    """No clerk has to act on this order now; what has passed is kept."""
    if order.clock_since is not None:
        order.clock_spent += int(working_between(order.clock_since, clock.now()).total_seconds())
    order.clock_since = order.due_at = order.alarm_at = None


def ring_clock(session: Session, actor: Actor, order: Order) -> None:
    """Most of the time has passed, then all of it, then a working day more: shown, shown, supervised (DOMAIN §2.4)."""
    if order.alarm == policy.BREACHED:
        order.alarm_at = None
        supervise(order)
        say(session, OrderVerificationLate(order_id=order.order_id, site_path=order.site_path))
    else:
        order.alarm = policy.BREACHED if order.alarm == policy.WARNED else policy.WARNED
        order.alarm_at = _when(order, policy.next_alarm(order.alarm, _limit_of(session, order)))


def supervise(order: Order) -> None:
    """The level above watches over the order from now on (T34)."""
    LIFECYCLE.obey(order, "supervise")
    order.supervised = True


def publish_limits(session: Session, actor: Actor, *, limits: Sequence[Mapping[str, Any]]) -> Limits:
    """New limits, for the orders that are placed from now on. Raises NotAllowed below the center."""
    actor.must_be({Role.OFFICE})
    if not policy.speaks_for_center(actor.scope):
        raise NotAllowed("center_only", "Only the center publishes limits.")
    asked = [policy.Limit(**one) for one in limits]
    fault = policy.limits_fault(asked)
    if fault:
        raise Invalid(fault, _FAULTS[fault])
    row = {"version": _newest(session) + 1, "limits": [dataclasses.asdict(one) for one in asked]}
    row |= {"published_by": actor.id, "published_at": clock.now()}
    if not insert_once(session, _LIMITS, row, "version"):
        raise Conflict("changed_meanwhile", "Somebody published limits this moment; look at them first.")
    return session.get_one(Limits, row["version"])


def find_limits(session: Session, actor: Actor) -> sa.Select[Any]:
    """All limits ever published, the newest first; before the first those of the house hold."""
    actor.must_be(STAFF)
    return sa.select(Limits).order_by(Limits.version.desc())


def find_waiting(session: Session, actor: Actor) -> sa.Select[Any]:
    """The clerks' list: first the emergencies to ring back, then what is urgent or was urged, each by its due time."""
    actor.must_be(STAFF)
    emergency = sa.and_(Order.state == State.REFERRED, Order.due_at.is_not(None))
    pressing = sa.or_(Order.urges > 0, Order.urgency == policy.URGENT)
    here, waits = at_or_below(Order.site_path, actor.scope), sa.or_(Order.state.in_(UNVERIFIED), emergency)
    found = sa.select(Order).where(here, waits).options(selectinload(Order.proposal))
    first = sa.case((emergency, 0), (pressing, 1), else_=2)
    return found.order_by(first, Order.due_at.nulls_last(), Order.submitted_at, Order.order_id)


def forecast_breaches(session: Session, actor: Actor) -> sa.Select[Any]:
    """The orders that will breach within two hours, unless somebody acts; soonest first."""
    actor.must_be(STAFF)
    soon = Order.due_at <= clock.now() + policy.FORECAST
    unbroken = sa.or_(Order.alarm.is_(None), Order.alarm != policy.BREACHED)
    here = at_or_below(Order.site_path, actor.scope)
    return sa.select(Order).where(here, soon, unbroken).order_by(Order.due_at, Order.order_id)


def _newest(session: Session) -> int:
    return ask(session, _NEWEST).scalar() or 0


def _limit_of(session: Session, order: Order) -> timedelta:
    """The working time in which this order is to be verified."""
    published = session.get(Limits, order.limits_version) if order.limits_version else None
    limits = [policy.Limit(**one) for one in published.limits] if published else policy.LIMITS
    holding = policy.limit_for(limits, order.item_code, policy.level_of(order.site_path), order.urgency)
    return timedelta(minutes=holding.verify_minutes)


def _when(order: Order, span: timedelta) -> Any:
    """When the clock, which runs, will have counted so much."""
    assert order.clock_since is not None
    return after_working(order.clock_since, max(span - timedelta(seconds=order.clock_spent), timedelta()))
