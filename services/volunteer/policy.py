"""What volunteer decides, as pure functions over plain values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

ACTIVE = "active"
UNCONFIRMED = "unconfirmed"

WAITING = "waiting"
OPEN = "open"
ACCEPTED = "accepted"
DECLINED = "declined"
EXPIRED = "expired"
LOST = "lost"
WITHDRAWN = "withdrawn"
OFFER_STATES = (WAITING, OPEN, ACCEPTED, DECLINED, EXPIRED, LOST, WITHDRAWN)

ASKED = "asked"
JOINED = "joined"
LEFT = "left"
RELEASED = "released"
WENT = "went"
COMING = (ASKED, JOINED)
"""Who is to hear when something becomes of the visit: those who come along, and those who may still say so."""

CARD = ("site_path", "item", "title", "wanted_from", "wanted_to", "urgency", "language", "two_person", "carer_gender")
"""What the pool may know of a need: nothing by which its status can be asked for, or somebody be known (T9)."""

OF_AGE = 18
YOUNGEST = 14
"""Under 14 nobody helps on an account of their own (DOMAIN §4.3: national youth rule)."""

RETURN_IS_LATE = timedelta(hours=24)
"""Giving an order back later than this before the visit leaves little time to find somebody else (T20)."""

DANGEROUS = 2
"""From this risk on nobody goes uninsured, and nobody under age (条例 Art. 17; DOMAIN §4.3)."""

MOST_FROM_POOL = 3
"""So many orders from the pool may one leader hold that are not begun yet, so that nobody hoards them (T12)."""

LONGEST_WAIT = timedelta(days=30)
"""No appointment lies further ahead; an order that has to wait longer is placed again (T36)."""

CONTACT_WARNING = 0.75
"""When so much of the time for the first contact has passed, the leader is reminded (DOMAIN §2.4)."""

MOST_TRIES = 5
"""So often a finishing code may be wrong (DESIGN §4: minutes)."""

EARLY, LATE = timedelta(hours=1), timedelta(hours=2)
"""So long around an appointment an arrival raises no question (T22)."""

MISSED_AFTER = timedelta(minutes=60)
"""So long after an appointment without anybody at the door whoever leads is asked, and staff see it (T23)."""


def age_class(birth_year: int, guardian_consent: bool | None, today: date) -> str:
    """All that the others learn of somebody's age."""
    age = today.year - birth_year
    if age >= OF_AGE:
        return "adult"
    return "minor_with_consent" if age >= YOUNGEST and guardian_consent else "minor"


def status_fault(status: str, age: str) -> str | None:
    """Why nobody may stand so on the roster, or None: a minor needs a guardian's consent (DOMAIN §4.3)."""
    return "consent_missing" if status == ACTIVE and age == "minor" else None


@dataclass(frozen=True, slots=True)
class Person:
    """What decides whether somebody may do a service; `qualifications` by name, each with its last day."""

    age_class: str
    gender: str | None
    skills: frozenset[str]
    qualifications: Mapping[str, date]
    insured_until: date | None


@dataclass(frozen=True, slots=True)
class Demand:
    """What a service asks of those who do it."""

    skills: frozenset[str]
    qualification: str | None
    risk_level: int
    minors_may_help: bool
    size: int
    carer_gender: str | None


def crew_size(team_size: int, two_person: bool) -> int:
    """How many have to go: to some homes nobody goes alone."""
    return max(team_size, 2) if two_person else team_size


def person_fault(person: Person, demand: Demand, day: date) -> str | None:
    """Why somebody may not do this service on that day, or None (条例 Art. 15 to 17; DOMAIN §4.3)."""
    dangerous = demand.risk_level >= DANGEROUS
    if person.age_class != "adult" and dangerous:
        return "minor_in_danger"
    if person.age_class == "minor" or (person.age_class == "minor_with_consent" and not demand.minors_may_help):
        return "too_young"
    if demand.qualification and person.qualifications.get(demand.qualification, date.min) < day:
        return "not_qualified"
    if dangerous and (person.insured_until or date.min) < day:
        return "not_insured"
    return None


def crew_fault(crew: Collection[Person], demand: Demand, day: date) -> str | None:
    """Why these may not do this service together on that day, or None."""
    for person in crew:
        if fault := person_fault(person, demand, day):
            return fault
    if len(crew) < demand.size:
        return "crew_incomplete"
    if all(person.age_class != "adult" for person in crew):
        return "no_adult"
    if demand.skills and not any(person.skills & demand.skills for person in crew):
        return "no_skill"
    if demand.carer_gender and all(person.gender != demand.carer_gender for person in crew):
        return "carer_gender"
    return None


def leader_fault(own: Person, team: Collection[Person], demand: Demand, day: date) -> str | None:
    """Why they may not take this service on, or None. Whoever goes alone has to be fit for all of it; of a team, or of
    whoever finds others first, only that somebody is: who goes is looked at when it is known."""
    if not team and demand.size == 1:
        return crew_fault([own], demand, day)
    if not team:
        return None if own.age_class == "adult" else "no_adult"
    faults = [person_fault(person, demand, day) for person in team]
    return None if None in faults else faults[0]


def offer_fault(state: str, deadline: datetime, now: datetime) -> str | None:
    """Why an offer can no longer be answered, or None. The deadline counts even before the clock has noted it."""
    if state in {ACCEPTED, LOST}:
        return "already_taken"
    if state != OPEN:
        return f"offer_{state}"
    return "offer_expired" if deadline <= now else None


def returned_late(wanted_from: datetime, now: datetime) -> bool:
    """Whether giving the order back leaves less than a day."""
    return wanted_from - now < RETURN_IS_LATE


def appointment_fault(starts_at: datetime, now: datetime, before: datetime | None) -> str | None:
    """Why nobody can be expected at that time, or None. Each time agreed on in a round lies later than the one
    `before`: then whoever hears of them in another order knows which one counts."""
    if starts_at <= now:
        return "appointment_past"
    if before is not None and starts_at <= before:
        return "appointment_not_later"
    return "appointment_too_far" if starts_at - now > LONGEST_WAIT else None


def arrival(starts_at: datetime | None, at: datetime) -> str:
    """How a check-in lies to the time agreed on: `in_time`, `early`, `late`; `free` where none was agreed on."""
    if starts_at is None:
        return "free"
    if at < starts_at - EARLY:
        return "early"
    return "late" if at > starts_at + LATE else "in_time"
