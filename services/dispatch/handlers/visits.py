"""What volunteer says about an order: who leads, and what became of the visit. Dispatch only mirrors it."""

from uuid import UUID

from sqlalchemy.orm import Session

from services.dispatch.handlers.queue import known
from services.dispatch.lifecycle import LIFECYCLE
from services.dispatch.models import Order
from shared.contracts.volunteer import OrderAccepted, OrderCheckedIn, OrderNoShow, OrderReturned, OrderServed


def note_accepted(session: Session, event: OrderAccepted) -> None:
    """Somebody said yes and leads; nobody else need answer (T10, T12)."""
    order = _note(session, event.order_id, "note_accepted", event.round)
    if order is not None:
        order.leader_kind, order.leader_id = event.leader_kind, event.leader_id
        for offer in order.standing_offers:
            if offer.offer_id == event.offer_id:
                offer.state = "accepted"


def note_returned(session: Session, event: OrderReturned) -> None:
    """The leader had to give it back: to the front of the queue (T20)."""
    _note_lost_leader(session, event.order_id, "note_returned", event.round)


def note_no_show(session: Session, event: OrderNoShow) -> None:
    """Nobody came: to the front of the queue (T23)."""
    _note_lost_leader(session, event.order_id, "note_no_show", event.round)


def note_checked_in(session: Session, event: OrderCheckedIn) -> None:
    """Somebody stands at the door, even if the order was called off or taken back on the way (T22)."""
    _note(session, event.order_id, "note_checked_in", event.round)


def note_served(session: Session, event: OrderServed) -> None:
    """The work is done; who led it is said once more (T26)."""
    order = _note(session, event.order_id, "note_served", event.round)
    if order is not None:
        order.leader_kind, order.leader_id = event.leader_kind, event.leader_id


def _note_lost_leader(session: Session, order_id: UUID, verb: str, heard: int) -> None:
    order = _note(session, order_id, verb, heard)
    if order is not None:
        order.front = True
        order.leader_kind = order.leader_id = None


def _note(session: Session, order_id: UUID, verb: str, heard: int) -> Order | None:
    """Note a fact about an order; the order if that moved it. Whatever volunteer says of it, nobody need answer now."""
    order = known(session, order_id)
    if not LIFECYCLE.note(order, verb, heard):
        return None
    order.close_open_offers()
    return order
