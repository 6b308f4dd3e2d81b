"""A toy county: one speaker and one or two listeners, with the real machinery between them."""

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from running.keeper import Keeper
from running.listener import Listener
from running.relay import Relay
from shared import clock
from shared.actor import Actor
from shared.contracts.request import OrderReferred, OrderRejected
from shared.contracts.volunteer import OrderNoShow
from shared.contracts.wire import Event
from shared.db import NAMING, Database, service_metadata
from shared.due import Due, Timetable
from shared.identity import new_id
from shared.messaging import inbox, outbox
from shared.messaging.bus import SPEAKERS, Bus
from shared.messaging.envelope import seal
from shared.messaging.intake import Handler, Intake
from shared.messaging.tables import INBOX, OUTBOX

SPEAKER, LISTENER = "request", "feedback"
HEARD = (OrderRejected, OrderReferred, OrderNoShow)
HEARING: dict[str, list[str]] = {service: [] for service in SPEAKERS} | {LISTENER: [event.TYPE for event in HEARD]}

EFFECTS = sa.Table(
    "effects",
    sa.MetaData(naming_convention=NAMING),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("order_id", sa.Uuid),
    sa.Column("process", sa.Integer, default=os.getpid),
)


def prepare(database: Database) -> Database:
    """Make the two tables of news and one to count effects in."""
    service_metadata(OUTBOX, INBOX, EFFECTS).create_all(database.writer)
    return database


def say(database: Database, events: Sequence[Event], *, held: timedelta | None = None) -> list[UUID]:
    """Say `events` in one transaction; their ids."""
    return database.transact(lambda session: [outbox.say(session, event, held=held) for event in events])


def rejected(count: int = 1) -> list[OrderRejected]:
    """That many facts about as many orders."""
    return [OrderRejected(order_id=new_id(), reason_code="untrue") for _ in range(count)]


def referred(order_id: UUID, target: str = "12345") -> OrderReferred:
    """Another kind of fact, with text in it."""
    return OrderReferred(order_id=order_id, target=target, emergency=False)


def reject(database: Database, count: int = 1) -> list[UUID]:
    """Say that many facts; the ids of the orders."""
    events = rejected(count)
    say(database, events)
    return [event.order_id for event in events]


def sealed(event: Event) -> bytes:
    """The event as it travels."""
    return seal(event, new_id(), clock.now())


def never(session: Session, actor: Actor, order_id: UUID) -> None:
    """What nothing is due for."""
    raise AssertionError("nothing is due")


NOTHING_DUE = Timetable({"nothing": Due(sa.select(EFFECTS.c.order_id).where(sa.false()), EFFECTS.c.order_id, never)})


def record_effect(session: Session, event: Any) -> None:
    """The listener's whole work."""
    session.execute(EFFECTS.insert().values(order_id=event.order_id))


def effects(database: Database) -> list[UUID]:
    """The orders of which a fact took effect, in that order."""
    with database.read() as session:
        return list(session.scalars(sa.select(EFFECTS.c.order_id).order_by(EFFECTS.c.id)))


def unsent(database: Database) -> int:
    """How many rows wait in the outbox."""
    with database.read() as session:
        number: int = outbox.counts(session)["unsent"]
        return number


def set_aside(database: Database) -> int:
    """How many rows of the outbox wait for the operator."""
    with database.read() as session:
        number: int = outbox.counts(session)["set_aside"]
        return number


def undone(database: Database) -> dict[str, int]:
    """What is not done in the inbox, by state."""
    with database.read() as session:
        by_state: dict[str, int] = inbox.counts(session)["undone"]
        return by_state


def row_of(database: Database, table: sa.Table, event_id: UUID) -> Any:
    """The row of this event in OUTBOX or INBOX."""
    with database.read() as session:
        return session.execute(sa.select(table).where(table.c.event_id == event_id)).one()


def due_now(database: Database, table: sa.Table) -> None:
    """Whatever pauses in this table has paused long enough."""
    paused = table.update().where(table.c.next_try.is_not(None))
    database.transact(lambda session: session.execute(paused.values(next_try=clock.machine_now())))


def intake(database: Database, handler: Handler = record_effect) -> Intake:
    """The listener's intake: one handler for all that it hears."""
    return Intake(database, dict.fromkeys(HEARD, handler))


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

    def keeper(
        self,
        service: str,
        database: Database,
        handler: Handler = record_effect,
        *,
        due: Timetable = NOTHING_DUE,
        may_act: Callable[[], bool] = lambda: True,
    ) -> None:
        """A keeper at work."""
        keeper = Keeper(service, database, due, intake(database, handler), ())
        self._start(lambda: keeper.run(may_act, self.stop))

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
