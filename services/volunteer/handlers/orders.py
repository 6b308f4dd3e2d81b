"""An order as it lies here: found, locked, shown; who leads it, and how they are told."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer.models import Assignment, Offer, Team, TeamMember
from shared.actor import STAFF, Actor, Role
from shared.db import at_or_below
from shared.notices import tell
from shared.refusals import NotAllowed, NotFound

PERSON = "person"
TEAM = "team"
POOL = "pool"
_TOLD_AS = {PERSON: "volunteer", TEAM: "team"}


def show_order(session: Session, actor: Actor, *, order_id: UUID) -> Assignment:
    """One order, its leader and its crew."""
    return _seen(session.get(Assignment, order_id), actor)


def find_orders(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """Orders within the scope of staff, or those that a volunteer leads, alone or for a team."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    wanted = [getattr(Assignment, name) == value for name, value in filters.items()]
    if actor.role is Role.VOLUNTEER:
        wanted.append(Assignment.leader_id.in_(answers_for(own_id(actor))))
    else:
        wanted.append(at_or_below(Assignment.site_path, actor.scope))
    return sa.select(Assignment).where(*wanted).order_by(Assignment.order_id)


def locked(session: Session, actor: Actor, order_id: UUID) -> Assignment:
    """An order, locked before anything else. Raises NotFound outside the actor's scope."""
    return _seen(session.get(Assignment, order_id, with_for_update=True, populate_existing=True), actor)


def own_id(actor: Actor) -> UUID:
    """The id of the volunteer who acts. Raises NotAllowed for one that cannot be enrolled here."""
    try:
        return UUID(actor.id)
    except ValueError:
        raise NotAllowed("unknown_volunteer", "You are not enrolled here; ask your station to enrol you.") from None


def answers_for(volunteer_id: UUID) -> sa.Select[Any]:
    """The ids for which a volunteer may answer: their own, and those of the teams that they lead."""
    led = sa.select(Team.team_id).where(Team.leader_id == volunteer_id)
    return sa.select(sa.union_all(sa.select(sa.literal(volunteer_id, sa.Uuid)), led).subquery().c[0])


def leads(session: Session, order: Assignment, volunteer_id: UUID) -> bool:
    """Whether this volunteer answers for the order."""
    return order.leader_id in session.scalars(answers_for(volunteer_id)).all()


def goes(session: Session, order: Assignment, volunteer_id: UUID) -> bool:
    """Whether this volunteer may speak at the door: whoever leads, and anybody of the team that does."""
    member = sa.exists().where(TeamMember.team_id == order.leader_id, TeamMember.volunteer_id == volunteer_id)
    return leads(session, order, volunteer_id) or bool(session.scalar(sa.select(member)))


def release(order: Assignment) -> None:
    """Nobody leads this order any more."""
    order.leader_kind = order.leader_id = order.accepted_offer_id = order.accepted_by = None


def tell_about(session: Session, order: Assignment, kind: str, to_id: UUID, template: str, **parameters: Any) -> None:
    """Tell a person or a team something about an order: its number and the clerk's title, nothing of anybody."""
    title = order.need["title"] if order.need else None
    told = {"order_no": order.order_no, "title": title, **parameters}
    tell(session, _TOLD_AS[kind], to_id, order.order_id, template, **told)


def tell_leader(session: Session, order: Assignment, template: str) -> None:
    """Tell whoever leads the order."""
    assert order.leader_kind is not None and order.leader_id is not None  # only called where somebody leads
    tell_about(session, order, order.leader_kind, order.leader_id, template)


def tell_addressee(session: Session, order: Assignment, offer: Offer, template: str, **parameters: Any) -> None:
    """Tell whoever was asked; an offer to everybody has nobody to tell."""
    if offer.to_id is not None:
        tell_about(session, order, offer.to_kind, offer.to_id, template, **parameters)


def _seen(order: Assignment | None, actor: Actor) -> Assignment:
    if order is None:
        raise NotFound("unknown_order", "There is no such order.")
    actor.must_cover(order.site_path)
    return order
