"""Rounds of offers: opened, taken back, ended by what the other services say; and the waves in which each is asked.

Whoever changes an offer holds the row of its order, so offers need no lock of their own.
"""

import dataclasses
from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer.handlers.appointments import expect_contact
from services.volunteer.handlers.orders import release, tell_about, tell_leader
from services.volunteer.lifecycle import LED, LIFECYCLE
from services.volunteer.models import Assignment, Offer, Wish
from services.volunteer.policy import OPEN, WAITING, WITHDRAWN
from shared.contracts import dispatch, request
from shared.db import lock

OFFER_RECEIVED = "offer_received"
_WANTED = sa.or_(Offer.state.in_((OPEN, WAITING)), Offer.offer_id.in_(sa.bindparam("also", expanding=True)))
_OF_ORDER = sa.select(Offer).where(Offer.order_id == sa.bindparam("order_id")).order_by(Offer.offer_id)
_UNANSWERED = _OF_ORDER.where(_WANTED)


def note_offered(session: Session, event: dispatch.OrderOffered) -> None:
    """A round was opened: each is asked in their wave, with a deadline (T8, T9)."""
    order = _noted(session, event.order_id, event.need.site_path, "note_offered", event.round)
    if order is None:
        return
    order.order_no, order.need = event.need.order_no, event.need.as_wire()
    order.contact_minutes = event.contact_minutes
    alike = {"order": order, "round": event.round, "version": event.version, "state": WAITING}
    offers = [Offer(**alike, **dataclasses.asdict(asked)) for asked in event.offers]
    session.add_all(offers)
    ask_next_wave(session, order, offers)


def note_withdrawn(session: Session, event: dispatch.OrderWithdrawn) -> None:
    """The dispatcher took the round back, accepted or not (T21)."""
    order = _noted(session, event.order_id, event.site_path, "note_withdrawn", event.round)
    if order is not None:
        _call_off(session, order, "withdrawn_thanks", reason=event.reason_code)


def note_cancelled(session: Session, event: request.OrderCancelled) -> None:
    """The order was called off before anybody stood at the door (T7, T35)."""
    order = _noted(session, event.order_id, event.site_path, "note_cancelled")
    if order is not None:
        _call_off(session, order, "cancelled_thanks")


def note_unfulfilled(session: Session, event: dispatch.OrderUnfulfilled) -> None:
    """The search is over; nobody is being asked any more (T16)."""
    _noted(session, event.order_id, event.site_path, "note_unfulfilled", event.round)


def note_changed(session: Session, event: request.OrderChanged) -> None:
    """The need has changed: an offer made for the old one cannot be accepted any more (T40). Dispatch, which hears the
    same, takes the round back and asks anew."""
    wish = _wish(session, event.order_id)
    wish.version = max(wish.version, event.version)


def note_held(session: Session, event: request.OrderHeld) -> None:
    """The recipient wishes to wait: whoever leads hears until when, and need not ring meanwhile (T36)."""
    order, wish = _led(session, event.order_id), _wish(session, event.order_id)
    if order is not None and event.hold > wish.hold:
        order.waits, order.contact_warn_at, order.contact_due_at = True, None, None
        tell_leader(session, order, "held", until=event.until.isoformat(), reason=event.reason_code)
    wish.hold = max(wish.hold, event.hold)


def note_resumed(session: Session, event: request.OrderResumed) -> None:
    """The order waits no longer: whoever leads, and was told to wait, hears of it, and their time for the first contact
    begins anew (T36)."""
    order, wish = _led(session, event.order_id), _wish(session, event.order_id)
    if order is not None and order.waits and event.hold >= wish.hold:
        order.waits = False
        tell_leader(session, order, "resumed")
        if order.starts_at is None:
            expect_contact(order)
    wish.hold = max(wish.hold, event.hold)


def unanswered(session: Session, order: Assignment, *also: UUID) -> list[Offer]:
    """The offers of an order that nobody has answered, and these besides. The order is locked."""
    return list(session.scalars(_UNANSWERED, {"order_id": order.order_id, "also": also}))


def ask_next_wave(session: Session, order: Assignment, offers: Iterable[Offer]) -> bool:
    """Ask those of the next wave, and tell them; False when all have been asked."""
    waiting = [offer for offer in offers if offer.state == WAITING]
    next_wave = min((offer.wave for offer in waiting), default=None)
    asked = [offer for offer in waiting if offer.wave == next_wave]
    for offer in asked:
        offer.state = OPEN
    for offer in asked:
        _tell_addressee(session, order, offer, OFFER_RECEIVED, deadline=offer.deadline.isoformat())
    return bool(asked)


def end_offers(session: Session, order: Assignment, offers: Iterable[Offer], state: str, template: str) -> None:
    """Nobody need answer these any more. Whoever was asked is told and thanked; who was not yet hears nothing of it."""
    for offer in offers:
        was_asked = offer.state == OPEN
        offer.state = state if was_asked else WITHDRAWN
        if was_asked and offer.to_id != order.leader_id:  # the pool may bring a team what it was also asked itself
            _tell_addressee(session, order, offer, template)


def _tell_addressee(session: Session, order: Assignment, offer: Offer, template: str, **parameters: str) -> None:
    if offer.to_id is not None:  # an offer to everybody has nobody to tell
        tell_about(session, order, offer.to_kind, offer.to_id, template, **parameters)


def _call_off(session: Session, order: Assignment, thanks: str, **why: str) -> None:
    if order.leader_id is None:
        end_offers(session, order, unanswered(session, order), WITHDRAWN, "offer_withdrawn")
    else:  # then no offer of this round is left unanswered
        tell_leader(session, order, thanks, **why)
        release(session, order)


def _led(session: Session, order_id: UUID) -> Assignment | None:
    """The order, locked, if somebody leads it and nobody stands at the door yet."""
    order = lock(session, Assignment, order_id)
    return order if order is not None and order.state in LED else None


def _wish(session: Session, order_id: UUID) -> Wish:
    """What is wanted, locked; the first that is said of it is that nothing has changed."""
    wish = lock(session, Wish, order_id)
    if wish is None:
        wish = Wish(order_id=order_id, version=1, hold=0)
        session.add(wish)
    return wish


def _noted(session: Session, order_id: UUID, site_path: str, verb: str, heard: int | None = None) -> Assignment | None:
    """The order that the fact moved, or that it began; None when it was already noted."""
    order = lock(session, Assignment, order_id)
    if order is not None:
        return order if LIFECYCLE.note(order, verb, heard) else None
    order = Assignment(order_id=order_id, site_path=site_path)
    session.add(order)
    LIFECYCLE.begin(order, verb, heard or 1)
    return order
