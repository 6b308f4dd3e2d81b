"""The service record of a volunteer, in the five groups of the law: who they are, what they served, what they learned,
what they were commended for, how they were rated (条例 Art. 19)."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from services.volunteer.handlers.orders import name_of
from services.volunteer.handlers.roster import REGISTRARS, show_volunteer
from services.volunteer.ledger import totals
from services.volunteer.models import Assignment, CrewMember
from services.volunteer.record import policy
from services.volunteer.record.models import Merit, StarTable
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.clock import SHANGHAI
from shared.db import insert_once, tally
from shared.identity import new_id
from shared.refusals import Conflict, Invalid

STARS = "stars"
_VERIFIED = "verified"
_STAR_TABLES: Any = StarTable.__table__


def show_record(session: Session, actor: Actor, *, volunteer_id: UUID) -> dict[str, Any]:
    """The record in short, for whose it is and for staff of their place. The visits, one by one, and the merits are
    lists of their own."""
    volunteer = show_volunteer(session, actor, volunteer_id=volunteer_id)
    theirs = CrewMember.volunteer_id == volunteer_id
    standing = totals.minutes(session, theirs)
    rated = sa.select(CrewMember.order_id).where(theirs, CrewMember.minutes.is_not(None))
    levels = tally(session, Assignment.level, Assignment.level.is_not(None), Assignment.order_id.in_(rated))
    table = star_table(session)
    return {
        "volunteer": volunteer,
        "services": session.scalar(sa.select(sa.func.count()).select_from(rated.subquery())),
        "minutes": standing,
        "merits": tally(session, Merit.kind, Merit.volunteer_id == volunteer_id),
        "levels": {str(level): number for level, number in sorted(levels.items(), reverse=True)},
        "stars": _stars(session, volunteer_id),
        "stars_proposed": policy.stars(standing.undoubted[_VERIFIED], table.hours),
        "star_table": table.version,
    }


def find_services(session: Session, actor: Actor, *, volunteer_id: UUID) -> sa.Select[Any]:
    """Each visit of theirs with the minutes that stand for it, the oldest first."""
    show_volunteer(session, actor, volunteer_id=volunteer_id)
    theirs = CrewMember.volunteer_id == volunteer_id, CrewMember.minutes.is_not(None)
    found = sa.select(CrewMember).where(*theirs).options(joinedload(CrewMember.order))
    return found.order_by(CrewMember.started_at, CrewMember.order_id)


def find_merits(session: Session, actor: Actor, *, volunteer_id: UUID) -> sa.Select[Any]:
    """Their trainings, commendations and stars, the oldest first."""
    show_volunteer(session, actor, volunteer_id=volunteer_id)
    return sa.select(Merit).where(Merit.volunteer_id == volunteer_id).order_by(Merit.given_on, Merit.merit_id)


def enter_merit(session: Session, actor: Actor, *, volunteer_id: UUID, kind: str, title: str, given_on: date) -> Merit:
    """A training that they took, a commendation that they were given."""
    actor.must_be(REGISTRARS)
    show_volunteer(session, actor, volunteer_id=volunteer_id)
    return _enter(session, actor, volunteer_id, kind=kind, title=title, given_on=given_on)


def award_stars(session: Session, actor: Actor, *, volunteer_id: UUID, stars: int) -> Merit:
    """A person signs what the table proposes, or fewer: hours alone are not enough (DOMAIN §4.2)."""
    actor.must_be({Role.OFFICE})
    if stars > show_record(session, actor, volunteer_id=volunteer_id)["stars_proposed"]:
        raise Conflict("not_so_many", "So many stars are not proposed: see stars_proposed of the record.")
    today = clock.now().astimezone(SHANGHAI).date()
    return _enter(session, actor, volunteer_id, kind=STARS, title="★" * stars, stars=stars, given_on=today)


def star_table(session: Session) -> StarTable:
    """The table that holds now; version 0 is that of the house."""
    newest = session.scalar(sa.select(StarTable).order_by(StarTable.version.desc()).limit(1))
    return newest or StarTable(version=0, hours=list(policy.STAR_HOURS))


def publish_star_table(session: Session, actor: Actor, *, hours: list[int]) -> StarTable:
    """A table of the county's own. Raises Invalid unless each star takes more hours than the one before."""
    actor.must_be({Role.OFFICE})
    if hours != sorted(set(hours)):
        raise Invalid("not_rising", "Each star takes more hours than the one before it.")
    row = {"version": star_table(session).version + 1, "hours": hours}
    row |= {"published_by": actor.id, "published_at": clock.now()}
    if not insert_once(session, _STAR_TABLES, row, "version"):
        raise Conflict("changed_meanwhile", "Somebody published a table this moment; look at it first.")
    return session.get_one(StarTable, row["version"])


def find_star_tables(session: Session, actor: Actor) -> sa.Select[Any]:
    """All versions that were published, the newest first."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    return sa.select(StarTable).order_by(StarTable.version.desc())


def _enter(session: Session, actor: Actor, volunteer_id: UUID, **merit: Any) -> Merit:
    entered = Merit(merit_id=new_id(), volunteer_id=volunteer_id, entered_by=name_of(actor), **merit)
    session.add(entered)
    return entered


def _stars(session: Session, volunteer_id: UUID) -> int:
    """The stars that were signed last."""
    signed = sa.select(Merit.stars).where(Merit.volunteer_id == volunteer_id, Merit.kind == STARS)
    return session.scalar(signed.order_by(Merit.merit_id.desc()).limit(1)) or 0
