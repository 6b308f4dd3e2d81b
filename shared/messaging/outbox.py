"""The outbox: what a service says is written down in the transaction of the fact, and told by the relay afterwards."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shared import clock
from shared.contracts.wire import Event
from shared.db import HAS_NEWS, UtcDateTime, counting, counting_each, write
from shared.identity import first_id, new_id
from shared.messaging.envelope import seal
from shared.messaging.tables import OUTBOX, by_type_since

MOST_ATTEMPTS = 5
PAUSES = (timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
KEPT = timedelta(days=30)


_COLUMNS = (
    OUTBOX.c.id,
    OUTBOX.c.event_id,
    OUTBOX.c.type,
    OUTBOX.c.subject,
    OUTBOX.c.body,
    OUTBOX.c.attempts,
    OUTBOX.c.next_try,
    OUTBOX.c.not_before,
)


# Built once: every word and every tick needs these.
_SAY = OUTBOX.insert()
_WAITING = sa.case((OUTBOX.c.set_aside, "set_aside"), else_="unsent")
_count = counting_each(said=by_type_since(OUTBOX), waiting=counting(_WAITING, OUTBOX.c.sent_at.is_(None)))
_ANY = "SELECT 1 FROM outbox WHERE sent_at IS NULL AND NOT set_aside LIMIT 1"
_IDS = OUTBOX.c.id.in_(sa.bindparam("ids", expanding=True))
_SETTLE = OUTBOX.update().where(_IDS).values(sent_at=sa.bindparam("now", type_=UtcDateTime))
_CLAIM = OUTBOX.update().where(_IDS).values(attempts=OUTBOX.c.attempts + 1).returning(OUTBOX.c.id)
_UNSENT = (
    sa.select(*_COLUMNS)
    .where(OUTBOX.c.sent_at.is_(None), ~OUTBOX.c.set_aside)
    .order_by(OUTBOX.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)


@dataclass(frozen=True, slots=True)
class Unsent:
    """A row that waits to be told."""

    id: int
    event_id: UUID
    type: str
    subject: str
    body: bytes
    attempts: int
    held: bool
    claimed: bool = False


def say(session: Session, event: Event, *, held: timedelta | None = None) -> UUID:
    """Say `event` when this transaction commits; `held` back for so long that it can be undone. Its event id.

    Raises Malformed: marshmallow's dump validates nothing, so the speaker hears itself first.
    """
    event_id = new_id()
    session.info[HAS_NEWS] = True
    now = clock.machine_now()
    row = {
        "event_id": event_id,
        "type": event.TYPE,
        "subject": event.subject,
        "body": seal(event, event_id, clock.now()),
        "recorded_at": now,
        "not_before": now + held if held else None,
    }
    write(session, _SAY, row)
    return event_id


def unsay(session: Session, event_id: UUID) -> bool:
    """Take back what is still held back; False when it may have been handed to the broker already.

    The clocks of two machines differ: what a relay has claimed is told, whatever time it is here.
    """
    held = (OUTBOX.c.event_id == event_id) & (OUTBOX.c.not_before > clock.machine_now()) & (OUTBOX.c.attempts == 0)
    return session.scalar(OUTBOX.delete().where(held).returning(OUTBOX.c.event_id)) is not None


def waiting(connection: sa.Connection, most: int, passing_over: Collection[int]) -> list[Unsent]:
    """The next rows to tell, oldest first, without those under way. A row that pauses or is held back holds back what
    was said later about the same subject, and nothing else."""
    if not passing_over and not _may_hold_some(connection):
        return []
    rows = _unsent(connection, most + len(passing_over))
    now = clock.machine_now()
    if any(_pauses(row, now) for row in rows):
        rows = _unsent_around_pauses(connection, most + len(passing_over), now)
    return [_row(row) for row in rows if row.id not in passing_over][:most]


def _may_hold_some(connection: sa.Connection) -> bool:
    """Whether it is worth asking. Each relay wants to know fifty times a second, mostly for nothing, so the driver is
    asked, which costs half as much; what goes wrong there goes wrong again, and is told, when it is asked properly."""
    try:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(_ANY)
            return cursor.fetchone() is not None
    except connection.dialect.loaded_dbapi.Error:
        return True


def _unsent(connection: sa.Connection, most: int, *conditions: Any) -> Sequence[Any]:
    unsent = _UNSENT.where(*conditions) if conditions else _UNSENT
    return connection.execute(unsent, {"most": most}).all()


def _row(row: sa.Row[Any]) -> Unsent:
    return Unsent(row.id, row.event_id, row.type, row.subject, row.body, row.attempts, row.not_before is not None)


def _pauses(row: sa.Row[Any], now: datetime) -> bool:
    return any(until is not None and until > now for until in (row.next_try, row.not_before))


def _unsent_around_pauses(connection: sa.Connection, most: int, now: datetime) -> list[Any]:
    """However many rows pause, they do not crowd out the others."""
    pausing = sa.or_(OUTBOX.c.next_try > now, OUTBOX.c.not_before > now)
    unsent = (OUTBOX.c.sent_at.is_(None), ~OUTBOX.c.set_aside, pausing)
    first = sa.select(OUTBOX.c.subject, sa.func.min(OUTBOX.c.id)).where(*unsent).group_by(OUTBOX.c.subject)
    first_pausing = {row[0]: row[1] for row in connection.execute(first)}
    rows = _unsent(connection, most, sa.not_(sa.func.coalesce(pausing, sa.false())))
    return [row for row in rows if row.id < first_pausing.get(row.subject, row.id + 1)]


def settle(connection: sa.Connection, sent: Iterable[Unsent]) -> None:
    """Mark rows that all listeners have."""
    connection.execute(_SETTLE, {"ids": [row.id for row in sent], "now": clock.machine_now()})


def claim(connection: sa.Connection, rows: Collection[Unsent]) -> list[Unsent]:
    """Count an attempt on rows that are about to be told; those that are still there (not undone meanwhile)."""
    claimed = set(connection.scalars(_CLAIM, {"ids": [row.id for row in rows]}))
    return [replace(row, claimed=True) for row in rows if row.id in claimed]


def pause(connection: sa.Connection, refused: Iterable[Unsent]) -> None:
    """The broker did not take these rows: try each again after a growing pause; after five times it waits for the
    operator."""
    for row in refused:
        tried = row.attempts + 1
        next_try = clock.machine_now() + PAUSES[min(tried, len(PAUSES)) - 1]
        connection.execute(
            OUTBOX.update()
            .where(OUTBOX.c.id == row.id)
            .values(attempts=tried, next_try=next_try, set_aside=tried >= MOST_ATTEMPTS)
        )


def give_back(connection: sa.Connection, unheard: Iterable[Unsent]) -> None:
    """Nobody can say what became of these rows: that was no attempt of theirs."""
    ids = [row.id for row in unheard if row.claimed]
    connection.execute(OUTBOX.update().where(OUTBOX.c.id.in_(ids)).values(attempts=OUTBOX.c.attempts - 1))


def set_aside_spent(connection: sa.Connection) -> None:
    """Rows found here unsettled by five relays (a process died each time) wait for the operator."""
    spent = OUTBOX.c.sent_at.is_(None) & (OUTBOX.c.attempts >= MOST_ATTEMPTS) & ~OUTBOX.c.set_aside
    connection.execute(OUTBOX.update().where(spent).values(set_aside=True))


def aside(session: Session, most: int) -> Sequence[sa.Row[Any]]:
    """What was set aside and waits for the operator, oldest first."""
    waits = sa.select(OUTBOX).where(OUTBOX.c.sent_at.is_(None), OUTBOX.c.set_aside)
    return session.execute(waits.order_by(OUTBOX.c.id).limit(most)).all()


def release(session: Session, event_ids: Collection[UUID] | None) -> int:
    """Tell again what was set aside: these events, or (None) all; how many."""
    waits = OUTBOX.c.sent_at.is_(None) & OUTBOX.c.set_aside
    if event_ids is not None:
        waits &= OUTBOX.c.event_id.in_(event_ids)
    again = OUTBOX.update().where(waits).values(set_aside=False, attempts=0, next_try=None)
    return len(session.scalars(again.returning(OUTBOX.c.id)).all())


def resend(session: Session, event_type: str | None, since: datetime) -> int:
    """Tell again what was recorded since then (inboxes drop what they know); the number of rows."""
    chosen = OUTBOX.c.recorded_at >= since
    if event_type is not None:
        chosen &= OUTBOX.c.type == event_type
    again = OUTBOX.update().where(chosen).values(sent_at=None, attempts=0, next_try=None, set_aside=False)
    return len(session.scalars(again.returning(OUTBOX.c.id)).all())


def forget_old(session: Session) -> None:
    """Sent rows are kept 30 days."""
    session.execute(OUTBOX.delete().where(OUTBOX.c.sent_at < clock.machine_now() - KEPT))


def oldest_unsent(session: Session) -> datetime | None:
    """Since when the row has waited that is to be told first; None when there is none. What is held back waits for
    nobody."""
    now = clock.machine_now()
    free = sa.or_(OUTBOX.c.not_before.is_(None), OUTBOX.c.not_before <= now)
    waits = sa.select(OUTBOX.c.recorded_at).where(OUTBOX.c.sent_at.is_(None), ~OUTBOX.c.set_aside, free)
    return session.scalar(waits.order_by(OUTBOX.c.id).limit(1))


def counts(session: Session, since: datetime | None = None) -> Mapping[str, Any]:
    """What was said, by type (since a moment of the speaker's machine, or ever), and what still waits."""
    each = _count(session, first=first_id(since))
    return {"said": each["said"], "unsent": 0, "set_aside": 0, **each["waiting"]}
