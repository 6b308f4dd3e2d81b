"""The inbox: what a service heard takes effect once, in the transaction that claims it; what failed waits here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shared import clock
from shared.db import UtcDateTime, counting, counting_each, insert_new, insert_once
from shared.identity import first_id
from shared.messaging.envelope import Envelope
from shared.messaging.tables import INBOX, by_type_since

LADDER = (timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
EVERY_MINUTE = timedelta(minutes=1)
SHOWN_AFTER = timedelta(hours=1)
KEPT = timedelta(days=90)
ASIDE = ("parked", "drift", "unknown")


NOT_DONE = sa.text("state <> 'done'")
"""In the words of the partial indexes, so that both databases see that they may use them."""

# Built once: every batch and every tick asks these.
_NOW = sa.bindparam("now", type_=UtcDateTime)
_DUE = sa.select(sa.literal(1)).where(NOT_DONE, INBOX.c.state == "waiting", INBOX.c.next_try <= _NOW).limit(1)
_count = counting_each(heard=by_type_since(INBOX), undone=counting(INBOX.c.state, NOT_DONE))
_EARLY = (NOT_DONE, INBOX.c.state == "waiting", INBOX.c.too_early)
_ANY_EARLY = sa.select(sa.literal(1)).where(*_EARLY).limit(1)
_WAKE = (
    INBOX.update()
    .where(*_EARLY)
    .where(INBOX.c.subject.in_(sa.bindparam("subjects", expanding=True)))
    .values(next_try=_NOW)
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as it arrived or lies in the inbox; with its envelope when that has just been read."""

    event_id: UUID
    type: str
    subject: str
    body: bytes
    envelope: Envelope | None = None


def claim(session: Session, arrived: Sequence[Arrived]) -> set[UUID]:
    """Claim these messages for this transaction; the ids of those that are new here."""
    now = clock.machine_now()
    rows = [
        {"event_id": one.event_id, "type": one.type, "subject": one.subject, "state": "done", "received_at": now}
        for one in {one.event_id: one for one in arrived}.values()
    ]
    return insert_new(session, INBOX, rows, "event_id")


def any_early(session: Session) -> bool:
    """Whether a message waits that came too early."""
    return session.connection().execute(_ANY_EARLY).first() is not None


def wake(session: Session, subjects: Collection[str]) -> bool:
    """Something about these subjects moved: what came too early for them is due at once. Whether there was any."""
    woken = session.connection().execute(_WAKE, {"subjects": list(subjects), "now": clock.machine_now()})
    return woken.rowcount > 0


def keep_failed(session: Session, one: Arrived, attempts: int, failure: str) -> None:
    """Keep a message that failed: it is tried again up the ladder, then parked."""
    parked = attempts > len(LADDER)
    next_try = None if parked else clock.machine_now() + LADDER[attempts - 1]
    _keep(session, one, "parked" if parked else "waiting", attempts=attempts, next_try=next_try, failure=failure)


def keep_early(session: Session, one: Arrived, attempts: int, failure: str) -> None:
    """Keep a message that came too early: tried every minute for ever, and when its subject moves."""
    next_try = clock.machine_now() + EVERY_MINUTE
    _keep(session, one, "waiting", attempts=attempts, next_try=next_try, failure=failure, too_early=True)


def keep_aside(session: Session, one: Arrived, state: str, failure: str) -> None:
    """Keep a message that nobody tries again by itself: drift, unknown, or unreadable (parked)."""
    _keep(session, one, state, attempts=1, next_try=None, failure=failure)


def _keep(session: Session, one: Arrived, state: str, **values: Any) -> None:
    kept = {"state": state, "body": one.body, "too_early": False, **values}
    kept["failure"] = kept["failure"][:200]
    row = {"event_id": one.event_id, "type": one.type, "subject": one.subject, "received_at": clock.machine_now()}
    if not insert_once(session, INBOX, {**row, **kept}, "event_id"):
        session.execute(INBOX.update().where(INBOX.c.event_id == one.event_id, NOT_DONE).values(kept))


def any_due(session: Session) -> bool:
    """Whether a waiting message is due, without locking it."""
    return session.execute(_DUE, {"now": clock.machine_now()}).first() is not None


def next_due(session: Session) -> sa.Row[Any] | None:
    """Take the longest-due waiting message, locked; None when nothing is due."""
    due = NOT_DONE & (INBOX.c.state == "waiting") & (INBOX.c.next_try <= clock.machine_now())
    return session.execute(
        sa.select(INBOX)
        .where(due)
        .order_by(INBOX.c.next_try, INBOX.c.event_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def done(session: Session, event_id: UUID) -> None:
    """The message took effect."""
    values = {"state": "done", "body": None, "failure": None, "next_try": None, "too_early": False}
    session.execute(INBOX.update().where(INBOX.c.event_id == event_id).values(values))


def retry_unknown(session: Session) -> None:
    """Try again what nobody here knew."""
    again = INBOX.update().where(NOT_DONE, INBOX.c.state == "unknown")
    session.execute(again.values(state="waiting", attempts=0, next_try=clock.machine_now()))


def replay(session: Session, subject: str) -> int:
    """Try again at once, in their order, all messages of this subject that are not done; how many."""
    undone = NOT_DONE & INBOX.c.state.in_([*ASIDE, "waiting"]) & (INBOX.c.subject == subject)
    again = INBOX.update().where(undone).values(state="waiting", attempts=0, next_try=clock.machine_now())
    return len(session.scalars(again.returning(INBOX.c.event_id)).all())


def drop(session: Session, event_id: UUID) -> bool:
    """Give up for good a message that waits for the operator; it stays on record. False when there is none."""
    given_up = INBOX.update().where(INBOX.c.event_id == event_id, _shown())
    return session.scalar(given_up.values(state="dropped").returning(INBOX.c.event_id)) is not None


def set_aside(session: Session, most: int) -> Sequence[sa.Row[Any]]:
    """What waits for the operator, oldest first."""
    shown = sa.select(INBOX).where(_shown()).order_by(INBOX.c.received_at, INBOX.c.event_id)
    return session.execute(shown.limit(most)).all()


def undone(session: Session, most: int) -> Sequence[sa.Row[Any]]:
    """What took no effect yet, whoever it waits for: what waits for the operator first, oldest first."""
    waits = sa.select(INBOX).where(NOT_DONE, INBOX.c.state != "dropped")
    by_age = (INBOX.c.state == "waiting", INBOX.c.received_at, INBOX.c.event_id)
    return session.execute(waits.order_by(*by_age).limit(most)).all()


def _shown() -> sa.ColumnElement[bool]:
    """Parked, drift, unknown, and what has come too early for more than an hour."""
    long_early = INBOX.c.too_early & (INBOX.c.received_at < clock.machine_now() - SHOWN_AFTER)
    return sa.or_(INBOX.c.state.in_(ASIDE), (INBOX.c.state == "waiting") & long_early)


def forget_old(session: Session) -> None:
    """Rows that are done are kept 90 days: longer than any outbox keeps what it could say again."""
    old = (INBOX.c.state == "done") & (INBOX.c.received_at < clock.machine_now() - KEPT)
    session.execute(INBOX.delete().where(old))


def counts(session: Session, since: datetime | None = None) -> Mapping[str, Any]:
    """What was heard, by type (of what was said since a moment, or ever), and what is not done, by state."""
    return _count(session, first=first_id(since))
