"""Suggestions that stand: found, shown, acted on, overtaken. Each stands for an order as it was when it was made."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch.handlers.orders import in_scope, shown
from services.dispatch.handlers.rounds import open_round
from services.dispatch.lifecycle import State
from services.dispatch.models import Order
from services.dispatch.suggesting.tables import Snapshot, Suggestion
from shared import clock
from shared.actor import STAFF, Actor
from shared.refusals import Conflict, NotFound

CONFIRMED, AUTOMATIC, OVERRIDDEN, OVERTAKEN = "confirmed", "automatic", "overridden", "overtaken"
"""What can become of a suggestion: offered by somebody, or by itself; somebody else was asked; the order moved on."""

ANSWER = {"normal": timedelta(hours=24), "urgent": timedelta(hours=2)}
"""Until when whoever is asked may answer, unless somebody says otherwise (DOMAIN §2.3, T10)."""

URGENT = "urgent"

STANDS = (
    Suggestion.outcome.is_(None),
    Order.state == State.PENDING,
    Order.round == Suggestion.round,
    Order.version == Suggestion.version,
    Order.held_since.is_(None),
)
"""The conditions that it can still be acted on."""
_WAITING = sa.select(Suggestion).where(Suggestion.order_id == sa.bindparam("order_id"), Suggestion.outcome.is_(None))


def find_suggestions(session: Session, actor: Actor) -> sa.Select[Any]:
    """The suggestions that wait for a dispatcher, within their scope, the oldest first."""
    actor.must_be(STAFF)
    waiting = sa.select(Suggestion).join(Order, Order.order_id == Suggestion.order_id).where(in_scope(actor), *STANDS)
    return waiting.order_by(Suggestion.published_at, Suggestion.suggestion_id)


def seen(session: Session, actor: Actor, suggestion_id: UUID) -> Suggestion:
    """A suggestion, for staff whom its order concerns. Raises NotFound."""
    suggestion = session.get(Suggestion, suggestion_id)
    if suggestion is None:
        raise NotFound("unknown_suggestion", "There is no such suggestion.")
    shown(session, actor, suggestion.order_id)
    return suggestion


def act_on(
    session: Session,
    actor: Actor,
    order: Order,
    suggestion: Suggestion,
    *,
    outcome: str,
    deadline: datetime | None = None,
    undo_for: timedelta | None = None,
) -> None:
    """Ask whom it suggests; the order is locked. Raises Conflict when it no longer stands, and as offering does."""
    session.refresh(suggestion)
    meant = (suggestion.outcome, suggestion.round, suggestion.version)
    if order.state != State.PENDING or meant != (None, order.round, order.version):
        raise Conflict("changed_meanwhile", "The order has changed since this was suggested; look at it again.")
    asked = {"to_kind": suggestion.kind, "to_id": suggestion.unit_id, "wave": 1}
    open_round(session, actor, order, "offer", [{**asked, "deadline": deadline or answer_by(order)}], undo_for)
    for offer in order.standing_offers:
        offer.visit_at = suggestion.visit_at
    suggestion.outcome = outcome
    chosen = {"kind": suggestion.kind, "id": str(suggestion.unit_id), "place": 1}
    session.get_one(Snapshot, suggestion.suggestion_id).chosen = [chosen]


def overtake(session: Session, order: Order) -> None:
    """Somebody decided for this order by hand."""
    for suggestion in session.scalars(_WAITING, {"order_id": order.order_id}):
        suggestion.outcome = OVERRIDDEN


def clear(session: Session) -> None:
    """Whatever no longer stands is over: whom it suggested may be suggested for something else."""
    waiting = sa.select(Suggestion).join(Order, Order.order_id == Suggestion.order_id)
    over = sa.or_(~sa.and_(*STANDS[1:]), Order.start_by <= clock.now())
    for suggestion in session.scalars(waiting.where(Suggestion.outcome.is_(None), over)):
        suggestion.outcome = OVERTAKEN


def uncommitted(now: datetime) -> sa.Select[Any]:
    """The orders that nobody is asked about and nobody is suggested for, while there is time for a visit."""
    suggested = sa.exists().where(Suggestion.order_id == Order.order_id, Suggestion.outcome.is_(None))
    waiting = (Order.state == State.PENDING, Order.held_since.is_(None), Order.start_by > now)
    return sa.select(Order).where(*waiting, ~suggested).order_by(Order.order_id)


def to_commit(now: datetime) -> sa.Select[Any]:
    """Of these, whose suggestion has to be told: an urgent one at once, another when its dispatcher is reminded. Until
    then it is solved again with all that comes."""
    return uncommitted(now).where(sa.or_(Order.urgency == URGENT, Order.alarm.is_not(None), Order.alarm_at <= now))


def answer_by(order: Order) -> datetime:
    """Until when whoever is asked may answer: no longer than the last possible visit begins."""
    assert order.start_by is not None and order.urgency is not None  # it has been approved
    return min(clock.now() + ANSWER[order.urgency], order.start_by)
