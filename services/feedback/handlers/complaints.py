"""Complaints and suggestions about a volunteer, a team, staff or the system itself (条例 Art. 26).

Whoever makes one needs no account: they keep a number, which can be read out, and a secret, which opens it again. It is
kept from those whom it is about: to them there is no such thing.
"""

import secrets
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.feedback import policy
from services.feedback.handlers.clocks import ring, run_days, run_working_day, stop
from services.feedback.handlers.orders import JUDGES
from services.feedback.models import Complaint
from shared import clock
from shared.actor import Actor, Role
from shared.contracts.feedback import ComplaintAnswered, ComplaintOpened
from shared.db import at_or_below, lock
from shared.identity import new_id
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid, NotFound
from shared.sites import site_path

ANYBODY = frozenset(Role) - {Role.SYSTEM}


def open_complaint(session: Session, actor: Actor, *, site_code: str, **words: Any) -> Complaint:
    """Take a complaint or a suggestion down; the answer holds the number and the secret, which is told only now.

    Raises Invalid where of staff neither who nor in which role is said.
    """
    actor.must_be(ANYBODY)
    if words["concerns"] == "staff" and words["subject_id"] is None and words["subject_role"] is None:
        raise Invalid("subject_missing", "Say whom it is about, or in which role, so that it can be kept from them.")
    made = {"made_by": f"{actor.role}:{actor.id}", "made_at": clock.now(), "secret": secrets.token_urlsafe(32)}
    complaint = Complaint(
        complaint_id=new_id(), number=_free_number(session), site_path=site_path(site_code), **made, **words
    )
    run_working_day(complaint)
    session.add(complaint)
    say(session, ComplaintOpened(**_naming(complaint)))
    return complaint


def look_at_complaint(session: Session, actor: Actor, *, number: str, secret: str) -> Complaint:
    """How it stands, for whoever has its number and its secret. Raises NotFound, whichever of them is wrong."""
    found = session.scalar(sa.select(Complaint).where(Complaint.number == number))
    if found is None or not secrets.compare_digest(found.secret, secret):
        raise _unknown()
    return found


def show_complaint(session: Session, actor: Actor, *, complaint_id: UUID) -> Complaint:
    """One complaint, for those who may look into it. Raises NotFound for everybody else."""
    actor.must_be(JUDGES)
    return _seen(session.get(Complaint, complaint_id), actor)


def find_complaints(session: Session, actor: Actor, *, answered: bool | None = None) -> sa.Select[Any]:
    """Those that the member of staff who asks may look into, the one that is due first before the others."""
    actor.must_be(JUDGES)
    theirs = [at_or_below(Complaint.site_path, actor.scope), *_not_about(actor)]
    if answered is not None:
        theirs.append(Complaint.answered_at.is_not(None) == answered)
    found = sa.select(Complaint).where(*theirs)
    return found.order_by(Complaint.due_at.nulls_last(), Complaint.made_at, Complaint.complaint_id)


def acknowledge_complaint(session: Session, actor: Actor, *, complaint_id: UUID) -> Complaint:
    """The first answer, within a working day: somebody looks into it. Raises Conflict for the second time."""
    complaint = _locked(session, actor, complaint_id)
    if complaint.acknowledged_at is not None:
        raise Conflict("acknowledged_already", "Somebody looks into this already.")
    _acknowledge(actor, complaint)
    run_days(complaint, complaint.made_at, policy.ANSWERED_WITHIN)
    return complaint


def answer_complaint(session: Session, actor: Actor, *, complaint_id: UUID, sentence: str) -> Complaint:
    """The answer, which whoever asked reads, within 15 days. Raises Conflict for the second time."""
    complaint = _locked(session, actor, complaint_id)
    if complaint.answered_at is not None:
        raise Conflict("answered_already", "This was answered already.")
    if complaint.acknowledged_at is None:
        _acknowledge(actor, complaint)
    complaint.answer, complaint.answered_by, complaint.answered_at = sentence, actor.id, clock.now()
    stop(complaint)
    say(session, ComplaintAnswered(**_naming(complaint)))
    return complaint


def ring_clock(session: Session, actor: Actor, complaint: Complaint) -> None:
    """Most of the time has passed; all of it; and a working day later the level above watches (DOMAIN §2.4)."""
    ring(complaint)


def _acknowledge(actor: Actor, complaint: Complaint) -> None:
    complaint.acknowledged_at, complaint.acknowledged_by = clock.now(), actor.id


def _naming(complaint: Complaint) -> dict[str, Any]:
    """All that others learn of it."""
    return {name: getattr(complaint, name) for name in ("complaint_id", "site_path", "concerns")}


def _locked(session: Session, actor: Actor, complaint_id: UUID) -> Complaint:
    actor.must_be(JUDGES)
    return _seen(lock(session, Complaint, complaint_id), actor)


def _seen(complaint: Complaint | None, actor: Actor) -> Complaint:
    if complaint is None:
        raise _unknown()
    about = policy.Subject(complaint.concerns, complaint.site_path, complaint.subject_id, complaint.subject_role)
    if not policy.may_look_into(actor.scope, actor.role, actor.id, about):
        raise _unknown()
    return complaint


def _unknown() -> NotFound:
    return NotFound("unknown_complaint", "There is no such complaint; look at the number and the secret again.")


def _not_about(actor: Actor) -> list[sa.ColumnElement[bool]]:
    """The same as `policy.may_look_into`, as conditions: not about whoever looks, nor, of staff, about their own site,
    above which only the center has nobody."""
    center = policy.speaks_for_center(actor.scope)
    here = Complaint.site_path == actor.scope
    anybody_of_it = here if center else sa.or_(here, Complaint.subject_id.is_(None))
    same_role = sa.and_(Complaint.subject_role == actor.role, anybody_of_it)
    conditions = [Complaint.subject_id.is_distinct_from(actor.id), ~sa.func.coalesce(same_role, sa.false())]
    if not center:
        conditions.append(sa.or_(Complaint.concerns != "staff", Complaint.site_path != actor.scope))
    return conditions


def _free_number(session: Session) -> str:
    while True:
        number = policy.complaint_number(secrets.randbelow(10**7))
        if session.scalar(sa.select(Complaint.number).where(Complaint.number == number)) is None:
            return number
