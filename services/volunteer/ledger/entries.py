"""Entries of the ledger: each says what stands of somebody's minutes for an order from then on; the last one counts.

They are written when everything else in the transaction has been done, so that the head of the chain is locked last of
all (lock order: order, team, person, head) and held for no longer than it takes to commit.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer.ledger import chain, policy
from services.volunteer.ledger.models import MINUTES, LedgerEntry, LedgerHead
from services.volunteer.models import Assignment, CrewMember
from shared import clock
from shared.contracts.wire import Event
from shared.db import insert_once
from shared.history import HEARD
from shared.identity import new_id

CONTENT = (
    *("number", "entry_id", "order_id", "volunteer_id", "minutes", "minutes_class", "frozen", "started_at", "ended_at"),
    *("cause", "caused_by", "at"),
)
"""What an entry says, all of which its digest covers."""
_TO_WRITE = "entries to write"
_HEADS: Any = LedgerHead.__table__


@dataclass(frozen=True, slots=True)
class Cause:
    """What an entry follows from: the type of an event and its id, or a verb and who asked for it."""

    cause: str
    caused_by: str


@dataclass(frozen=True, slots=True)
class Served:
    """What somebody declares that they served, without travel, and from when until when."""

    volunteer_id: UUID
    minutes: int
    started_at: datetime
    ended_at: datetime


def heard(session: Session, event: Event) -> Cause:
    """The event that this transaction takes in."""
    return Cause(event.TYPE, str(session.info[HEARD]))


def declare(session: Session, order: Assignment, served: Collection[Served], cause: Cause) -> None:
    """Write down the minutes as those who went declare them."""
    by_id = {one.volunteer_id: one for one in served}
    for member in order.went:
        said = by_id[member.volunteer_id]
        member.started_at, member.ended_at = said.started_at, said.ended_at
        stand(session, member, said.minutes, policy.MINUTES_CLASSES[0], cause)


def stand(
    session: Session,
    member: CrewMember,
    minutes: int,
    minutes_class: str,
    cause: Cause,
    *,
    frozen: bool = False,
) -> None:
    """From now on this stands of somebody's minutes, and the ledger gets an entry that says so."""
    member.minutes, member.minutes_class, member.frozen = minutes, minutes_class, frozen
    entry = LedgerEntry(entry_id=new_id(), order_id=member.order_id, at=clock.now(), **asdict(cause))
    entry.volunteer_id, entry.started_at, entry.ended_at = member.volunteer_id, *span_of(member)
    entry.minutes, entry.minutes_class, entry.frozen = minutes, minutes_class, frozen
    to_write = session.info.setdefault(_TO_WRITE, [])
    if not to_write:
        sa.event.listen(session, "before_commit", _write_down, once=True)
    to_write.append(entry)


def span_of(member: CrewMember) -> tuple[datetime, datetime]:
    """From when until when somebody served of whom minutes stand."""
    assert member.started_at is not None and member.ended_at is not None
    return member.started_at, member.ended_at


def standing_of(member: CrewMember) -> tuple[int, str]:
    """The minutes that stand of somebody, and their class."""
    assert member.minutes is not None and member.minutes_class is not None
    return member.minutes, member.minutes_class


def content_of(entry: LedgerEntry) -> dict[str, Any]:
    """What an entry says."""
    return {name: getattr(entry, name) for name in CONTENT}


def _write_down(session: Session) -> None:
    """Put the entries of this transaction at the end of the chain."""
    head = _locked_head(session)
    for entry in session.info.pop(_TO_WRITE):
        head.number += 1
        entry.number, entry.previous_hash = head.number, head.hash
        head.hash = entry.hash = chain.digest(content_of(entry), head.hash)
        session.add(entry)


def _locked_head(session: Session) -> LedgerHead:
    locked = sa.select(LedgerHead).where(LedgerHead.chain == MINUTES).with_for_update()
    head = session.scalar(locked.execution_options(populate_existing=True))
    if head is None:  # nobody has written an entry yet, or somebody writes the first one this moment
        insert_once(session, _HEADS, {"chain": MINUTES, "number": 0, "hash": chain.BEGINNING}, "chain")
        head = session.scalars(locked).one()
    return head
