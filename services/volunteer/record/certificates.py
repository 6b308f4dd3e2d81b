"""Certificates: minutes of a period, as they stood when it was issued. Free of charge (条例 Art. 19, 38), issued by who
keeps the record, checked by anybody who has the number."""

import secrets
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer.handlers.orders import name_of
from services.volunteer.handlers.roster import REGISTRARS, show_volunteer
from services.volunteer.ledger import totals
from services.volunteer.ledger.models import LedgerHead
from services.volunteer.models import CrewMember, Volunteer
from services.volunteer.record import policy
from services.volunteer.record.aftermath import changes_since
from services.volunteer.record.models import Certificate
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.clock import SHANGHAI
from shared.db import lock
from shared.refusals import Conflict, Invalid, NotFound

FIRST_DAY = date(2000, 1, 1)
"""No record here is older."""
_PUBLIC = ("number", "since", "until", "minutes", "total", "status", "issued_at", "revoked_at", "revoked_for")
"""What anybody may know of a certificate: no person, not whose it is and not who issued it."""


def issue_certificate(session: Session, actor: Actor, *, volunteer_id: UUID, since: date, until: date) -> Certificate:
    """Certify the minutes of these days, both included: by class, and only those that nobody doubts.

    Raises Invalid for a period that has not passed, Conflict when there is nothing to certify.
    """
    actor.must_be(REGISTRARS | {Role.VOLUNTEER})
    show_volunteer(session, actor, volunteer_id=volunteer_id)
    if not FIRST_DAY <= since <= until <= clock.now().astimezone(SHANGHAI).date():
        raise Invalid("no_such_period", "The period begins in 2000 at the earliest, and ends today at the latest.")
    known = session.scalar(sa.select(LedgerHead.number)) or 0  # first: what is written meanwhile is then a change
    theirs = CrewMember.volunteer_id == volunteer_id, CrewMember.minutes.is_not(None)
    made = Certificate(volunteer_id=volunteer_id, since=since, until=until, ledger_number=known)
    certified = *theirs, ~CrewMember.frozen, ~totals.FLAGGED, made.covers(CrewMember.started_at)
    number = session.scalar(sa.select(sa.func.count()).select_from(CrewMember).where(*certified))
    if not number:
        raise Conflict("nothing_to_certify", "There are no minutes in this period that nobody has to look at first.")
    made.number, made.services = _free_number(session), number
    made.minutes = dict(totals.minutes(session, *certified).counted)
    made.issued_by, made.issued_at = name_of(actor), clock.now()
    session.add(made)
    return made


def revoke_certificate(session: Session, actor: Actor, *, number: str, reason_code: str) -> Certificate:
    """It counts no more. Raises Conflict when it was revoked already."""
    actor.must_be({Role.OFFICE})
    found = _found(lock(session, Certificate, number))
    show_volunteer(session, actor, volunteer_id=found.volunteer_id)
    if found.revoked_at is not None:
        raise Conflict("revoked_already", "This certificate was revoked.")
    found.revoked_at, found.revoked_by, found.revoked_for = clock.now(), name_of(actor), reason_code
    return found


def check_certificate(session: Session, actor: Actor, *, number: str) -> dict[str, Any]:
    """Whether a certificate counts, for anybody who holds it in their hands: number, period, minutes, and no person."""
    found = _found(session.get(Certificate, number))
    return {**{name: getattr(found, name) for name in _PUBLIC}, "changes": changes_since(session, found)}


def print_certificate(session: Session, actor: Actor, *, number: str) -> dict[str, Any]:
    """All that stands on the sheet, for whose it is and for staff of their place."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    found = _found(session.get(Certificate, number))
    volunteer: Volunteer = show_volunteer(session, actor, volunteer_id=found.volunteer_id)
    return {"certificate": found, "volunteer": volunteer, "changes": changes_since(session, found)}


def find_certificates(session: Session, actor: Actor, *, volunteer_id: UUID) -> sa.Select[Any]:
    """The certificates of a volunteer, the newest first."""
    show_volunteer(session, actor, volunteer_id=volunteer_id)
    found = sa.select(Certificate).where(Certificate.volunteer_id == volunteer_id)
    return found.order_by(Certificate.issued_at.desc(), Certificate.number)


def _found(certificate: Certificate | None) -> Certificate:
    if certificate is None:
        raise NotFound("unknown_certificate", "No certificate has this number; compare it with the sheet once more.")
    return certificate


def _free_number(session: Session) -> str:
    """A number that nobody can guess from another one."""
    while True:
        number = policy.certificate_number(secrets.randbelow(10**9))
        if session.get(Certificate, number) is None:
            return number
