"""An order as it lies here: found, locked, shown, given another need; who need not answer or lead any more."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.models import Move, Offer, Order
from shared.actor import STAFF, Actor, Role
from shared.contracts.request import Need
from shared.db import at_or_below, lock
from shared.lifecycle import TooEarly
from shared.refusals import NotAllowed, NotFound
from shared.sites import within

DISPATCHERS = frozenset({Role.DISPATCHER, Role.OFFICE})


def locked(session: Session, actor: Actor, order_id: UUID) -> Order:
    """The order, for a dispatcher who is about to move it. Raises NotAllowed, NotFound."""
    actor.must_be(DISPATCHERS)
    return _seen(lock(session, Order, order_id), actor)


def known(session: Session, order_id: UUID) -> Order:
    """The order that news is about. Raises TooEarly when it is unknown here."""
    order = lock(session, Order, order_id)
    if order is None:
        raise TooEarly("news of an unknown order")
    return order


def shown(session: Session, actor: Actor, order_id: UUID) -> Order:
    """The order, for any member of staff whom it concerns. Raises NotAllowed, NotFound."""
    actor.must_be(STAFF)
    return _seen(session.get(Order, order_id), actor)


def in_scope(actor: Actor) -> sa.ColumnElement[bool]:
    """The condition that a member of staff may see an order."""
    places: tuple[Any, ...] = (Order.site_path, Order.level, Order.transfer_to)
    return sa.or_(*(at_or_below(place, actor.scope) for place in places))


def must_speak_for(actor: Actor, level: str) -> None:
    """Raise NotAllowed for whoever works neither for that site nor for one above it."""
    if not within(actor.scope, level):
        raise NotAllowed("level_above", "A level above yours looks for somebody now; ask it to hand the search to you.")


def must_speak_for_center(actor: Actor) -> None:
    """Raise NotAllowed for whoever works below the center."""
    if not policy.speaks_for_center(actor.scope):
        raise NotAllowed("center_only", "Only the center decides this; ask it to.")


def take_need(order: Order, need: Need) -> None:
    """What is needed, as it was last said; an order that was urged keeps what that gave it."""
    order.need, order.version, order.item_code = need.as_wire(), need.version, need.item.code
    order.urgency, order.priority = need.urgency, policy.priority_of(need.priority, order.urges)
    order.start_by = policy.last_start(need.wanted_to, need.item.minutes)


def need_of(order: Order) -> Need:
    """What is needed, in the words of the contract."""
    return Need.from_wire(order.need)


def naming(order: Order) -> dict[str, Any]:
    """What every word about an order says: of which one it is, where, and in which round."""
    return {"order_id": order.order_id, "site_path": order.site_path, "round": order.round}


def close_offers(offers: Iterable[Offer]) -> None:
    """Whoever has not answered need not do so any more."""
    for offer in offers:
        if offer.state == policy.OPEN:
            offer.state = policy.CLOSED


def release(order: Order) -> None:
    """Nobody leads this order any more."""
    order.leader_kind = order.leader_id = order.starts_at = None


def find_moves(session: Session, actor: Actor, *, order_id: UUID) -> sa.Select[Any]:
    """The history of an order here: who moved it, when, through which door and why, oldest first."""
    shown(session, actor, order_id)
    moves = Move.__table__.c
    return sa.select(Move).where(moves.order_id == order_id).order_by(moves.id)


def _seen(order: Order | None, actor: Actor) -> Order:
    """For staff of its place, or of the site that looks for somebody or is asked to."""
    if order is None:
        raise NotFound("unknown_order", "There is no such order.")
    if actor.role not in STAFF or not any(one and within(actor.scope, one) for one in (order.level, order.transfer_to)):
        actor.must_cover(order.site_path)
    return order
