"""Whose word it is: most volunteers answer by phone, and staff take it down for them.

A word that was taken down is kept, the volunteer hears of it, and may say that it was not theirs.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer.handlers.orders import PERSON, own_id, seen, tell_about
from services.volunteer.models import Assignment, SpokenAnswer
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.db import at_or_below, lock
from shared.identity import new_id
from shared.refusals import Invalid, NotAllowed, NotFound

Spoken = dict[str, Any] | None
"""The word that staff took down: whose (`said_by`), and the number that they rang (`rang`)."""

RECORDERS = frozenset({Role.VILLAGE_WORKER, Role.CLERK, Role.DISPATCHER})
UNDISPUTED = "undisputed"


def whose_word(actor: Actor, spoken: Spoken) -> UUID:
    """The volunteer whose answer this is: the one who acts, or the one whose spoken word a member of staff records."""
    actor.must_be(RECORDERS | {Role.VOLUNTEER})
    if (actor.role is Role.VOLUNTEER) == (spoken is not None):
        raise Invalid(
            "whose_word",
            "Volunteers speak for themselves; staff say in `spoken` who said it and which number was rung.",
        )
    said_by: UUID = spoken["said_by"] if spoken else own_id(actor)
    return said_by


def take_down(session: Session, actor: Actor, order: Assignment, answer: str, spoken: Spoken) -> None:
    """Keep an answer that was spoken: by whom, to whom, over which number. The volunteer is told, once it counts."""
    if spoken is None:
        return
    kept = SpokenAnswer(answer_id=new_id(), order_id=order.order_id, answer=answer, at=clock.now(), **spoken)
    kept.spoken_to = actor.id
    session.add(kept)
    told = {"answer": answer, "answer_id": str(kept.answer_id)}
    tell_about(session, order, PERSON, kept.said_by, "spoken_answer_recorded", **told)


def dispute_answer(session: Session, actor: Actor, *, answer_id: UUID) -> SpokenAnswer:
    """Say that one never said it. The answer counts as before; staff see that it is disputed, and look into it."""
    actor.must_be(RECORDERS | {Role.VOLUNTEER})
    answer = lock(session, SpokenAnswer, answer_id)
    if answer is None:
        raise NotFound("unknown_answer", "No such answer was recorded.")
    if actor.role is Role.VOLUNTEER and answer.said_by != own_id(actor):
        raise NotAllowed("not_your_word", "Only whoever is said to have given this answer can dispute it.")
    seen(session.get(Assignment, answer.order_id), actor)
    answer.disputed_at = answer.disputed_at or clock.now()
    return answer


def find_answers(session: Session, actor: Actor, *, standing: str | None = None, **filters: Any) -> sa.Select[Any]:
    """Answers that were taken down, the newest first: within the scope of staff, or a volunteer's own."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    found = sa.select(SpokenAnswer).filter_by(**filters).order_by(SpokenAnswer.answer_id.desc())
    if standing is not None:
        found = found.where(SpokenAnswer.disputed_at.is_(None) == (standing == UNDISPUTED))
    if actor.role is Role.VOLUNTEER:
        return found.where(SpokenAnswer.said_by == own_id(actor))
    return found.join(Assignment).where(at_or_below(Assignment.site_path, actor.scope))
