"""An order as it lies here: found, locked, shown with its moves; who waits for it, and how they are told."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.request.models import ContactCard, Move, Order, Recipient
from shared.actor import CALLERS, STAFF, Actor, Role
from shared.db import ask, at_or_below, lock
from shared.notices import tell
from shared.refusals import NotFound

VERIFIERS = frozenset({Role.CLERK, Role.OFFICE})
SPEAKERS = CALLERS | VERIFIERS | {Role.VILLAGE_WORKER}
"""Those who ordered, and the staff who write down what they say on the phone or at the desk."""
_MOVES = Move.__table__.c
_MERGED = sa.select(Order.order_id).where(Order.duplicate_of == sa.bindparam("into"), Order.left_at.is_(None))


def show_order(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """One order and its public story, for whoever ordered and for staff in scope."""
    actor.must_be(STAFF | CALLERS)
    return _seen(session.get(Order, order_id), actor)


def find_orders(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """Orders within the scope of the member of staff who asks, oldest first."""
    actor.must_be(STAFF)
    wanted = [getattr(Order, name) == value for name, value in filters.items()]
    found = sa.select(Order).where(at_or_below(Order.site_path, actor.scope), *wanted)
    return found.order_by(Order.submitted_at, Order.order_id)


def find_moves(session: Session, actor: Actor, *, order_id: UUID) -> sa.Select[Any]:
    """The history of an order in full: who moved it, when, through which door and why. For staff in scope."""
    actor.must_be(STAFF)
    _seen(session.get(Order, order_id), actor)
    return sa.select(Move).where(_MOVES.order_id == order_id).order_by(_MOVES.id)


def purge_card(session: Session, actor: Actor, card: ContactCard) -> None:
    """Forget who ordered, and the recipient too when no other card is theirs (PIPL Art. 19, 47)."""
    recipient_id = card.order.recipient_id
    card.order.has_card = False
    session.delete(card)
    session.flush()
    others = sa.select(ContactCard.order_id).join(Order).where(Order.recipient_id == recipient_id)
    if session.scalar(others.limit(1)) is None:
        theirs = sa.update(Recipient).where(Recipient.recipient_id == recipient_id)
        session.execute(theirs.values(name=str(recipient_id)))


def locked(session: Session, actor: Actor, order_id: UUID, roles: frozenset[Role]) -> Order:
    """An order that somebody of these roles is about to move. Raises NotAllowed, NotFound."""
    actor.must_be(roles)
    return _seen(lock(session, Order, order_id), actor)


def waiting_for(session: Session, order: Order) -> list[UUID]:
    """The orders whose callers wait for this one: itself, and those that were merged into it, but for who has left."""
    itself = [order.order_id] if order.left_at is None else []
    return [*itself, *ask(session, _MERGED, into=order.order_id).scalars()]


def tell_callers(session: Session, order: Order, template: str, **parameters: Any) -> None:
    """Tell whoever waits for this order, each once."""
    for waiting_id in waiting_for(session, order):
        tell(session, "requester", waiting_id, waiting_id, template, **parameters)


def words_of(thing: Any, *names: str) -> dict[str, Any]:
    """What is said of a thing in the words of its own columns."""
    return {name: getattr(thing, name) for name in names}


def _seen(order: Order | None, actor: Actor) -> Order:
    if order is None:
        raise NotFound("unknown_order", "There is no such order.")
    actor.must_cover(order.site_path)
    return order
