"""The call list of a station: whom to ring, on which number, about what. Most volunteers have no app.

A notice is told once: through the person's page, or by whoever rang them and noted it here.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from services.volunteer import policy
from services.volunteer.handlers.rounds import OFFER_RECEIVED
from services.volunteer.handlers.words import RECORDERS
from services.volunteer.models import Call, Offer, Volunteer
from shared import clock
from shared.actor import STAFF, Actor
from shared.db import at_or_below
from shared.refusals import Conflict, NotFound


def find_calls(session: Session, actor: Actor) -> sa.Select[Any]:
    """Whom the station still has to ring, the oldest first: those who live within the scope of who asks. Nobody is rung
    about an offer that they need no longer answer."""
    actor.must_be(STAFF)
    asked = sa.exists().where(Offer.order_id == Call.order_id, Offer.to_id == Call.to_id, Offer.state == policy.OPEN)
    to_ring = Call.sent_at.is_(None), sa.or_(Call.template != OFFER_RECEIVED, asked)
    return _calls(actor).where(*to_ring).order_by(Call.due_at, Call.id)


def note_told(session: Session, actor: Actor, *, notice_id: UUID, through: str) -> Call:
    """Somebody was told, and how. Raises NotFound outside the scope, Conflict when they know already."""
    actor.must_be(RECORDERS)
    call = session.scalar(_calls(actor).where(Call.id == notice_id).with_for_update(of=Call))
    if call is None:
        raise NotFound("unknown_notice", "There is no such call to make.")
    if call.sent_at is not None:
        raise Conflict("told_already", "Somebody has told them already; there is no need to ring again.")
    call.sent_at, call.sent_through = clock.now(), through
    return call


def _calls(actor: Actor) -> sa.Select[Call]:
    found = sa.select(Call).join(Call.rung).options(contains_eager(Call.rung))
    return found.where(at_or_below(Volunteer.home_path, actor.scope))
