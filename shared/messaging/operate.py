"""What an operator can do with news that stopped: look at it, try it again, give it up, tell it again."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from shared.contracts.wire import Malformed
from shared.db import Database
from shared.messaging import inbox, outbox
from shared.messaging.envelope import unseal
from shared.messaging.tables import INBOX


@dataclass(frozen=True, slots=True)
class Stopped:
    """News that waits for an operator: what it is and why it stopped, never what it says."""

    event_id: UUID
    type: str
    subject: str
    state: str
    attempts: int
    since: datetime
    failure: str

    def told(self) -> dict[str, Any]:
        """As JSON values."""
        return {**asdict(self), "event_id": str(self.event_id), "since": self.since.isoformat()}


def parked(database: Database, most: int) -> list[Stopped]:
    """What was heard and could not take effect, oldest first. Raises DatabaseAway."""
    with database.read() as session:
        return [_kept(row) for row in inbox.set_aside(session, most)]


def stopped(database: Database, most: int) -> list[Stopped]:
    """What was heard and took no effect yet, and what was said and never taken. Raises DatabaseAway."""
    with database.read() as session:
        return [_kept(row) for row in inbox.undone(session, most)] + untold(database, most)


def _kept(row: sa.Row[Any]) -> Stopped:
    state = "early" if row.too_early else row.state
    return Stopped(row.event_id, row.type, row.subject, state, row.attempts, row.received_at, row.failure)


def shown(database: Database, event_id: UUID) -> str | None:
    """The envelope of something parked, as JSON; None when there is no such message. Raises DatabaseAway."""
    with database.read() as session:
        body = session.scalar(sa.select(INBOX.c.body).where(INBOX.c.event_id == event_id, inbox.NOT_DONE))
    if body is None:
        return None
    try:
        unseal(body)
    except Malformed:
        return f"Not an envelope of ours, {len(body)} bytes: {body[:500]!r}"
    text = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    return text.encode(errors="backslashreplace").decode()  # half a character can be shown on no terminal


def replay(database: Database, subject: str) -> int:
    """Try again all that is not done about this subject, in its order; how many. Raises DatabaseAway."""
    return database.transact(lambda session: inbox.replay(session, subject))


def drop(database: Database, event_id: UUID) -> bool:
    """Give up something parked for good; False when there is no such message. Raises DatabaseAway."""
    return database.transact(lambda session: inbox.drop(session, event_id))


def untold(database: Database, most: int) -> list[Stopped]:
    """What was said, told five times and never taken, oldest first. Raises DatabaseAway."""
    with database.read() as session:
        rows = outbox.aside(session, most)
    return [
        Stopped(row.event_id, row.type, row.subject, "set aside", row.attempts, row.recorded_at, "not taken")
        for row in rows
    ]


def release(database: Database, event_ids: Collection[UUID] | None) -> int:
    """Tell again what was set aside: these, or (None) all; how many. Raises DatabaseAway."""
    return database.transact(lambda session: outbox.release(session, event_ids))


def resend(database: Database, event_type: str | None, since: datetime) -> int:
    """Tell again what was said since then, of one type or (None) all; how many. Raises DatabaseAway."""
    return database.transact(lambda session: outbox.resend(session, event_type, since))
