"""Between the yes and the door: who comes along, when, and by when the leader has rung the resident."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer import policy
from services.volunteer.handlers.fitness import must_be_fit_crew, must_be_fit_to_join
from services.volunteer.handlers.orders import PERSON, locked, must_lead, tell_about, tell_crew, tell_leader, watch
from services.volunteer.handlers.words import Spoken, take_down, whose_word
from services.volunteer.lifecycle import LED, LIFECYCLE, State
from services.volunteer.models import Assignment, CrewMember, Volunteer
from shared import clock
from shared.actor import Actor, Role
from shared.contracts.volunteer import NOBODY_IN, OrderContactMissed, OrderScheduled
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid
from shared.workdays import after_working

_FAULTS = {
    "appointment_past": "The time agreed on must lie ahead.",
    "appointment_not_later": "It can only be put off: the new time must lie later than the one agreed on before.",
    "appointment_too_far": "An appointment lies at most 30 days ahead; if it has to wait longer, give the order back.",
}


def expect_contact(order: Assignment) -> None:
    """From now on the leader has so many working minutes to speak with the resident (T19)."""
    now, minutes = clock.now(), order.contact_minutes
    assert minutes is not None  # every round says it
    order.contact_warn_at = after_working(now, timedelta(minutes=minutes * policy.CONTACT_WARNING))
    order.contact_due_at = after_working(now, timedelta(minutes=minutes))


def recruit_crew(
    session: Session, actor: Actor, *, order_id: UUID, volunteer_ids: list[UUID], spoken: Spoken
) -> Assignment:
    """The leader asks others to come along (T19). They are told, and free to say no."""
    order = locked(session, actor, order_id)
    LIFECYCLE.obey(order, "recruit")
    must_lead(session, order, whose_word(actor, spoken))
    wanted = set(volunteer_ids)
    active = Volunteer.volunteer_id.in_(wanted), Volunteer.status == policy.ACTIVE
    if set(session.scalars(sa.select(Volunteer.volunteer_id).where(*active))) != wanted:
        raise Invalid("unknown_crew", "Only active volunteers can be asked to come along.")
    take_down(session, actor, order, "recruit", spoken)
    for one in sorted(wanted - {member.volunteer_id for member in order.recruits}):
        order.enlist(one, policy.ASKED)
        tell_about(session, order, PERSON, one, "asked_to_join")
    return order


def join_crew(session: Session, actor: Actor, *, order_id: UUID, spoken: Spoken) -> Assignment:
    """Whoever was asked comes along, or takes an earlier no back. Raises Conflict for one who may not do it."""
    return _answer(session, actor, order_id, "join", policy.JOINED, spoken)


def leave_crew(session: Session, actor: Actor, *, order_id: UUID, spoken: Spoken) -> Assignment:
    """Whoever was asked, or named without being asked, does not come along; no reason is needed."""
    return _answer(session, actor, order_id, "leave", policy.LEFT, spoken)


def schedule_visit(
    session: Session, actor: Actor, *, order_id: UUID, starts_at: datetime, crew: list[UUID], spoken: Spoken
) -> Assignment:
    """The leader has spoken with the resident: then they come, with these besides those who joined (T19).

    All of them are told, and whoever was named without being asked may leave with one tap. When nobody was in, another
    time is agreed on (T24). Raises Invalid for a time that cannot be, Conflict for a crew that may not go.
    """
    order = locked(session, actor, order_id)
    if order.state == State.SCHEDULED and not order.time_void:
        raise Conflict("order_is_scheduled", "A time is agreed on; ask to put it off, or give the order back.")
    anew = NOBODY_IN if order.state == State.SCHEDULED else None
    LIFECYCLE.obey(order, "schedule", anew)
    must_lead(session, order, whose_word(actor, spoken))
    _must_lie_ahead(starts_at, order.starts_at)
    stand = {member.volunteer_id: member.state for member in order.recruits}
    if any(stand.get(one) == policy.LEFT for one in crew):
        raise Conflict("said_no", "The crew names somebody who does not come along; only they can take that back.")
    coming = {one for one, state in stand.items() if state == policy.JOINED} | set(crew)
    must_be_fit_crew(session, order, coming, starts_at)
    take_down(session, actor, order, "schedule", spoken)
    for one in sorted(coming):
        order.enlist(one, policy.JOINED)
    tell_crew(session, order, "visit_scheduled", starts_at=starts_at.isoformat())
    _agree(session, order, starts_at, anew)
    return order


def ask_to_postpone(
    session: Session, actor: Actor, *, order_id: UUID, starts_at: datetime, reason_code: str, spoken: Spoken
) -> Assignment:
    """The leader asks to put the appointment off, once; a dispatcher decides (T37)."""
    order = locked(session, actor, order_id)
    if not LIFECYCLE.allows(order, "postpone") or order.postponed:
        raise Conflict("not_to_postpone", "Only an appointment can be put off, and only once; else give it back.")
    must_lead(session, order, whose_word(actor, spoken))
    _must_lie_ahead(starts_at, order.starts_at)
    take_down(session, actor, order, "postpone", spoken)
    order.postponed_to, order.postponed_why = starts_at, reason_code
    return order


def postpone_visit(session: Session, actor: Actor, *, order_id: UUID) -> Assignment:
    """A dispatcher agrees to put the appointment off (T37); those who go are told, and the resident hears why."""
    actor.must_be({Role.DISPATCHER, Role.OFFICE})
    order = locked(session, actor, order_id)
    starts_at, why = order.postponed_to, order.postponed_why
    if starts_at is None:
        raise Conflict("nobody_asked", "Nobody has asked to put this appointment off.")
    LIFECYCLE.obey(order, "postpone", why)
    _must_lie_ahead(starts_at, order.starts_at)
    order.postponed, order.postponed_to = True, None
    tell_leader(session, order, "postponed", starts_at=starts_at.isoformat())
    tell_crew(session, order, "postponed", starts_at=starts_at.isoformat())
    _agree(session, order, starts_at, why)
    return order


def remind_of_contact(session: Session, actor: Actor, order: Assignment) -> None:
    """Most of the time for the first contact has passed: the leader is reminded to ring (DOMAIN §2.4)."""
    order.contact_warn_at = None
    tell_leader(session, order, "ring_the_resident")


def note_contact_missed(session: Session, actor: Actor, order: Assignment) -> None:
    """The leader has not rung in time: the level above looks after it; whoever leads stays the leader."""
    order.contact_warn_at = order.contact_due_at = None
    tell_leader(session, order, "contact_overdue")
    say(session, OrderContactMissed(order_id=order.order_id, site_path=order.site_path, round=order.round))


def _agree(session: Session, order: Assignment, starts_at: datetime, postponed: str | None) -> None:
    order.starts_at, order.time_void = starts_at, False
    order.contact_warn_at = order.contact_due_at = None
    watch(order, starts_at + policy.MISSED_AFTER)
    agreed = OrderScheduled(
        order_id=order.order_id, site_path=order.site_path, round=order.round, starts_at=starts_at, postponed=postponed
    )
    say(session, agreed)


def _answer(session: Session, actor: Actor, order_id: UUID, verb: str, state: str, spoken: Spoken) -> Assignment:
    """What somebody says who was asked to come along; said twice it counts once."""
    order = locked(session, actor, order_id)
    member = session.get(CrewMember, (order_id, order.round, whose_word(actor, spoken)))
    if member is None or order.state not in LED:
        raise Conflict("not_asked", "Only whoever was asked to come along can answer, and until the visit begins.")
    if member.state == state:
        return order
    if state == policy.JOINED:
        must_be_fit_to_join(session, order, member.volunteer_id)
    elif member.state == policy.JOINED:
        tell_leader(session, order, "crew_left")
    take_down(session, actor, order, verb, spoken)
    member.state = state
    return order


def _must_lie_ahead(starts_at: datetime, before: datetime | None) -> None:
    fault = policy.appointment_fault(starts_at, clock.now(), before)
    if fault:
        raise Invalid(fault, _FAULTS[fault])
