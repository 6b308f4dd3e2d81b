"""Volunteers: enrolled, edited, and described to the others as whole facts with a version."""

import dataclasses
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.volunteer import policy
from services.volunteer.models import Team, TeamMember, Volunteer
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.contracts.volunteer import Qualification, TeamDescribed, VolunteerDescribed
from shared.db import at_or_below, lock
from shared.identity import new_id
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from shared.sites import site_path
from shared.versions import next_version

REGISTRARS = frozenset({Role.VILLAGE_WORKER, Role.CLERK, Role.DISPATCHER, Role.OFFICE, Role.OPERATOR})


def enrol_volunteer(session: Session, actor: Actor, *, volunteer_no: str, **given: Any) -> Volunteer:
    """Enrol somebody who wants to help. A number that is known is answered as it stands.

    Raises Invalid for an active minor without consent, Conflict when the number is being enrolled this moment.
    """
    actor.must_be(REGISTRARS)
    known = session.scalar(sa.select(Volunteer).where(Volunteer.volunteer_no == volunteer_no))
    if known is not None:
        actor.must_cover(known.home_path)
        return known
    volunteer = Volunteer(volunteer_id=new_id(), volunteer_no=volunteer_no, version=1)
    _write(volunteer, actor, **given)
    session.add(volunteer)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(
            "being_enrolled", "Somebody enrols the same number this moment; please send it once more."
        ) from None
    say(session, described(session, volunteer))
    return volunteer


def edit_volunteer(
    session: Session, actor: Actor, *, volunteer_id: UUID, if_match: int | None, **given: Any
) -> Volunteer:
    """Change what is known of a volunteer. Raises Stale when it changed since it was read."""
    actor.must_be(REGISTRARS)
    volunteer = _seen(lock(session, Volunteer, volunteer_id), actor)
    volunteer.version = next_version(volunteer.version, if_match)
    _write(volunteer, actor, **given)
    say(session, described(session, volunteer))
    return volunteer


def set_availability(
    session: Session, actor: Actor, *, volunteer_id: UUID, available: list[str], max_per_week: int, status: str
) -> Volunteer:
    """When and how often a volunteer can help, as they say it themselves; to be active is to confirm the enrolment."""
    actor.must_be(REGISTRARS | {Role.VOLUNTEER})
    volunteer = _seen(lock(session, Volunteer, volunteer_id), actor)
    volunteer.available, volunteer.max_per_week, volunteer.status = available, max_per_week, status
    _check_status(volunteer)
    describe_again(session, volunteer)
    return volunteer


def show_volunteer(session: Session, actor: Actor, *, volunteer_id: UUID) -> Volunteer:
    """One volunteer, to themselves or to staff of their place."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    return _seen(session.get(Volunteer, volunteer_id), actor)


def find_volunteers(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """The volunteers who live within the scope of the member of staff who asks."""
    actor.must_be(STAFF)
    in_scope = at_or_below(Volunteer.home_path, actor.scope)
    return sa.select(Volunteer).filter_by(**filters).where(in_scope).order_by(Volunteer.volunteer_no)


def age_class_of(volunteer: Volunteer) -> str:
    """All that a rule or a neighbour may know of somebody's age today."""
    today = clock.now().astimezone(clock.SHANGHAI).date()
    return policy.age_class(volunteer.birth_year, volunteer.guardian_consent, today)


def describe_again(session: Session, volunteer: Volunteer) -> None:
    """Tell the others that something about a volunteer has changed."""
    volunteer.version += 1
    say(session, described(session, volunteer))


def described(session: Session, volunteer: Volunteer) -> VolunteerDescribed:
    """A volunteer as far as dispatching needs it: no name, no phone, no year of birth."""
    teams = sa.select(TeamMember.team_id).where(TeamMember.volunteer_id == volunteer.volunteer_id)
    known: dict[str, Any] = {
        "age_class": age_class_of(volunteer),
        "qualifications": [Qualification.from_wire(one) for one in volunteer.qualifications],
        "team_ids": sorted(session.scalars(teams)),
    }
    same = {field.name for field in dataclasses.fields(VolunteerDescribed)} - known.keys()
    return VolunteerDescribed(**known, **{name: getattr(volunteer, name) for name in same})


def team_described(team: Team) -> TeamDescribed:
    """A team as the others know it: what the contract asks for, by the same names."""
    return TeamDescribed(**{field.name: getattr(team, field.name) for field in dataclasses.fields(TeamDescribed)})


def announce(session: Session) -> int:
    """Say again how all volunteers and teams stand now, for a listener that lost its copy; how many facts."""
    people = [described(session, one) for one in session.scalars(sa.select(Volunteer))]
    teams = [team_described(one) for one in session.scalars(sa.select(Team))]
    for fact in (*people, *teams):
        say(session, fact)
    return len(people) + len(teams)


def _write(volunteer: Volunteer, actor: Actor, *, home_code: str, qualifications: list[Any], **given: Any) -> None:
    volunteer.home_path = site_path(home_code)
    actor.must_cover(volunteer.home_path)
    volunteer.qualifications = [Qualification(**one).as_wire() for one in qualifications]
    for name, value in given.items():
        setattr(volunteer, name, value)
    _check_status(volunteer)


def _check_status(volunteer: Volunteer) -> None:
    fault = policy.status_fault(volunteer.status, age_class_of(volunteer))
    if fault:
        raise Invalid(fault, "Somebody under age helps with a guardian's consent only; note it first.")


def _seen(volunteer: Volunteer | None, actor: Actor) -> Volunteer:
    if actor.role is Role.VOLUNTEER and (volunteer is None or actor.id != str(volunteer.volunteer_id)):
        raise NotAllowed("not_yourself", "A volunteer sees and changes only what is their own.")
    if volunteer is None:
        raise NotFound("unknown_volunteer", "There is no such volunteer.")
    actor.must_cover(volunteer.home_path)
    return volunteer
