"""What becomes of an accepted order: given back, missed, begun, finished."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer import policy
from services.volunteer.handlers import records
from services.volunteer.handlers.orders import goes, leads, locked, own_id, release, tell_leader
from services.volunteer.handlers.words import speaker
from services.volunteer.lifecycle import LIFECYCLE
from services.volunteer.models import Assignment, CrewMember, Volunteer
from shared import clock
from shared.actor import CALLERS, STAFF, Actor, Role
from shared.contracts.request import Need
from shared.contracts.volunteer import CrewMinutes, OrderCheckedIn, OrderNoShow, OrderReturned, OrderServed
from shared.messaging.outbox import say
from shared.refusals import Invalid, NotAllowed

REPORTERS = CALLERS | {Role.VILLAGE_WORKER, Role.CLERK, Role.DISPATCHER}


def return_order(
    session: Session, actor: Actor, *, order_id: UUID, reason_code: str, spoken: dict[str, Any] | None
) -> Assignment:
    """Give an order back after accepting it (T20); the reason stays here, for it may be an illness."""
    order = locked(session, actor, order_id)
    volunteer, accepted_round = speaker(session, actor, order, "return", spoken), order.round
    LIFECYCLE.obey(order, "return_order")
    if not leads(session, order, volunteer.volunteer_id):
        raise NotAllowed("not_the_leader", "Only whoever leads the order can give it back.")
    release(order)
    order.return_reason = reason_code
    late = policy.returned_late(_need(order).wanted_from, clock.now())
    say(session, OrderReturned(order_id=order_id, round=accepted_round, late=late))
    return order


def report_no_show(session: Session, actor: Actor, *, order_id: UUID) -> Assignment:
    """Nobody came, says whoever waited (T23). The leader is told, so that they may answer to it."""
    actor.must_be(REPORTERS)
    order = locked(session, actor, order_id)
    accepted_round = order.round
    LIFECYCLE.obey(order, "report_no_show")
    tell_leader(session, order, "no_show_reported")
    release(order)
    say(session, OrderNoShow(order_id=order_id, round=accepted_round))
    return order


def check_in(session: Session, actor: Actor, *, order_id: UUID, crew: list[UUID], means: str) -> Assignment:
    """Somebody stands at the door (T22): whoever leads, one of their team, or staff on their behalf."""
    order = locked(session, actor, order_id)
    LIFECYCLE.obey(order, "check_in")
    _must_speak_at_the_door(session, order, actor)
    _must_be_a_crew(session, crew)
    order.crew = [CrewMember(volunteer_id=one, round=order.round) for one in crew]
    order.checked_in_at, order.checked_in_by, order.means = clock.now(), _by(actor), means
    arrived = OrderCheckedIn(order_id=order_id, round=order.round, means=means, checked_in_at=order.checked_in_at)
    say(session, arrived)
    return order


def finish_visit(
    session: Session, actor: Actor, *, order_id: UUID, minutes: list[dict[str, Any]], outcome: str | None
) -> Assignment:
    """The work is done; minutes are declared for each who went, without travel (T26)."""
    order = locked(session, actor, order_id)
    LIFECYCLE.obey(order, "finish")
    _must_speak_at_the_door(session, order, actor)
    declared = [CrewMinutes(**one) for one in minutes]
    if sorted(one.volunteer_id for one in declared) != sorted(member.volunteer_id for member in order.crew):
        raise Invalid("not_the_crew", "Declare minutes once for each person who went, and for nobody else.")
    order.finished_at, order.finished_by, order.outcome = clock.now(), _by(actor), outcome
    records.declare(session, order, declared)
    need = _need(order)
    assert order.leader_kind is not None and order.leader_id is not None  # a visit has a leader
    say(
        session,
        OrderServed(
            order_id=order_id,
            round=order.round,
            order_no=need.order_no,
            site_path=need.site_path,
            item_code=need.item.code,
            leader_kind=order.leader_kind,
            leader_id=order.leader_id,
            served_at=order.finished_at,
            crew=declared,
        ),
    )
    return order


def _must_speak_at_the_door(session: Session, order: Assignment, actor: Actor) -> None:
    actor.must_be(STAFF | {Role.VOLUNTEER})
    if actor.role is Role.VOLUNTEER and not goes(session, order, own_id(actor)):
        raise NotAllowed("not_your_visit", "Only whoever leads the order or belongs to its team can say this.")


def _must_be_a_crew(session: Session, crew: Collection[UUID]) -> None:
    """Nobody is registered for a visit without having confirmed that they are a volunteer (DOMAIN §4.1)."""
    confirmed = sa.select(sa.func.count()).where(
        Volunteer.volunteer_id.in_(crew), Volunteer.status != policy.UNCONFIRMED
    )
    if session.scalar(confirmed) != len(crew):
        raise Invalid("unknown_crew", "The crew names somebody twice, or somebody who is not enrolled and confirmed.")


def _need(order: Assignment) -> Need:
    return Need.from_wire(order.need)


def _by(actor: Actor) -> str:
    return f"{actor.role}:{actor.id}"
