"""The public story: what the other services say about an order, noted and told to whoever ordered it."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.request.lifecycle import LIFECYCLE
from services.request.models import Order
from shared import clock
from shared.contracts import dispatch, feedback, volunteer
from shared.db import tally
from shared.lifecycle import TooEarly
from shared.notices import tell


def note_offered(session: Session, event: dispatch.OrderOffered) -> None:
    """Somebody was asked; nothing to tell yet (T8, T9)."""
    _note(session, event.order_id, "note_offered", event.round)


def note_withdrawn(session: Session, event: dispatch.OrderWithdrawn) -> None:
    """The search begins anew (T21)."""
    _note(session, event.order_id, "note_withdrawn", event.round, "order_searched_again")


def note_unfulfilled(session: Session, event: dispatch.OrderUnfulfilled) -> None:
    """Nobody can be found (T16)."""
    order = _note(
        session, event.order_id, "note_unfulfilled", event.round, "order_unfulfilled", reason_code=event.reason_code
    )
    if order is not None:
        order.reason_code, order.closed_at = event.reason_code, clock.now()


def note_accepted(session: Session, event: volunteer.OrderAccepted) -> None:
    """Somebody said yes (T10, T12)."""
    _note(session, event.order_id, "note_accepted", event.round, "order_accepted")


def note_returned(session: Session, event: volunteer.OrderReturned) -> None:
    """They had to give it back; the resident is told (T20; 条例 Art. 22)."""
    _note(session, event.order_id, "note_returned", event.round, "order_searched_again")


def note_no_show(session: Session, event: volunteer.OrderNoShow) -> None:
    """Nobody came (T23)."""
    _note(session, event.order_id, "note_no_show", event.round, "order_missed")


def note_checked_in(session: Session, event: volunteer.OrderCheckedIn) -> None:
    """Somebody stands at the door, even if the order was cancelled on the way (T22)."""
    order = _note(session, event.order_id, "note_checked_in", event.round)
    if order is not None:
        order.closed_at = order.sentence = order.reason_code = None


def note_served(session: Session, event: volunteer.OrderServed) -> None:
    """The work is done; the resident has the word (T26)."""
    _note(session, event.order_id, "note_served", event.round, "please_confirm")


def note_reviewed(session: Session, event: feedback.OrderReviewed) -> None:
    """The resident rated it (T28)."""
    _note(session, event.order_id, "note_reviewed")


def note_rectifying(session: Session, event: feedback.RectificationOpened) -> None:
    """Somebody looks into the bad rating (T30)."""
    _note(session, event.order_id, "note_rectifying", None, "rectification_opened")


def note_closed(session: Session, event: feedback.OrderClosed) -> None:
    """Done with (T29, T32)."""
    order = _note(session, event.order_id, "note_closed", None, "order_closed", outcome=event.outcome)
    if order is not None:
        order.closed_at = clock.now()


def counts(session: Session) -> dict[str, Any]:
    """Orders by state."""
    return {"orders": tally(session, Order.state)}


def _note(
    session: Session,
    order_id: UUID,
    verb: str,
    heard: int | None = None,
    template: str | None = None,
    **parameters: Any,
) -> Order | None:
    """Note a fact about an order and tell whoever waits for it; the order if that moved it."""
    order = session.get(Order, order_id, with_for_update=True)
    if order is None:
        raise TooEarly(f"{verb} of an unknown order")
    if not LIFECYCLE.note(order, verb, heard):
        return None
    if template is not None:
        merged = session.scalars(sa.select(Order.order_id).where(Order.duplicate_of == order_id))
        for waiting_id in [order_id, *merged]:
            tell(session, "requester", waiting_id, waiting_id, template, **parameters)
    return order
