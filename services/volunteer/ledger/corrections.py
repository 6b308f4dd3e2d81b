"""What a decision changes about minutes: a further entry, said to the others, told to whose minutes they are."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.volunteer.handlers.orders import PERSON, locked, name_of, tell_about
from services.volunteer.ledger import policy
from services.volunteer.ledger.entries import Cause, stand, standing_of
from services.volunteer.models import Assignment, CrewMember
from shared.actor import Actor, Role
from shared.contracts.volunteer import MinutesCorrected
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid, NotFound

DECIDERS = frozenset({Role.EVALUATOR, Role.OFFICE})
_FAULTS = {
    "class_raised": "Only who was helped can raise a class; leave it as it is, or lower it.",
    "more_is_declared": "Nobody has vouched for more minutes than these: more can only be declared.",
}


def to_decide(session: Session, actor: Actor, order_id: UUID) -> Assignment:
    """An order, locked, for somebody who may decide about its minutes. Raises Conflict for who wrote them down."""
    actor.must_be(DECIDERS)
    order = locked(session, actor, order_id)
    if order.finished_by == name_of(actor):
        raise Conflict("same_person", "You wrote these minutes down yourself; somebody else has to decide.")
    return order


def minutes_of(order: Assignment, volunteer_id: UUID) -> CrewMember:
    """What stands of somebody's minutes for an order. Raises NotFound when nothing does."""
    for member in order.went:
        if member.volunteer_id == volunteer_id and member.minutes is not None:
            return member
    raise NotFound("no_minutes", "No minutes are written down for this person and this order.")


def correct(
    session: Session,
    order: Assignment,
    member: CrewMember,
    new: tuple[int, str],
    cause: Cause,
    *,
    frozen: bool,
    template: str,
    **told: Any,
) -> None:
    """Let these minutes of this class stand from now on; whose they are is told in any case, the others only what is
    new. Raises Invalid for a correction that nobody can make."""
    held = standing_of(member)
    if fault := policy.correction_fault(held, new):
        raise Invalid(fault, _FAULTS[fault])
    stand(session, member, *new, cause, frozen=frozen)
    minutes, minutes_class = new
    about: dict[str, Any] = {"minutes": minutes, "minutes_class": minutes_class}
    if new != held:
        say(session, MinutesCorrected(order_id=order.order_id, volunteer_id=member.volunteer_id, **about))
    tell_about(session, order, PERSON, member.volunteer_id, template, **about, **told)
