"""Whose word it is: most volunteers answer by phone, and staff take it down for them."""

from typing import Any

from sqlalchemy.orm import Session

from services.volunteer.handlers.orders import PERSON, own_id, tell_about
from services.volunteer.models import Assignment, SpokenAnswer, Volunteer
from shared import clock
from shared.actor import Actor, Role
from shared.identity import new_id
from shared.refusals import Invalid, NotFound

RECORDERS = frozenset({Role.VILLAGE_WORKER, Role.CLERK, Role.DISPATCHER})


def speaker(session: Session, actor: Actor, order: Assignment, answer: str, spoken: dict[str, Any] | None) -> Volunteer:
    """The volunteer whose answer this is: the one who acts, or the one whose spoken word a member of staff records.

    A recorded word is kept (to whom, over which number), and the volunteer is told, so that they may object.
    """
    actor.must_be(RECORDERS | {Role.VOLUNTEER})
    if (actor.role is Role.VOLUNTEER) == (spoken is not None):
        raise Invalid(
            "whose_word",
            "Volunteers speak for themselves; staff say in `spoken` who said it and which number was rung.",
        )
    volunteer = session.get(Volunteer, spoken["said_by"] if spoken else own_id(actor))
    if volunteer is None:
        raise NotFound("unknown_volunteer", "Nobody is enrolled under this id; the station can enrol you.")
    if spoken:
        _record(session, actor, order, volunteer, answer, spoken["rang"])
    return volunteer


def _record(session: Session, actor: Actor, order: Assignment, volunteer: Volunteer, answer: str, rang: str) -> None:
    said_by = volunteer.volunteer_id
    kept = SpokenAnswer(answer_id=new_id(), order_id=order.order_id, said_by=said_by, answer=answer, at=clock.now())
    kept.spoken_to, kept.rang = actor.id, rang
    session.add(kept)
    tell_about(session, order, PERSON, said_by, "spoken_answer_recorded", answer=answer)
