"""The public story: what the other services say about an order, noted and told to whoever waits for it."""

from typing import Any

from sqlalchemy.orm import Session

from services.request.handlers.changing import lift_hold
from services.request.handlers.orders import tell_callers
from services.request.lifecycle import LIFECYCLE, UNACCEPTED, State
from services.request.models import Order
from shared import clock
from shared.contracts import dispatch, feedback
from shared.contracts.wire import Event
from shared.db import lock, tally
from shared.lifecycle import TooEarly
from shared.messaging.intake import Handler

_LED = (State.ACCEPTED, State.SCHEDULED)


def plainly(verb: str, template: str | None = None) -> Handler:
    """The handler of a fact that moves an order, and is told by this template or not at all."""

    def heard(session: Session, event: Event) -> None:
        note(session, event, verb, template, getattr(event, "reason_code", None))

    return heard


def note_withdrawn(session: Session, event: dispatch.OrderWithdrawn) -> None:
    """The search begins anew (T21); who had heard that somebody comes hears this, too."""
    order = lock(session, Order, event.order_id)
    led = order is not None and order.state in _LED
    note(session, event, "note_withdrawn", "order_searched_again" if led else None, event.reason_code)


def note_unfulfilled(session: Session, event: dispatch.OrderUnfulfilled) -> None:
    """Nobody can be found (T16)."""
    about = {"reason_code": event.reason_code, "alternative": event.alternative}
    order = note(session, event, "note_unfulfilled", "order_unfulfilled", event.reason_code, **about)
    if order is not None:
        order.reason_code, order.closed_at = event.reason_code, clock.now()


def note_rectifying(session: Session, event: feedback.RectificationOpened) -> None:
    """Somebody looks into it (T27, T30); after it was closed once more, because somebody appealed (T38)."""
    verb = "note_appealed" if _closed_as_often(session, event) else "note_rectifying"
    note(session, event, verb, "rectification_opened", event.cause)


def note_closed(session: Session, event: feedback.OrderClosed) -> None:
    """Done with (T29, T32), and once more after an appeal, which is heard before that (T38)."""
    order = _closed_as_often(session, event)
    if order is not None and order.state == State.CLOSED:
        raise TooEarly("closed again before it was opened again")
    order = note(session, event, "note_closed", "order_closed", event.outcome, outcome=event.outcome)
    if order is not None:
        order.closed_at, order.closings = clock.now(), event.closings + 1


def counts(session: Session) -> dict[str, Any]:
    """Orders by state."""
    return {"orders": tally(session, Order.state)}


def _closed_as_often(session: Session, event: Any) -> Order | None:
    """The order, of which this is said after it was closed so often; None when it was not closed before that. Feedback
    closes and opens it in turn, whatever order that is heard in."""
    order = lock(session, Order, event.order_id) if event.closings else None
    if order is not None and order.closings < event.closings:
        raise TooEarly("said after a closing that is not heard yet")
    return order


def note(
    session: Session, event: Any, verb: str, template: str | None = None, why: str | None = None, **parameters: Any
) -> Order | None:
    """Note a fact about an order, with the code of its reason, and tell whoever waits for it; the order if that moved
    it. A hold ends with the search, an appointment with the one who made it."""
    order = lock(session, Order, event.order_id)
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
