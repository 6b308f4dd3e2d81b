"""A toy county: one speaker and one listener, with the real machinery between them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shared.contracts.request import OrderRejected
from shared.contracts.volunteer import OrderNoShow
from shared.db import NAMING, Database, service_metadata
from shared.identity import new_id
from shared.messaging import inbox, outbox
from shared.messaging.bus import SPEAKERS, Bus
from shared.messaging.intake import Handler, Intake
from shared.messaging.keeper import Keeper
from shared.messaging.listener import Listener
from shared.messaging.relay import Relay
from shared.messaging.tables import INBOX, OUTBOX

SPEAKER, LISTENER = "request", "feedback"
HEARING: dict[str, list[str]] = {service: [] for service in SPEAKERS} | {
    LISTENER: [OrderRejected.TYPE, OrderNoShow.TYPE]
}

EFFECTS = sa.Table(
    "effects",
    sa.MetaData(naming_convention=NAMING),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.Uuid),
)


def prepare(database: Database) -> Database:
    """Make the two tables of news and one to count effects in."""
    service_metadata(OUTBOX, INBOX, EFFECTS).create_all(database.writer)
    return database


def reject(database: Database, count: int = 1, **held: Any) -> list[UUID]:
    """Say `count` facts, each in a transaction of its own; the ids of the orders."""
    ids = [new_id() for _ in range(count)]
    for order_id in ids:
        event = OrderRejected(order_id=order_id, reason_code="untrue")
        database.transact(lambda session, event=event: outbox.say(session, event, **held))  # type: ignore[misc]
    return ids


def record_effect(session: Session, event: Any) -> None:
    """The listener's whole work."""
    session.execute(EFFECTS.insert().values(order_id=event.order_id))


def effects(database: Database) -> list[UUID]:
    """The orders whose rejection took effect, in that order."""
    with database.read() as session:
        return list(session.scalars(sa.select(EFFECTS.c.order_id).order_by(EFFECTS.c.id)))


def unsent(database: Database) -> int:
    """How many rows wait in the outbox."""
    with database.read() as session:
        number: int = outbox.counts(session)["unsent"]
        return number


def undone(database: Database) -> dict[str, int]:
    """What is not done in the inbox, by state."""
    with database.read() as session:
        by_state: dict[str, int] = inbox.counts(session)["undone"]
        return by_state


@dataclass
class Running:
    """Threads of the machinery, stopped together."""

    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def relay(self, service: str, database: Database, bus: Bus) -> Relay:
        """A relay at work."""
        relay = Relay(service, database, bus, self.stop)
        self._start(relay.run)
        return relay

    def listener(self, service: str, database: Database, bus: Bus, handler: Handler = record_effect) -> Listener:
        """A listener at work."""
        listener = Listener(service, database, bus, intake(database, handler), self.stop)
        self._start(listener.hear)
        return listener

    def keeper(self, service: str, database: Database, handler: Handler = record_effect) -> None:
        """A keeper at work, retrying."""
        keeper = Keeper(service, database, {}, intake(database, handler), ())
        self._start(lambda: keeper.run(lambda: True, self.stop))

    def finish(self) -> None:
        """Stop all and wait."""
        self.stop.set()
        for thread in self.threads:
            thread.join(timeout=20)
            assert not thread.is_alive(), "a thread does not stop"

    def _start(self, work: Callable[[], Any]) -> None:
        thread = threading.Thread(target=work)
        thread.start()
        self.threads.append(thread)


def intake(database: Database, handler: Handler) -> Intake:
    """The listener's intake."""
    return Intake(database, {OrderRejected: handler, OrderNoShow: handler})
