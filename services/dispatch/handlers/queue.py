"""The queue: how orders come into it, who sees them, and when they are called off."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch.handlers.clocks import begin_clocks, stop_clocks
from services.dispatch.handlers.fairness import look_for_others
from services.dispatch.handlers.levels import begin_search, prepare_search
from services.dispatch.handlers.orders import close_offers, in_scope, shown, take_need
from services.dispatch.lifecycle import LIFECYCLE, State
from services.dispatch.models import Offer, Order, Proposal
from shared.actor import STAFF, Actor
from shared.contracts.request import OrderApproved, OrderCancelled
from shared.db import lock, tally


def note_approved(session: Session, event: OrderApproved) -> None:
    """Somebody has to be looked for (T6). A stone learns what it stands for, and stays a stone."""
    order = lock(session, Order, event.order_id)
    if order is not None:
        LIFECYCLE.note(order, "note_approved")
        if order.need is None:
            _learn(order, event)
        return
    order = _unknown(event.order_id, event.need.site_path)
    _learn(order, event)
    begin_clocks(session, order)
    level = prepare_search(session, order)
    session.add(order)  # all that is known is written at once
    LIFECYCLE.begin(order, "note_approved")
    begin_search(session, order, level)


def note_cancelled(session: Session, event: OrderCancelled) -> None:
    """Called off (T35, T7): nobody has to answer any more. Of an unknown order it leaves a stone."""
    order = lock(session, Order, event.order_id)
    if order is None:
        stone = _unknown(event.order_id, event.site_path)
        session.add(stone)
        LIFECYCLE.begin(stone, "note_cancelled")
    elif LIFECYCLE.note(order, "note_cancelled"):
        close_offers(order.offers)
        stop_clocks(order)


def show_order(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """One order, the offers of its round, the last proposal to end the search, and who has waited longer for the same
    when this recipient has just had it."""
    order = shown(session, actor, order_id)
    look_for_others(session, order)
    return order


def find_orders(
    session: Session, actor: Actor, *, supervised: bool | None = None, to_sign: bool | None = None, **filters: Any
) -> sa.Select[Any]:
    """The queue within the scope of the member of staff who asks: front first, then by priority, then by age."""
    actor.must_be(STAFF)
    wanted = [getattr(Order, name) == value for name, value in filters.items()]
    if supervised is not None:
        wanted.append(Order.supervised_for.is_not(None) == supervised)
    if to_sign is not None:
        waits = Order.proposal.has(sa.and_(Proposal.round == Order.round, Proposal.signed_at.is_(None)))
        wanted.append(sa.and_(Order.state == State.PENDING, waits) == to_sign)
    return (
        sa.select(Order)
        .where(in_scope(actor), *wanted)
        .order_by(Order.front.desc(), Order.priority, Order.submitted_at, Order.order_id)
    )


def counts(session: Session) -> dict[str, Any]:
    """Orders and offers by state."""
    return {"orders": tally(session, Order.state), "offers": tally(session, Offer.state)}


def announce(session: Session) -> int:
    """Dispatch owns no state that is overwritten, so there is nothing to say again."""
    return 0


def _unknown(order_id: UUID, site_path: str) -> Order:
    return Order(order_id=order_id, site_path=site_path, level=site_path, urges=0)


def _learn(order: Order, event: OrderApproved) -> None:
    order.order_no, order.recipient_id = event.need.order_no, event.recipient_id
    order.submitted_at, order.leave_out = event.submitted_at, event.leave_out
    take_need(order, event.need)
