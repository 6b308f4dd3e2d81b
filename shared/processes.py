"""Which processes of a service are alive: each gives a sign of life every second, in the service's own database.

A process that was killed falls silent; one that ends in good order signs off. The moments are the machine's.
"""

import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from threading import Event
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shared import clock
from shared.db import NAMING, Database, DatabaseAway, UtcDateTime
from shared.identity import new_id

EVERY = 1.0
FORGOTTEN_AFTER = timedelta(minutes=1)
"""A silent process is forgotten when one of its kind has outlived it by this; the last of its kind never is."""

_METADATA = sa.MetaData(naming_convention=NAMING)

PROCESSES = sa.Table(
    "processes",
    _METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.String(8), nullable=False, comment="web, work, or both"),
    sa.Column("place", sa.String(80), nullable=False, comment="host:pid"),
    sa.Column("doing", sa.String(16), nullable=False, comment="answers, leads, stands_by, broker_away"),
    sa.Column("dead", sa.Integer, comment="messages in the dead queue, as far as this process can know"),
    sa.Column("repeats", sa.Integer, comment="events that came to this process once more"),
    sa.Column("seen_at", UtcDateTime, nullable=False),
)


class Pulse:
    """The signs of life of one process, to one service's database; `doing` says what it is about just then."""

    def __init__(self, database: Database, kind: str, doing: Callable[[], Mapping[str, Any]]) -> None:
        self._database = database
        self._who = {"id": new_id(), "kind": kind, "place": f"{socket.gethostname()[:64]}:{os.getpid()}"}
        self._doing = doing

    def beat(self, stop: Event) -> None:
        """Beat until told to stop, then sign off. While the database is away nobody could read a sign."""
        while not stop.is_set():
            with suppress(DatabaseAway):
                self._database.transact(self._sign)
            stop.wait(EVERY)
        with suppress(DatabaseAway):
            self._database.transact(self._sign_off)

    def _sign(self, session: Session) -> None:
        self._sign_off(session)
        now = clock.machine_now()
        session.execute(PROCESSES.insert(), {**self._who, **self._doing(), "seen_at": now})
        long_silent = PROCESSES.c.seen_at < now - FORGOTTEN_AFTER
        session.execute(PROCESSES.delete().where(PROCESSES.c.kind == self._who["kind"], long_silent))

    def _sign_off(self, session: Session) -> None:
        session.execute(PROCESSES.delete().where(PROCESSES.c.id == self._who["id"]))


def seen(session: Session) -> list[dict[str, Any]]:
    """Every process that is known, with the moment of its last sign."""
    rows = session.execute(sa.select(PROCESSES).order_by(PROCESSES.c.kind, PROCESSES.c.id)).mappings()
    return [{**row, "seen_at": row["seen_at"].isoformat()} for row in rows]
