"""What volunteer says about an order: who leads, and what became of the visit. Dispatch only mirrors it."""

from uuid import UUID

from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.handlers.clocks import stop_clocks, supervise
from services.dispatch.handlers.levels import search_on
from services.dispatch.handlers.orders import close_offers, known, release
from services.dispatch.lifecycle import LIFECYCLE
from services.dispatch.models import Crew, Order
from shared.contracts import volunteer


def note_accepted(session: Session, event: volunteer.OrderAccepted) -> None:
    """Somebody said yes and leads; nobody else need answer (T10, T12)."""
    order = _note(session, event.order_id, "note_accepted", event.round)
    if order is not None:
        stop_clocks(order)
        order.leader_kind, order.leader_id = event.leader_kind, event.leader_id
        for offer in order.standing_offers:
            if offer.offer_id == event.offer_id:
                offer.state = policy.ACCEPTED


def note_scheduled(session: Session, event: volunteer.OrderScheduled) -> None:
    """Whoever leads and the resident agreed on a time, or on another one (T19, T24, T37). Each lies later than the one
    before, so an earlier one that is heard afterwards is old news."""
    order = known(session, event.order_id)
    if order.starts_at is not None and order.round == event.round and event.starts_at <= order.starts_at:
        return
    if LIFECYCLE.note(order, "note_scheduled", event.round, event.postponed):
        order.starts_at = event.starts_at


def note_returned(session: Session, event: volunteer.OrderReturned) -> None:
    """The leader had to give it back: to the front of the queue, with its priority and its promise (T20). The second
    time the level above watches over it (T34)."""
    order = _note_lost_leader(session, event.order_id, "note_returned", event.round)
    if order is not None:
        order.returns += 1
        if order.returns >= policy.PATIENCE:
            supervise(session, order, "returned_twice")


def note_no_show(session: Session, event: volunteer.OrderNoShow) -> None:
    """Nobody came: to the front of the queue (T23)."""
    _note_lost_leader(session, event.order_id, "note_no_show", event.round)


def note_checked_in(session: Session, event: volunteer.OrderCheckedIn) -> None:
    """Somebody stands at the door, even if the order was called off or taken back on the way (T22); who leads is said
    once more."""
    order = _note(session, event.order_id, "note_checked_in", event.round)
    if order is not None:
        stop_clocks(order)
        order.leader_kind, order.leader_id = event.leader_kind or order.leader_kind, event.leader_id or order.leader_id


def note_served(session: Session, event: volunteer.OrderServed) -> None:
    """The work is done; who led it is said once more, and who was there (T26)."""
    order = _note(session, event.order_id, "note_served", event.round)
    if order is not None:
        stop_clocks(order)
        served = {"order_id": order.order_id, "served_at": event.served_at}
        session.add_all(Crew(volunteer_id=there, **served) for there in {one.volunteer_id for one in event.crew})
        order.leader_kind, order.leader_id, order.served_at = event.leader_kind, event.leader_id, event.served_at


def _note_lost_leader(session: Session, order_id: UUID, verb: str, heard: int) -> Order | None:
    order = _note(session, order_id, verb, heard)
    if order is not None:
        order.front = True
        release(order)
        search_on(session, order)
    return order


def _note(session: Session, order_id: UUID, verb: str, heard: int) -> Order | None:
    """Note a fact about an order; the order if that moved it. Whatever volunteer says of it, nobody need answer now."""
    order = known(session, order_id)
    offers = order.offers  # read before the order moves, or it would be written for that, and then again
    moved = LIFECYCLE.note(order, verb, heard)
    if moved:
        close_offers(offers)
    return order if moved else None
