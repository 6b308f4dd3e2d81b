"""The roster and the catalogue as their owners describe them: whole facts, of which the highest version wins."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.models import Ability, Base, Item, Rated, Site, Team, Volunteer
from shared.actor import STAFF, Actor
from shared.contracts.feedback import OrderReviewed
from shared.contracts.request import ItemPublished, SiteNamed
from shared.contracts.volunteer import TeamDescribed, VolunteerDescribed
from shared.contracts.wire import Event
from shared.db import lock, write
from shared.lifecycle import TooEarly

_ABILITIES: Any = Ability.__table__
_FORGET = _ABILITIES.delete().where(_ABILITIES.c.holder_id == sa.bindparam("holder"))
_LEADERS: dict[str, type[Rated]] = {"team": Team, "person": Volunteer}


def note_item(session: Session, event: ItemPublished) -> None:
    """An item of the catalogue as it is now."""
    _keep_newest(session, Item, event)


def note_site(session: Session, event: SiteNamed) -> None:
    """A site as it is now."""
    _keep_newest(session, Site, event)


def note_volunteer(session: Session, event: VolunteerDescribed) -> None:
    """A volunteer as they are now."""
    if _keep_newest(session, Volunteer, event):
        may = {one.name: one.expires_on for one in event.qualifications}
        _write_abilities(session, event.volunteer_id, event.home_path, event.skills, may)


def note_team(session: Session, event: TeamDescribed) -> None:
    """A team as it is now."""
    if _keep_newest(session, Team, event):
        _write_abilities(session, event.team_id, event.home_path, event.skills, {})


def note_reviewed(session: Session, event: OrderReviewed) -> None:
    """Whoever led was rated (T28). Raises TooEarly when they are not on the roster yet."""
    leader = lock(session, _LEADERS[event.leader_kind], event.leader_id)
    if leader is None:
        raise TooEarly("a rating of somebody unknown")
    leader.rating_sum += event.level
    leader.rating_count += 1


def find_teams(session: Session, actor: Actor, *, code: str | None = None, skill: str | None = None) -> sa.Select[Any]:
    """The teams of the county."""
    actor.must_be(STAFF)
    query = sa.select(Team).order_by(Team.code, Team.team_id)
    if code is not None:
        query = query.where(Team.code == code)
    return query if skill is None else query.where(Team.team_id.in_(_able(skill)))


def find_volunteers(
    session: Session, actor: Actor, *, status: str | None = None, skill: str | None = None
) -> sa.Select[Any]:
    """The volunteers of the county, as ids and skills."""
    actor.must_be(STAFF)
    query = sa.select(Volunteer).order_by(Volunteer.volunteer_id)
    if status is not None:
        query = query.where(Volunteer.status == status)
    return query if skill is None else query.where(Volunteer.volunteer_id.in_(_able(skill)))


def _keep_newest(session: Session, table: type[Base], event: Event) -> bool:
    """Keep the columns that this table has of a whole fact, unless a later version is known; whether it was kept."""
    wire, columns = event.as_wire(), sa.inspect(table).columns
    fact = {
        name: wire[name] if isinstance(columns[name].type, sa.JSON) else value
        for name, value in vars(event).items()
        if name in columns
    }
    kept: Any = lock(session, table, fact[event.ABOUT])
    if kept is None:
        session.add(table(**fact))
    elif fact["version"] > kept.version:
        for name, value in fact.items():
            setattr(kept, name, value)
    else:
        return False
    return True


def _write_abilities(
    session: Session, holder_id: UUID, home_path: str, skills: Collection[str], qualifications: Mapping[str, date]
) -> None:
    """Write a line for each thing that somebody can or may do, in the place of those that stood there."""
    lines: dict[tuple[str, str], date | None] = {(policy.PRESENCE, policy.HERE): None}
    lines |= {(policy.SKILL, name): None for name in skills}
    lines |= {(policy.QUALIFICATION, name): until for name, until in qualifications.items()}
    write(session, _FORGET, {"holder": holder_id})
    whose = {"holder_id": holder_id, "home_path": home_path}
    rows = [{**whose, "kind": kind, "name": name, "until": until} for (kind, name), until in lines.items()]
    write(session, _ABILITIES.insert(), rows)


def _able(skill: str) -> sa.Select[UUID]:
    return sa.select(Ability.holder_id).where(Ability.kind == policy.SKILL, Ability.name == skill)
