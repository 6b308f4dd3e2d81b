"""Whose word it is: most volunteers answer by phone, and staff take it down for them."""

from typing import Any

from sqlalchemy.orm import Session

from services.volunteer.handlers.orders import own_id
from services.volunteer.models import Assignment, SpokenAnswer, Volunteer
from shared import clock
from shared.actor import Actor, Role
from shared.identity import new_id
from shared.notices import tell
from shared.refusals import Invalid, NotAllowed

RECORDERS = frozenset({Role.VILLAGE_WORKER, Role.CLERK, Role.DISPATCHER})


def speaker(session: Session, actor: Actor, order: Assignment, answer: str, spoken: dict[str, Any] | None) -> Volunteer:
    """The volunteer whose answer this is: the one who acts, or the one whose spoken word a member of staff records.

    A recorded word is kept (to whom, over which number), and the volunteer is told, so that they may object.
    """
    if actor.role is Role.VOLUNTEER:
        return _themself(session, actor, spoken)
    actor.must_be(RECORDERS | {Role.VOLUNTEER})
    if spoken is None:
        raise Invalid("spoken_missing", "Say in `spoken` whose word this is and which number was rung.")
    volunteer = session.get(Volunteer, spoken["said_by"])
    if volunteer is None:
        raise Invalid("unknown_volunteer", "There is no such volunteer.")
    session.add(
        SpokenAnswer(
            answer_id=new_id(),
            order_id=order.order_id,
            said_by=volunteer.volunteer_id,
            answer=answer,
            spoken_to=actor.id,
            rang=spoken["rang"],
            at=clock.now(),
        )
    )
    told = {"answer": answer, "order_no": order.order_no}
    tell(session, "volunteer", volunteer.volunteer_id, order.order_id, "spoken_answer_recorded", **told)
    return volunteer


def _themself(session: Session, actor: Actor, spoken: dict[str, Any] | None) -> Volunteer:
    if spoken is not None:
        raise Invalid("spoken_by_staff", "Only staff record what somebody else said; leave `spoken` out.")
    volunteer = session.get(Volunteer, own_id(actor))
    if volunteer is None:
        raise NotAllowed("unknown_volunteer", "You are not enrolled here; ask your station to enrol you.")
    return volunteer
