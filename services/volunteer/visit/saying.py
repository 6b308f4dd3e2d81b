"""What those who go have to say: to a no-show that is put to them (T23: both sides are heard), and about a visit."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer import policy as offers
from services.volunteer.handlers.orders import locked, own_id, seen
from services.volunteer.handlers.words import Spoken, take_down, whose_word
from services.volunteer.models import Assignment, Move, Offer
from services.volunteer.visit import policy
from services.volunteer.visit.models import Statement
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.identity import new_id
from shared.refusals import Conflict, NotAllowed

NO_SHOW, VISIT = "no_show", "visit"


def answer_no_show(
    session: Session, actor: Actor, *, order_id: UUID, code: str, text: str | None, spoken: Spoken
) -> Statement:
    """Whoever led says why nobody came, or that somebody did. Raises Conflict when nobody says that nobody came."""
    order = locked(session, actor, order_id)
    said_by = whose_word(actor, spoken)
    led = sa.select(Offer.round).where(Offer.order_id == order_id, Offer.answered_by == said_by)
    round_ = session.scalar(led.where(Offer.state == offers.ACCEPTED).order_by(Offer.round.desc()).limit(1))
    if round_ is None:
        raise NotAllowed("not_the_leader", "Only whoever led the order can answer to this.")
    missed = sa.select(Move.id).where(Move.order_id == order_id, Move.verb == "report_no_show")
    if order.worry != policy.NOT_THERE and session.scalar(missed.limit(1)) is None:
        raise Conflict("nobody_asked", "Nobody says that you did not come.")
    take_down(session, actor, order, "answer", spoken)
    return _keep(session, order_id, round_, said_by, NO_SHOW, code, text)


def leave_remark(session: Session, actor: Actor, *, order_id: UUID, text: str, spoken: Spoken) -> Statement:
    """One of those who went says how it was, for staff alone."""
    order = locked(session, actor, order_id)
    said_by = whose_word(actor, spoken)
    if said_by not in order.crew:
        raise NotAllowed("not_your_visit", "Only those who went can say how it was.")
    take_down(session, actor, order, "remark", spoken)
    return _keep(session, order_id, order.round, said_by, VISIT, None, text)


def find_statements(session: Session, actor: Actor, *, order_id: UUID) -> sa.Select[Any]:
    """What was said about an order, the oldest first: all of it for staff in scope, else one's own."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    seen(session.get(Assignment, order_id), actor)
    found = sa.select(Statement).where(Statement.order_id == order_id).order_by(Statement.statement_id)
    return found.where(Statement.volunteer_id == own_id(actor)) if actor.role is Role.VOLUNTEER else found


def _keep(
    session: Session, order_id: UUID, round_: int, said_by: UUID, about: str, code: str | None, text: str | None
) -> Statement:
    kept = Statement(statement_id=new_id(), order_id=order_id, round=round_, volunteer_id=said_by, about=about)
    kept.code, kept.text, kept.at = code, text, clock.now()
    session.add(kept)
    return kept
