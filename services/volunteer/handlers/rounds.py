"""Rounds of offers: opened, taken back or made needless by what the other services say."""

import dataclasses
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer.handlers.orders import release, tell_addressee, tell_leader
from services.volunteer.lifecycle import LIFECYCLE
from services.volunteer.models import Assignment, Offer
from services.volunteer.policy import OPEN, WITHDRAWN
from shared.contracts import dispatch, request


def note_offered(session: Session, event: dispatch.OrderOffered) -> None:
    """A round was opened: each is asked, with a deadline (T8, T9)."""
    order = _noted(session, event.order_id, event.need.site_path, "note_offered", event.round)
    if order is None:
        return
    order.order_no, order.need = event.need.order_no, event.need.as_wire()
    for asked in event.offers:
        offer = Offer(order=order, round=event.round, state=OPEN, **dataclasses.asdict(asked))
        session.add(offer)
        tell_addressee(session, order, offer, "offer_received", deadline=asked.deadline.isoformat())


def note_withdrawn(session: Session, event: dispatch.OrderWithdrawn) -> None:
    """The dispatcher took the round back, accepted or not (T21)."""
    order = _noted(session, event.order_id, event.site_path, "note_withdrawn", event.round)
    if order is not None:
        _call_off(session, order, "withdrawn_thanks")


def note_cancelled(session: Session, event: request.OrderCancelled) -> None:
    """The order was called off before anybody stood at the door (T7, T35)."""
    order = _noted(session, event.order_id, event.site_path, "note_cancelled")
    if order is not None:
        _call_off(session, order, "cancelled_thanks")


def note_unfulfilled(session: Session, event: dispatch.OrderUnfulfilled) -> None:
    """The search is over; nobody is being asked any more (T16)."""
    _noted(session, event.order_id, event.site_path, "note_unfulfilled", event.round)


def open_offers(session: Session, order: Assignment) -> list[Offer]:
    """The offers of an order that wait for an answer, locked after it."""
    waiting = sa.select(Offer).where(Offer.order_id == order.order_id, Offer.state == OPEN)
    return list(session.scalars(waiting.order_by(Offer.offer_id).with_for_update()))


def _call_off(session: Session, order: Assignment, thanks: str) -> None:
    for offer in open_offers(session, order):
        offer.state = WITHDRAWN
        tell_addressee(session, order, offer, "offer_withdrawn")
    if order.leader_id is not None:
        tell_leader(session, order, thanks)
        release(order)


def _noted(session: Session, order_id: UUID, site_path: str, verb: str, heard: int | None = None) -> Assignment | None:
    """The order that the fact moved, or that it began; None when it was already noted."""
    order = session.get(Assignment, order_id, with_for_update=True)
    if order is not None:
        return order if LIFECYCLE.note(order, verb, heard) else None
    order = Assignment(order_id=order_id, site_path=site_path)
    session.add(order)
    LIFECYCLE.begin(order, verb, heard or 1)
    return order
