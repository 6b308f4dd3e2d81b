"""Whether those who want to go may: age, qualification, insurance, how many, and who. The rules stand in policy."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer import policy
from services.volunteer.handlers.orders import PERSON, need_of
from services.volunteer.handlers.roster import age_class_of
from services.volunteer.models import Assignment, TeamMember, Volunteer
from shared.clock import SHANGHAI
from shared.refusals import Conflict, Invalid

_OF_CREW = sa.select(Volunteer).where(Volunteer.volunteer_id.in_(sa.bindparam("crew", expanding=True)))
_CONFIRMED = _OF_CREW.where(Volunteer.status != policy.UNCONFIRMED).order_by(Volunteer.volunteer_id)
_SENTENCES = {
    "minor_in_danger": "This is dangerous work: nobody under age may do it, whoever comes along.",
    "too_young": "Somebody under age may not do this service, or needs a guardian's consent first.",
    "no_adult": "An adult has to lead this, and to go along.",
    "not_qualified": "By law this service needs a qualification, and none that is valid on that day is on record.",
    "not_insured": "This service is dangerous: an accident insurance that covers that day has to be on record first.",
    "crew_incomplete": "More people have to go: this service takes several, or nobody goes alone to this home.",
    "no_skill": "Nobody of these has the skill that the service needs.",
    "carer_gender": "The one who is helped needs somebody of the gender that the order names.",
}


def must_be_fit_to_lead(session: Session, order: Assignment, volunteer: Volunteer, kind: str, leader_id: UUID) -> None:
    """Raise Conflict, with the reason, unless they may take this order on, alone or with their team (T10, T12)."""
    team = [] if kind == PERSON else [_person(one) for one in _members(session, leader_id)]
    _refuse(policy.leader_fault(_person(volunteer), team, _demand(order), _day(need_of(order).wanted_from)))


def must_be_fit_to_join(session: Session, order: Assignment, volunteer_id: UUID) -> None:
    """Raise Conflict, with the reason, unless they may come along: else they would keep all others from going (T19)."""
    day = _day(order.starts_at or need_of(order).wanted_from)
    _refuse(policy.person_fault(_person(session.get_one(Volunteer, volunteer_id)), _demand(order), day))


def must_be_fit_crew(session: Session, order: Assignment, crew: Collection[UUID], at: datetime) -> None:
    """Raise Conflict, with the reason, unless these may go together then (T19, T22); Invalid for somebody unknown.

    Nobody is registered for a visit without having confirmed that they are a volunteer (DOMAIN §4.1).
    """
    people = session.scalars(_CONFIRMED, {"crew": crew}, execution_options={"autoflush": False}).all()
    if len(people) != len(crew):
        raise Invalid("unknown_crew", "The crew names somebody twice, or somebody who is not enrolled and confirmed.")
    _refuse(policy.crew_fault([_person(one) for one in people], _demand(order), _day(at)))


def _refuse(fault: str | None) -> None:
    if fault:
        raise Conflict(fault, _SENTENCES[fault])


def _members(session: Session, team_id: UUID) -> Collection[Volunteer]:
    found = sa.select(Volunteer).join(TeamMember, TeamMember.volunteer_id == Volunteer.volunteer_id)
    wanted = found.where(TeamMember.team_id == team_id, Volunteer.status == policy.ACTIVE)
    return session.scalars(wanted.order_by(Volunteer.volunteer_id)).all()


def _person(volunteer: Volunteer) -> policy.Person:
    held = {one["name"]: date.fromisoformat(one["expires_on"]) for one in volunteer.qualifications}
    return policy.Person(
        age_class=age_class_of(volunteer),
        gender=volunteer.gender,
        skills=frozenset(volunteer.skills),
        qualifications=held,
        insured_until=volunteer.insured_until,
    )


def _demand(order: Assignment) -> policy.Demand:
    need = need_of(order)
    return policy.Demand(
        skills=frozenset(need.item.skills),
        qualification=need.item.qualification,
        risk_level=need.item.risk_level,
        minors_may_help=need.item.minors_may_help,
        size=policy.crew_size(need.item.team_size, need.two_person),
        carer_gender=need.carer_gender,
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
