"""What became of certified minutes afterwards. The certificate stays as it is; whoever checks it is told."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer.ledger.models import Flag, LedgerEntry
from services.volunteer.record import policy
from services.volunteer.record.models import Certificate

DOUBTED = "doubted"
Covered = tuple[LedgerEntry, bool]
"""An entry, and whether it lies within the days of the certificate."""


def changes_since(session: Session, certificate: Certificate) -> list[str]:
    """`corrected`, `disputed`: what holds today of minutes that this certificate counts, by the ledger's later entries;
    `doubted`: somebody has to look at some of them, for whoever was helped denies them, say.

    What it never counted (minutes that somebody doubted on the day of issue) and what came later changes nothing.
    """
    theirs = LedgerEntry.volunteer_id == certificate.volunteer_id
    later = sa.select(LedgerEntry.order_id).where(theirs, LedgerEntry.number > certificate.ledger_number)
    moved = sa.select(LedgerEntry, certificate.covers(LedgerEntry.started_at)).where(
        theirs, LedgerEntry.order_id.in_(later.correlate(None))
    )
    then: dict[UUID, Covered] = {}
    today: dict[UUID, Covered] = {}
    for entry, covered in session.execute(moved.order_by(LedgerEntry.number)):
        today[entry.order_id] = entry, covered
        if entry.number <= certificate.ledger_number:
            then[entry.order_id] = entry, covered
    counted = {order_id for order_id, (entry, covered) in then.items() if covered and not entry.frozen}
    counted -= _doubted_then(session, certificate, counted)
    changes = {change for order_id in counted if (change := _change(then[order_id][0], *today[order_id]))}
    return sorted(changes | ({DOUBTED} if _doubted_since(session, certificate) else set()))


def _doubted_since(session: Session, certificate: Certificate) -> bool:
    """Whether minutes wait for somebody to look at them for which nobody had to on the day of issue."""
    theirs = LedgerEntry.volunteer_id == certificate.volunteer_id, LedgerEntry.number <= certificate.ledger_number
    known = sa.select(LedgerEntry.order_id).where(*theirs, certificate.covers(LedgerEntry.started_at))
    flags = sa.select(Flag.order_id).where(Flag.volunteer_id == certificate.volunteer_id, Flag.decided_at.is_(None))
    raised = flags.where(Flag.raised_at > certificate.issued_at, Flag.order_id.in_(known))
    doubted = set(session.scalars(raised))
    return bool(doubted - _doubted_then(session, certificate, doubted))


def _doubted_then(session: Session, certificate: Certificate, order_ids: Collection[UUID]) -> set[UUID]:
    """The orders of these whose minutes waited for somebody to look at them on the day of issue."""
    open_then = sa.or_(Flag.decided_at.is_(None), Flag.decided_at > certificate.issued_at)
    flags = sa.select(Flag.order_id).where(Flag.volunteer_id == certificate.volunteer_id, open_then)
    return set(session.scalars(flags.where(Flag.order_id.in_(order_ids), Flag.raised_at <= certificate.issued_at)))


def _change(then: LedgerEntry, today: LedgerEntry, covered: bool) -> str | None:
    """Minutes that were moved to a day that it does not cover count for nothing here."""
    held = then.minutes, then.minutes_class
    stands = today.minutes if covered else 0, today.minutes_class
    return policy.change(held, stands, frozen=today.frozen)
