"""What remains of a visit: minutes, written once and only ever raised by a further entry, and thanks."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer import policy
from services.volunteer.handlers.orders import own_id, tell_about, tell_leader
from services.volunteer.lifecycle import State
from services.volunteer.models import Assignment, LedgerEntry, Offer
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.contracts import feedback
from shared.contracts.volunteer import CrewMinutes, OrderServed
from shared.db import at_or_below, tally
from shared.identity import new_id
from shared.lifecycle import TooEarly


def declare(session: Session, order: Assignment, declared: Collection[CrewMinutes]) -> None:
    """Write down the minutes as those who went declare them."""
    for one in declared:
        _write(session, order, one, "declared", OrderServed.TYPE)


def note_confirmed(session: Session, event: feedback.ServiceConfirmed) -> None:
    """The resident says that it took place: a further entry for each whose minutes that raises (T27, T39)."""
    order = _served(session, event.order_id)
    for held in _highest(session, order):
        if policy.raises(held.minutes_class, event.minutes_class):
            _write(session, order, held, event.minutes_class, event.TYPE)


def note_reviewed(session: Session, event: feedback.OrderReviewed) -> None:
    """The resident rated it; whoever led hears of it, and a good word is passed on as thanks (T28)."""
    order = _served(session, event.order_id)
    template = policy.review_notice(event.level)
    tell_about(session, order, event.leader_kind, event.leader_id, template, level=event.level)


def note_denied(session: Session, event: feedback.ServiceDenied) -> None:
    """The resident says that nobody came, or that it was not done: the minutes stay declared, and whoever led hears of
    it (T27)."""
    tell_leader(session, _served(session, event.order_id), "denied_and_looked_into")


def note_found(session: Session, event: feedback.RectificationClosed) -> None:
    """What was looked into is found; whoever led hears what (T32, T38)."""
    tell_leader(session, _served(session, event.order_id), "looked_into", finding=event.finding, cause=event.cause)


def find_entries(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """Entries of the ledger within the scope of staff, or a volunteer's own, oldest first."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    found = sa.select(LedgerEntry).filter_by(**filters).order_by(LedgerEntry.entry_id)
    if actor.role is Role.VOLUNTEER:
        return found.where(LedgerEntry.volunteer_id == own_id(actor))
    return found.join(Assignment).where(at_or_below(Assignment.site_path, actor.scope))


def counts(session: Session) -> dict[str, Any]:
    """Orders and offers by state, minutes by class."""
    by_state = {"orders": tally(session, Assignment.state), "offers": tally(session, Offer.state)}
    return {**by_state, "minutes": _minutes_by_class(session)}


def _minutes_by_class(session: Session) -> dict[str, int]:
    """Each person's minutes for an order count once, in the highest class that they reached."""
    rank = sa.case({name: rank for rank, name in enumerate(policy.MINUTES_CLASSES)}, value=LedgerEntry.minutes_class)
    reached = (
        sa.select(sa.func.max(rank).label("rank"), sa.func.max(LedgerEntry.minutes).label("minutes"))
        .group_by(LedgerEntry.order_id, LedgerEntry.volunteer_id)
        .subquery()
    )
    summed = session.execute(sa.select(reached.c.rank, sa.func.sum(reached.c.minutes)).group_by(reached.c.rank))
    by_rank = dict(summed.all())
    return {name: int(by_rank.get(rank, 0)) for rank, name in enumerate(policy.MINUTES_CLASSES)}


def _served(session: Session, order_id: UUID) -> Assignment:
    order = session.get(Assignment, order_id, with_for_update=True)
    if order is None or order.state != State.SERVED:
        raise TooEarly("said of an order that is not served yet")
    return order


def _highest(session: Session, order: Assignment) -> list[LedgerEntry]:
    """The entry of the highest class for each who went."""
    written = session.scalars(sa.select(LedgerEntry).where(LedgerEntry.order_id == order.order_id))
    rising = sorted(written, key=lambda entry: policy.MINUTES_CLASSES.index(entry.minutes_class))
    return list({entry.volunteer_id: entry for entry in rising}.values())


def _write(
    session: Session, order: Assignment, served: CrewMinutes | LedgerEntry, minutes_class: str, cause: str
) -> None:
    entry = LedgerEntry(entry_id=new_id(), order_id=order.order_id, minutes_class=minutes_class, cause=cause)
    entry.volunteer_id, entry.minutes, entry.at = served.volunteer_id, served.minutes, clock.now()
    session.add(entry)
