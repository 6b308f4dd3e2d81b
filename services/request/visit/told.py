"""What volunteer tells of a visit: agreed on, in vain, begun.

Request mirrors it, but for one thing: after the second time that nobody was in the order ends, as is decided here.
"""

from sqlalchemy.orm import Session

from services.request.handlers.ending import call_off
from services.request.handlers.orders import tell_callers
from services.request.handlers.story import note
from services.request.lifecycle import LIFECYCLE, State
from services.request.models import Order
from shared.contracts import volunteer
from shared.db import lock
from shared.lifecycle import TooEarly

MOST_ABSENCES = 2


def note_scheduled(session: Session, event: volunteer.OrderScheduled) -> None:
    """They spoke with the resident and agreed on a time (T19); when it is put off, or nobody was in, all who wait are
    told of the new one, and why (T37, T24). Each lies later than the one before, so an earlier one is old news."""
    order = lock(session, Order, event.order_id)
    if order and (order.state, order.round) == (State.SCHEDULED, event.round) and _not_later(order, event):
        return
    about = {"starts_at": event.starts_at.isoformat(), "reason_code": event.postponed}
    template = "visit_postponed" if event.postponed else None
    order = note(session, event, "note_scheduled", template, event.postponed, **about)
    if order is not None:
        order.starts_at = event.starts_at


def note_absent(session: Session, event: volunteer.RecipientAbsent) -> None:
    """Once another time is agreed on; the second time the order ends, whatever else was heard of it meanwhile: only who
    stands at the door by now outranks that."""
    order = lock(session, Order, event.order_id)
    if order is None:
        raise TooEarly("note_absent of an unknown order")
    if event.times >= MOST_ABSENCES and LIFECYCLE.allows(order, "close_absent"):
        call_off(session, order, "close_absent", "absent_again", "absence")
    elif LIFECYCLE.allows(order, "note_absent"):
        LIFECYCLE.obey(order, "note_absent")
        tell_callers(session, order, "absent")


def note_checked_in(session: Session, event: volunteer.OrderCheckedIn) -> None:
    """Somebody stands at the door, even if the order was cancelled on the way (T22)."""
    order = note(session, event, "note_checked_in")
    if order is not None:
        order.closed_at = order.sentence = order.reason_code = None


def _not_later(order: Order, event: volunteer.OrderScheduled) -> bool:
    return order.starts_at is not None and event.starts_at <= order.starts_at
