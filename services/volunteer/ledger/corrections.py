"""What a decision changes about minutes: a further entry, said to the others, told to whose minutes they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer.handlers.orders import PERSON, locked, tell_about
from services.volunteer.ledger import policy
from services.volunteer.ledger.entries import Cause, stand, standing_of
from services.volunteer.ledger.looks import staff_among
from services.volunteer.ledger.models import LedgerEntry
from services.volunteer.ledger.spans import corrected_span
from services.volunteer.models import Assignment, CrewMember
from shared.actor import Actor, Role
from shared.contracts.volunteer import MinutesCorrected
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid, NotFound

DECIDERS = frozenset({Role.EVALUATOR, Role.OFFICE})
DISPUTE, DECIDE, CORRECT = VERBS = ("dispute_minutes", "decide_dispute", "correct_flag")
"""What a person may ask for about minutes that stand."""
_FAULTS = {
    "class_raised": "Only who was helped can raise a class; leave it as it is, or lower it.",
    "more_is_declared": "Nobody has vouched for more minutes than these: more can only be declared.",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What is to stand: so many minutes of a class; from when until when, if that was wrong, too."""

    minutes: int
    minutes_class: str
    started_at: datetime | None
    ended_at: datetime | None


def to_decide(session: Session, actor: Actor, order_id: UUID) -> Assignment:
    """An order, locked, for somebody who may decide about its minutes. Raises Conflict for who had a hand in them, in
    whichever role: wrote the visit down, or took down that it took place."""
    actor.must_be(DECIDERS)
    order = locked(session, actor, order_id)
    if actor.id in staff_among(order.checked_in_by, order.finished_by, order.vouched_by):
        raise Conflict("same_person", "You had a hand in these minutes yourself; somebody else has to decide.")
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
    new: Standing,
    cause: Cause,
    *,
    frozen: bool,
    template: str,
    **told: Any,
) -> None:
    """Let this stand from now on; the others and whose it is are told. Raises Invalid for a correction that nobody can
    make."""
    if fault := policy.correction_fault(standing_of(member), (new.minutes, new.minutes_class)):
        raise Invalid(fault, _FAULTS[fault])
    member.started_at, member.ended_at = corrected_span(member, new.minutes, new.started_at, new.ended_at)
    stand(session, member, new.minutes, new.minutes_class, cause, frozen=frozen)
    say_what_stands(session, member)
    about: dict[str, Any] = {"minutes": new.minutes, "minutes_class": new.minutes_class}
    tell_about(session, order, PERSON, member.volunteer_id, template, **about, **told)


def was_corrected(session: Session, member: CrewMember) -> bool:
    """Whether somebody has disputed these minutes, or decided about them."""
    theirs = LedgerEntry.order_id == member.order_id, LedgerEntry.volunteer_id == member.volunteer_id
    return bool(session.scalar(sa.select(sa.exists().where(*theirs, LedgerEntry.cause.in_(VERBS)))))


def say_what_stands(session: Session, member: CrewMember) -> None:
    """The others hear what stands of somebody from now on, frozen or not; figures count it."""
    minutes, minutes_class = standing_of(member)
    about: dict[str, Any] = {"minutes": minutes, "minutes_class": minutes_class, "frozen": member.frozen}
    say(session, MinutesCorrected(order_id=member.order_id, volunteer_id=member.volunteer_id, **about))
