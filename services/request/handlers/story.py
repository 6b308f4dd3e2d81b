"""The public story: what the other services say about an order, noted and told to whoever waits for it."""

from typing import Any

from sqlalchemy.orm import Session

from services.request.handlers.changing import lift_hold
from services.request.handlers.orders import tell_callers
from services.request.lifecycle import LIFECYCLE, UNACCEPTED, State
from services.request.models import Order
from shared import clock
from shared.contracts import dispatch, feedback, volunteer
from shared.db import tally
from shared.lifecycle import TooEarly

_LED = (State.ACCEPTED, State.SCHEDULED)


def note_offered(session: Session, event: dispatch.OrderOffered) -> None:
    """Somebody was asked; nothing to tell yet (T8, T9, T15)."""
    note(session, event, "note_offered")


def note_lapsed(session: Session, event: volunteer.OrderLapsed) -> None:
    """All of them said no, or nothing; others are looked for, nothing to tell yet (T11, T13)."""
    note(session, event, "note_lapsed")


def note_escalated(session: Session, event: dispatch.OrderEscalated) -> None:
    """The next level looks for somebody; nothing to tell yet (T14)."""
    note(session, event, "note_escalated", why=event.reason_code)


def note_withdrawn(session: Session, event: dispatch.OrderWithdrawn) -> None:
    """The search begins anew (T21); who had heard that somebody comes hears this, too."""
    order = session.get(Order, event.order_id, with_for_update=True)
    led = order is not None and order.state in _LED
    note(session, event, "note_withdrawn", "order_searched_again" if led else None, event.reason_code)


def note_unfulfilled(session: Session, event: dispatch.OrderUnfulfilled) -> None:
    """Nobody can be found (T16)."""
    about = {"reason_code": event.reason_code, "alternative": event.alternative}
    order = note(session, event, "note_unfulfilled", "order_unfulfilled", event.reason_code, **about)
    if order is not None:
        order.reason_code, order.closed_at = event.reason_code, clock.now()


def note_accepted(session: Session, event: volunteer.OrderAccepted) -> None:
    """Somebody said yes (T10, T12); when they come is agreed with them, so the order waits for no day any more."""
    note(session, event, "note_accepted", "order_accepted")


def note_reviewed(session: Session, event: feedback.OrderReviewed) -> None:
    """The resident rated it (T28)."""
    note(session, event, "note_reviewed")


def note_rectifying(session: Session, event: feedback.RectificationOpened) -> None:
    """Somebody looks into the bad rating (T30)."""
    note(session, event, "note_rectifying", "rectification_opened")


def note_closed(session: Session, event: feedback.OrderClosed) -> None:
    """Done with (T29, T32)."""
    order = note(session, event, "note_closed", "order_closed", event.outcome, outcome=event.outcome)
    if order is not None:
        order.closed_at = clock.now()


def counts(session: Session) -> dict[str, Any]:
    """Orders by state."""
    return {"orders": tally(session, Order.state)}


def note(
    session: Session, event: Any, verb: str, template: str | None = None, why: str | None = None, **parameters: Any
) -> Order | None:
    """Note a fact about an order, with the code of its reason, and tell whoever waits for it; the order if that moved
    it. A hold ends with the search, an appointment with the one who made it."""
    order = session.get(Order, event.order_id, with_for_update=True)
    if order is None:
        raise TooEarly(f"{verb} of an unknown order")
    if not LIFECYCLE.note(order, verb, getattr(event, "round", None), why):
        return None
    if order.held_until is not None and order.state not in UNACCEPTED:
        lift_hold(session, order)
    if order.state in UNACCEPTED:
        order.starts_at = None
    if template is not None:
        tell_callers(session, order, template, **parameters)
    return order
