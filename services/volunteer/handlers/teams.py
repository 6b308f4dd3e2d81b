"""Teams: made, edited, described. Who joins or leaves one is described anew too."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.volunteer.handlers.roster import REGISTRARS, describe_again, team_described
from services.volunteer.models import Team, TeamMember, Volunteer
from shared.actor import Actor
from shared.db import lock
from shared.identity import new_id
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid, NotFound
from shared.sites import site_path
from shared.versions import next_version


def make_team(session: Session, actor: Actor, *, code: str, **given: Any) -> Team:
    """Make a team. A code that is known is answered as it stands.

    Raises Invalid for somebody unknown, Conflict when the code is being used this moment.
    """
    actor.must_be(REGISTRARS)
    known = session.scalar(sa.select(Team).where(Team.code == code))
    if known is not None:
        actor.must_cover(known.home_path)
        return known
    team = Team(team_id=new_id(), code=code, version=1)
    try:
        _write(session, team, actor, **given)
    except IntegrityError:
        raise Conflict("being_made", "Somebody makes the same team this moment; please send it once more.") from None
    return team


def edit_team(session: Session, actor: Actor, *, team_id: UUID, if_match: int | None, **given: Any) -> Team:
    """Change a team and who is in it. Raises Stale when it changed since it was read."""
    actor.must_be(REGISTRARS)
    team = _found(lock(session, Team, team_id))
    actor.must_cover(team.home_path)
    team.version = next_version(team.version, if_match)
    _write(session, team, actor, **given)
    return team


def show_team(session: Session, actor: Actor, *, team_id: UUID) -> Team:
    """One team; nothing about it is secret."""
    return _found(session.get(Team, team_id))


def find_teams(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """The teams of the county."""
    return sa.select(Team).filter_by(**filters).order_by(Team.code)


def _write(
    session: Session, team: Team, actor: Actor, *, home_code: str, leader_id: UUID, member_ids: list[UUID], **given: Any
) -> None:
    team.home_path, team.leader_id = site_path(home_code), leader_id
    actor.must_cover(team.home_path)
    for name, value in given.items():
        setattr(team, name, value)
    wanted = {leader_id, *member_ids}
    changed = _locked_people(session, wanted ^ set(team.member_ids))
    kept = [member for member in team.members if member.volunteer_id in wanted]
    joined = wanted - {member.volunteer_id for member in kept}
    team.members = kept + [TeamMember(volunteer_id=one) for one in sorted(joined)]
    session.add(team)
    session.flush()
    say(session, team_described(team))
    for volunteer in changed:
        describe_again(session, volunteer)


def _locked_people(session: Session, ids: Collection[UUID]) -> list[Volunteer]:
    """These volunteers, locked in the order of their ids, as everywhere."""
    chosen = sa.select(Volunteer).where(Volunteer.volunteer_id.in_(ids)).order_by(Volunteer.volunteer_id)
    people = list(session.scalars(chosen.with_for_update()))
    if len(people) < len(ids):
        raise Invalid("unknown_volunteer", "The team names somebody who is not enrolled.")
    return people


def _found(team: Team | None) -> Team:
    if team is None:
        raise NotFound("unknown_team", "There is no such team.")
    return team
