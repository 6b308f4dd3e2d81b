"""An order as it lies here: found, locked, shown; who leads it and who comes along, and how they are told."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from services.volunteer import policy
from services.volunteer.models import Assignment, CrewMember, Move, Team, TeamMember
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.contracts.request import Need
from shared.db import ask, at_or_below
from shared.notices import tell
from shared.refusals import NotAllowed, NotFound

PERSON = "person"
TEAM = "team"
POOL = "pool"
_WITH_CREW = sa.select(Assignment).options(selectinload(Assignment.members)).execution_options(populate_existing=True)
_LOCKED = _WITH_CREW.where(Assignment.order_id == sa.bindparam("order_id")).with_for_update()
_ANSWERS_FOR = sa.select(Team.leader_id).where(Team.team_id == sa.bindparam("team_id"))
_TOLD_AS = {PERSON: "volunteer", TEAM: "team"}


def show_order(session: Session, actor: Actor, *, order_id: UUID) -> Assignment:
    """One order, its leader and its crew, for those who may find it."""
    return seen(session.scalar(find_orders(session, actor, order_id=order_id)), actor)


def find_orders(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """Orders within the scope of staff; for a volunteer those that they or their team lead, or join."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    in_reach = at_or_below(Assignment.site_path, actor.scope) if actor.role in STAFF else _concerns(own_id(actor))
    found = sa.select(Assignment).filter_by(**filters).where(in_reach).order_by(Assignment.order_id)
    return found.options(selectinload(Assignment.members))


def tell_history(session: Session, actor: Actor, *, order_id: UUID) -> sa.Select[Any]:
    """Each move of an order, oldest first, for staff in scope."""
    actor.must_be(STAFF)
    seen(session.get(Assignment, order_id), actor)
    return sa.select(Move).where(Move.order_id == order_id).order_by(Move.id)


def locked(session: Session, actor: Actor, order_id: UUID) -> Assignment:
    """An order with its crew, locked before anything else. Raises NotFound outside the actor's scope."""
    return seen(session.scalars(_LOCKED, {"order_id": order_id}).one_or_none(), actor)


def seen(order: Assignment | None, actor: Actor) -> Assignment:
    """An order that the actor may know of. Raises NotFound for any other."""
    if order is None:
        raise NotFound("unknown_order", "There is no such order.")
    actor.must_cover(order.site_path)
    return order


def need_of(order: Assignment) -> Need:
    """What is needed, as it was said with the round that stands."""
    return Need.from_wire(order.need)


def name_of(actor: Actor) -> str:
    """Who acts, as it is kept with what they did: role and id."""
    return f"{actor.role}:{actor.id}"


def own_id(actor: Actor) -> UUID:
    """The id of the volunteer who acts. Raises NotAllowed for one that cannot be enrolled here."""
    try:
        return UUID(actor.id)
    except ValueError:
        raise NotAllowed("unknown_volunteer", "You are not enrolled here; ask your station to enrol you.") from None


def answers_for(session: Session, kind: str | None, leader_id: UUID | None) -> UUID | None:
    """The volunteer who answers for a person, which they do themselves, or for a team."""
    if kind == PERSON:
        return leader_id
    answering: UUID | None = ask(session, _ANSWERS_FOR, team_id=leader_id).scalar()
    return answering


def must_lead(session: Session, order: Assignment, volunteer_id: UUID) -> None:
    """Raise NotAllowed unless this volunteer answers for the order, which somebody leads."""
    if answers_for(session, order.leader_kind, order.leader_id) != volunteer_id:
        raise NotAllowed("not_the_leader", "Only whoever leads the order can say this.")


def goes(session: Session, order: Assignment, volunteer_id: UUID) -> bool:
    """Whether this volunteer may speak at the door: whoever leads, or anybody of the team that does."""
    if order.leader_kind == TEAM:
        return session.get(TeamMember, (order.leader_id, volunteer_id)) is not None
    return order.leader_id == volunteer_id


def release(session: Session, order: Assignment) -> None:
    """Nobody leads this order any more, and nothing is agreed. Those who would have come along are told."""
    tell_crew(session, order, "visit_off")
    for member in order.members:
        if member.state in policy.COMING:
            member.state = policy.RELEASED
    order.leader_kind = order.leader_id = order.accepted_offer_id = order.accepted_by = None
    order.contact_warn_at = order.contact_due_at = order.starts_at = None
    order.postponed_to, order.postponed_why, order.postponed, order.waits = None, None, False, False
    order.time_void = False
    watch(order, None)


def watch(order: Assignment, until: datetime | None) -> None:
    """The clock looks after the visit then, or no more; what staff were to see to is seen to."""
    order.watch_at, order.worry, order.worry_since = until, None, None


def worry(order: Assignment, what: str) -> None:
    """Staff are to see to this visit, from now on."""
    order.watch_at, order.worry, order.worry_since = None, what, clock.now()


def tell_about(session: Session, order: Assignment, kind: str, to_id: UUID, template: str, **parameters: Any) -> None:
    """Tell a person or a team something about an order: its number and the clerk's title, nothing of anybody."""
    title = order.need["title"] if order.need else None
    told = {"order_no": order.order_no, "title": title, **parameters}
    tell(session, _TOLD_AS[kind], to_id, order.order_id, template, **told)


def tell_leader(session: Session, order: Assignment, template: str, **parameters: Any) -> None:
    """Tell whoever leads the order."""
    assert order.leader_kind is not None and order.leader_id is not None  # only called where somebody leads
    tell_about(session, order, order.leader_kind, order.leader_id, template, **parameters)


def tell_crew(session: Session, order: Assignment, template: str, **parameters: Any) -> None:
    """Tell those who come along or may still say so, but for the one whose yes it was."""
    for member in order.members:
        if member.state in policy.COMING and member.volunteer_id != order.accepted_by:
            tell_about(session, order, PERSON, member.volunteer_id, template, **parameters)


def _concerns(volunteer_id: UUID) -> sa.ColumnElement[bool]:
    teams = sa.select(TeamMember.team_id).where(TeamMember.volunteer_id == volunteer_id)
    along = sa.select(CrewMember.order_id).where(
        CrewMember.volunteer_id == volunteer_id, CrewMember.state.in_((*policy.COMING, policy.WENT))
    )
    leading = sa.or_(Assignment.leader_id == volunteer_id, Assignment.leader_id.in_(teams))
    return sa.or_(leading, Assignment.order_id.in_(along))
