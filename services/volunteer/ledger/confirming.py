"""What the resident says of a visit, as feedback tells it: it raises minutes, and it is passed on as thanks."""

from uuid import UUID

from sqlalchemy.orm import Session

from services.volunteer.handlers.orders import PERSON, tell_about, tell_leader
from services.volunteer.ledger import looks, policy
from services.volunteer.ledger.corrections import say_what_stands, was_corrected
from services.volunteer.ledger.entries import heard, stand, standing_of
from services.volunteer.ledger.flags import flag, look_at_pair
from services.volunteer.lifecycle import State
from services.volunteer.models import Assignment
from shared.contracts import feedback, request
from shared.db import lock
from shared.lifecycle import TooEarly

_BY_CODE = "code"
_WITNESSED = "witnessed"


def note_confirmed(session: Session, event: feedback.ServiceConfirmed) -> None:
    """The resident says that it took place: a further entry for each whose minutes that raises (T27, T39).

    A code that was given by who had looked it up proves no more than that somebody of the staff was there. Where
    minutes were corrected before, it is said what stands now: the others cannot know which of the two was heard first.
    """
    order = _served(session, event.order_id)
    capped = event.means == _BY_CODE and looks.seen_by(session, order) == looks.FINISHER
    heard_class = policy.lower(event.minutes_class, _WITNESSED) if capped else event.minutes_class
    order.vouched_by = event.taken_down_by or order.vouched_by
    for member in order.went:
        minutes, held_class = standing_of(member)
        if policy.raises(held_class, heard_class):
            stand(session, member, minutes, heard_class, heard(session, event), frozen=member.frozen)
        if heard_class != event.minutes_class or was_corrected(session, member):
            say_what_stands(session, member)
        look_at_pair(session, member, order.vouched_by)


def note_reviewed(session: Session, event: feedback.OrderReviewed) -> None:
    """The resident rated it; whoever led hears of it, and a good word is passed on as thanks to each who went (T28)."""
    order = _served(session, event.order_id)
    order.level = event.level
    template = policy.review_notice(event.level)
    tell_about(session, order, event.leader_kind, event.leader_id, template, level=event.level)
    for volunteer_id in set(order.crew) - {event.leader_id} if template == policy.THANKS else ():
        tell_about(session, order, PERSON, volunteer_id, template, level=event.level)


def note_denied(session: Session, event: feedback.ServiceDenied) -> None:
    """The resident says that nobody came, or that it was not done: no minutes rise, somebody has to look at them before
    they count for anything, and whoever led hears of it (T27)."""
    order = _served(session, event.order_id)
    for member in order.went:
        flag(session, member, "denied", {})
    tell_leader(session, order, "denied_and_looked_into")


def note_found(session: Session, event: feedback.RectificationClosed) -> None:
    """What was looked into is found; whoever led hears what (T32, T38)."""
    tell_leader(session, _served(session, event.order_id), "looked_into", finding=event.finding, cause=event.cause)


def note_code_looked_up(session: Session, event: request.FinishingCodeLookedUp) -> None:
    """A member of staff has looked the finishing code up. Where it was given meanwhile, that is flagged now."""
    order = lock(session, Assignment, event.order_id)
    looks.keep_look(session, event)
    seen = None if order is None or order.state != State.SERVED else looks.seen_by(session, order)
    if order is not None and seen is not None:
        for member in order.went:
            flag(session, member, "code_looked_up", {"by": seen})


def _served(session: Session, order_id: UUID) -> Assignment:
    order = lock(session, Assignment, order_id)
    if order is None or order.state != State.SERVED:
        raise TooEarly("said of an order that is not served yet")
    return order
