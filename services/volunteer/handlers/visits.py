"""What becomes of an accepted order: given back, missed, begun, finished."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.volunteer import policy
from services.volunteer.handlers import records
from services.volunteer.handlers.fitness import must_be_fit_crew
from services.volunteer.handlers.orders import goes, locked, must_lead, need_of, release, tell_leader
from services.volunteer.handlers.words import Spoken, take_down, whose_word
from services.volunteer.lifecycle import LIFECYCLE
from services.volunteer.models import Assignment
from shared import clock
from shared.actor import CALLERS, STAFF, Actor, Role
from shared.contracts.volunteer import CrewMinutes, OrderCheckedIn, OrderNoShow, OrderReturned, OrderServed
from shared.messaging.outbox import say
from shared.refusals import Invalid, NotAllowed

REPORTERS = CALLERS | {Role.VILLAGE_WORKER, Role.CLERK, Role.DISPATCHER}
SAID_ON_THE_PHONE = "phone"


def return_order(session: Session, actor: Actor, *, order_id: UUID, reason_code: str, spoken: Spoken) -> Assignment:
    """Give an order back after accepting it (T20); the reason stays here, for it may be an illness."""
    order = locked(session, actor, order_id)
    accepted_round = order.round
    LIFECYCLE.obey(order, "return_order")
    must_lead(session, order, whose_word(actor, spoken))
    take_down(session, actor, order, "return", spoken)
    late = policy.returned_late(order.starts_at or need_of(order).wanted_from, clock.now())
    release(session, order)
    order.return_reason = reason_code
    say(session, OrderReturned(order_id=order_id, round=accepted_round, late=late))
    return order


def report_no_show(session: Session, actor: Actor, *, order_id: UUID) -> Assignment:
    """Nobody came, says whoever waited (T23). The leader is told, so that they may answer to it."""
    actor.must_be(REPORTERS)
    order = locked(session, actor, order_id)
    accepted_round = order.round
    LIFECYCLE.obey(order, "report_no_show")
    tell_leader(session, order, "no_show_reported")
    release(session, order)
    say(session, OrderNoShow(order_id=order_id, round=accepted_round))
    return order


def check_in(
    session: Session, actor: Actor, *, order_id: UUID, crew: list[UUID], means: str, spoken: Spoken
) -> Assignment:
    """Somebody stands at the door (T22): whoever leads, one of their team, or staff on their behalf."""
    order = locked(session, actor, order_id)
    LIFECYCLE.obey(order, "check_in")
    _must_speak_at_the_door(session, order, actor, "check_in", spoken, by_word=means == SAID_ON_THE_PHONE)
    must_be_fit_crew(session, order, crew, clock.now())
    for one in crew:
        order.enlist(one, policy.WENT)
    order.contact_warn_at = order.contact_due_at = None
    order.checked_in_at, order.checked_in_by, order.means = clock.now(), _by(actor), means
    about: dict[str, Any] = {"order_id": order_id, "round": order.round, "checked_in_at": order.checked_in_at}
    say(session, OrderCheckedIn(**about, means=means, leader_kind=order.leader_kind, leader_id=order.leader_id))
    return order


def finish_visit(
    session: Session, actor: Actor, *, order_id: UUID, minutes: list[Any], outcome: str | None, spoken: Spoken
) -> Assignment:
    """The work is done; minutes are declared for each who went, without travel (T26)."""
    order = locked(session, actor, order_id)
    LIFECYCLE.obey(order, "finish")
    _must_speak_at_the_door(session, order, actor, "finish", spoken)
    declared = [CrewMinutes(**one) for one in minutes]
    if sorted(one.volunteer_id for one in declared) != sorted(order.crew):
        raise Invalid("not_the_crew", "Declare minutes once for each person who went, and for nobody else.")
    order.finished_at, order.finished_by, order.outcome = clock.now(), _by(actor), outcome
    records.declare(session, order, declared)
    need = need_of(order)
    about: dict[str, Any] = {"order_id": order_id, "round": order.round, "order_no": need.order_no}
    about |= {"site_path": need.site_path, "item_code": need.item.code, "served_at": order.finished_at}
    about |= {"leader_kind": order.leader_kind, "leader_id": order.leader_id, "entered_by": _entered_by(order)}
    say(session, OrderServed(**about, crew=declared))
    return order


def _must_speak_at_the_door(
    session: Session, order: Assignment, actor: Actor, verb: str, spoken: Spoken, *, by_word: bool = False
) -> None:
    """Whoever goes speaks for themselves; staff go by a sheet that they hold, or by a word that they take down."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    if actor.role is Role.VOLUNTEER or spoken or by_word:
        if not goes(session, order, whose_word(actor, spoken)):
            raise NotAllowed("not_your_visit", "Only whoever leads the order or belongs to its team can say this.")
        take_down(session, actor, order, verb, spoken)


def _by(actor: Actor) -> str:
    return f"{actor.role}:{actor.id}"


def _entered_by(order: Assignment) -> list[str]:
    """The ids of the staff who wrote the visit down for whoever went: they do not vouch for it afterwards."""
    roles_and_ids = {by.partition(":")[::2] for by in (order.checked_in_by, order.finished_by) if by}
    return sorted(staff for role, staff in roles_and_ids if role != Role.VOLUNTEER)
