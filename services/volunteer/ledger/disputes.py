"""Disputes: whose minutes they are may say that they are wrong, and then they count nowhere until it is decided.

Who organises a service records it, and a volunteer may point out errors (DOMAIN §4.1).
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer.handlers.orders import locked, name_of, own_id
from services.volunteer.handlers.words import Spoken, take_down, whose_word
from services.volunteer.ledger.corrections import (
    DECIDE,
    DISPUTE,
    Standing,
    correct,
    minutes_of,
    say_what_stands,
    to_decide,
)
from services.volunteer.ledger.entries import Cause, stand, standing_of
from services.volunteer.ledger.flags import look_again
from services.volunteer.ledger.models import Dispute
from services.volunteer.models import Assignment
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.db import at_or_below
from shared.identity import new_id
from shared.refusals import Conflict, NotFound

OPEN = "open"


def dispute_minutes(
    session: Session, actor: Actor, *, order_id: UUID, code: str, text: str | None, spoken: Spoken
) -> Dispute:
    """Say that one's minutes for an order are wrong, and what about them. They are frozen until it is decided.

    Raises NotFound for who has none, Conflict when it was said already.
    """
    order = locked(session, actor, order_id)
    member = minutes_of(order, whose_word(actor, spoken))
    if member.frozen:
        raise Conflict("disputed_already", "You have said so already; somebody looks into it and tells you.")
    take_down(session, actor, order, "dispute", spoken)
    stand(session, member, *standing_of(member), Cause(DISPUTE, name_of(actor)), frozen=True)
    say_what_stands(session, member)
    dispute = Dispute(dispute_id=new_id(), order_id=order_id, volunteer_id=member.volunteer_id, code=code, text=text)
    dispute.opened_at = clock.now()
    session.add(dispute)
    return dispute


def decide_dispute(
    session: Session,
    actor: Actor,
    *,
    dispute_id: UUID,
    reason_code: str,
    sentence: str | None,
    **stands: Any,
) -> Dispute:
    """What stands after all, and why: as it was, less, another day, or more that nobody has vouched for yet. It counts
    again.

    Raises Conflict when it was decided, and for who wrote the minutes down.
    """
    dispute = session.get(Dispute, dispute_id)
    if dispute is None:
        raise NotFound("unknown_dispute", "There is no such dispute.")
    order = to_decide(session, actor, dispute.order_id)
    session.refresh(dispute)  # from before the lock
    if dispute.decided_at is not None:
        raise Conflict("decided_already", "Somebody has decided this.")
    dispute.decided_at, dispute.decided_by = clock.now(), name_of(actor)
    dispute.reason_code, dispute.sentence = reason_code, sentence
    cause, template = Cause(DECIDE, name_of(actor)), "dispute_decided"
    member, new = minutes_of(order, dispute.volunteer_id), Standing(**stands)
    correct(session, order, member, new, cause, frozen=False, template=template, reason_code=reason_code)
    look_again(session, member)
    return dispute


def find_disputes(session: Session, actor: Actor, *, standing: str | None = None, **filters: Any) -> sa.Select[Any]:
    """Disputes within the scope of staff, or a volunteer's own, the oldest first."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    found = sa.select(Dispute).filter_by(**filters).order_by(Dispute.dispute_id)
    if standing is not None:
        found = found.where(Dispute.decided_at.is_(None) == (standing == OPEN))
    if actor.role is Role.VOLUNTEER:
        return found.where(Dispute.volunteer_id == own_id(actor))
    return found.join(Assignment).where(at_or_below(Assignment.site_path, actor.scope))
