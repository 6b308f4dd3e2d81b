"""What became of certified minutes afterwards. The certificate stays as it is; whoever checks it is told."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer.ledger.models import Flag, LedgerEntry
from services.volunteer.record import policy
from services.volunteer.record.models import Certificate


def changes_since(session: Session, certificate: Certificate) -> list[str]:
    """`corrected`, `disputed`: what holds today of minutes that this certificate counts, by the ledger's later entries.

    What it never counted (minutes that somebody doubted on the day of issue) and what came later changes nothing.
    """
    entries = sa.select(LedgerEntry).where(
        LedgerEntry.volunteer_id == certificate.volunteer_id, certificate.covers(LedgerEntry.started_at)
    )
    later = entries.where(LedgerEntry.number > certificate.ledger_number).with_only_columns(LedgerEntry.order_id)
    of_those = entries.where(LedgerEntry.order_id.in_(later.correlate(None))).order_by(LedgerEntry.number)
    moved = session.scalars(of_those).all()
    then = {entry.order_id: entry for entry in moved if entry.number <= certificate.ledger_number}
    today = {entry.order_id: entry for entry in moved}
    counted = {order_id for order_id, entry in then.items() if not entry.frozen}
    counted -= _doubted_then(session, certificate, counted)
    return sorted({change for order_id in counted if (change := _change(then[order_id], today[order_id]))})


def _doubted_then(session: Session, certificate: Certificate, order_ids: Collection[UUID]) -> set[UUID]:
    """The orders of these whose minutes waited for somebody to look at them on the day of issue."""
    open_then = sa.or_(Flag.decided_at.is_(None), Flag.decided_at > certificate.issued_at)
    flags = sa.select(Flag.order_id).where(Flag.volunteer_id == certificate.volunteer_id, open_then)
    return set(session.scalars(flags.where(Flag.order_id.in_(order_ids), Flag.raised_at <= certificate.issued_at)))


def _change(then: LedgerEntry, today: LedgerEntry) -> str | None:
    held, stands = ((one.minutes, one.minutes_class) for one in (then, today))
    return policy.change(held, stands, frozen=today.frozen)
