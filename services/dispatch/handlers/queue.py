"""The queue: how orders come into it, who sees them, which of them are overdue, and when they are called off."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch.lifecycle import LIFECYCLE
from services.dispatch.models import Offer, Order
from shared.actor import STAFF, Actor, Role
from shared.contracts.request import OrderApproved, OrderCancelled
from shared.db import at_or_below, tally
from shared.lifecycle import TooEarly
from shared.refusals import NotFound

DISPATCHERS = frozenset({Role.DISPATCHER, Role.OFFICE})


def note_approved(session: Session, event: OrderApproved) -> None:
    """Somebody has to be looked for (T6). A stone learns what it stands for, and stays a stone."""
    order = session.get(Order, event.order_id, with_for_update=True)
    if order is None:
        order = _begin(session, event.order_id, event.need.site_path, "note_approved")
    else:
        LIFECYCLE.note(order, "note_approved")
    if order.need is None:
        order.order_no, order.recipient_id = event.need.order_no, event.recipient_id
        order.need = event.need.as_wire()
        order.priority, order.urgency = event.need.priority, event.need.urgency
        order.submitted_at = event.submitted_at


def note_cancelled(session: Session, event: OrderCancelled) -> None:
    """Called off (T35, T7): nobody has to answer any more. Of an unknown order it leaves a stone."""
    order = session.get(Order, event.order_id, with_for_update=True)
    if order is None:
        _begin(session, event.order_id, event.site_path, "note_cancelled")
    elif LIFECYCLE.note(order, "note_cancelled"):
        order.close_open_offers()


def supervise_order(session: Session, actor: Actor, order: Order) -> None:
    """The public promise has passed and nobody accepted: the upper level sees it from now on (T34)."""
    order.supervised = True


def show_order(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """One order, the offers of its round, and the last proposal to end the search."""
    actor.must_be(STAFF)
    return _seen(session.get(Order, order_id), actor)


def find_orders(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """The queue within the scope of the member of staff who asks: front first, then by priority, then by age."""
    actor.must_be(STAFF)
    wanted = [getattr(Order, name) == value for name, value in filters.items()]
    return (
        sa.select(Order)
        .where(at_or_below(Order.site_path, actor.scope), *wanted)
        .order_by(Order.front.desc(), Order.priority, Order.submitted_at, Order.order_id)
    )


def counts(session: Session) -> dict[str, Any]:
    """Orders and offers by state."""
    return {"orders": tally(session, Order.state), "offers": tally(session, Offer.state)}


def announce(session: Session) -> int:
    """Dispatch owns no state that is overwritten, so there is nothing to say again."""
    return 0


def locked(session: Session, actor: Actor, order_id: UUID) -> Order:
    """The order, for a dispatcher who is about to move it. Raises NotAllowed, NotFound."""
    actor.must_be(DISPATCHERS)
    return _seen(session.get(Order, order_id, with_for_update=True), actor)


def known(session: Session, order_id: UUID) -> Order:
    """The order that news is about. Raises TooEarly when it is unknown here."""
    order = session.get(Order, order_id, with_for_update=True)
    if order is None:
        raise TooEarly("news of an unknown order")
    return order


def _begin(session: Session, order_id: UUID, site_path: str, verb: str) -> Order:
    order = Order(order_id=order_id, site_path=site_path)
    session.add(order)
    LIFECYCLE.begin(order, verb)
    return order


def _seen(order: Order | None, actor: Actor) -> Order:
    if order is None:
        raise NotFound("unknown_order", "There is no such order.")
    actor.must_cover(order.site_path)
    return order
