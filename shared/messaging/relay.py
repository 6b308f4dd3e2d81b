"""The relay: tells what lies in the outbox. One for each service leads, on one connection that also holds the lock."""

import threading
from itertools import takewhile
from uuid import UUID

import sqlalchemy as sa
import structlog

from shared.db import Database, DatabaseAway, translated
from shared.messaging import outbox
from shared.messaging.bus import Bus
from shared.messaging.publishing import BrokerAway, Fate, Publisher

WINDOW = 500
SUSPECT_AFTER = 3
TICK = 0.01
IDLE_TICK = 0.02
PAUSE = 0.5

log = structlog.get_logger()


class Relay:
    """Tells the outbox of one service as long as it leads. When its connection dies, so does its leadership."""

    def __init__(self, service: str, database: Database, bus: Bus, stop: threading.Event) -> None:
        self._service = service
        self._database = database
        self._bus = bus
        self._stop = stop
        self._under_way: dict[UUID, outbox.Unsent] = {}
        self.leading = threading.Event()

    def run(self) -> None:
        """Stand by until the lock is free, lead until something breaks, and again."""
        while not self._stop.is_set():
            try:
                with self._database.leadership(f"relay.{self._service}") as connection:
                    if connection is not None:
                        self._lead(connection)
            except DatabaseAway as error:
                log.warning("database away, relay waits", service=self._service, reason=str(error))
            self._stop.wait(PAUSE)

    def _lead(self, connection: sa.Connection) -> None:
        log.info("relay leads", service=self._service)
        self.leading.set()
        try:
            while not self._stop.is_set():
                try:
                    self._tell_while_broker_answers(connection)
                except BrokerAway as error:
                    log.warning("broker away, outbox waits", service=self._service, reason=str(error))
                    with translated(), connection.begin():
                        connection.execute(sa.text("SELECT 1"))  # lead only as long as the lock is really ours
                    self._stop.wait(PAUSE)
        finally:
            self.leading.clear()

    def _tell_while_broker_answers(self, connection: sa.Connection) -> None:
        if not self._bus.stands():
            raise BrokerAway("queues are not declared yet")
        with translated(), connection.begin():
            outbox.set_aside_spent(connection)
        publisher = self._bus.publisher(self._service)
        self._database.on_news = publisher.nudge
        try:
            self._tell(connection, publisher)
        finally:
            publisher.close()
            under_way, self._under_way = self._under_way, {}
            if under_way:
                with translated(), connection.begin():
                    outbox.give_back(connection, [row.id for row in under_way.values()])

    def _tell(self, connection: sa.Connection, publisher: Publisher) -> None:
        fates: dict[UUID, Fate] = {}
        while not self._stop.is_set():
            with translated(), connection.begin():
                passing_over = {row.id for row in self._under_way.values()}
                rows = outbox.waiting(connection, WINDOW - len(passing_over), passing_over)
            if not rows and not self._under_way:
                self._bus.relay_is_even(self._service)
            rows = self._without_company_for_suspects(rows)
            if rows or fates:
                rows = self._settle(connection, fates, rows)
            for row in rows:
                publisher.publish(row.event_id, row.type, row.body)
            fates = dict(publisher.pump(TICK if self._under_way else IDLE_TICK))
        self._settle(connection, fates, [])

    def _without_company_for_suspects(self, rows: list[outbox.Unsent]) -> list[outbox.Unsent]:
        """A row that was told three times and never settled may kill this process (in one process the listener lives
        here too): it goes alone, so that it takes no innocents with it."""
        if any(row.attempts >= SUSPECT_AFTER for row in self._under_way.values()):
            return []
        before = list(takewhile(lambda row: row.attempts < SUSPECT_AFTER, rows))
        return before if before or self._under_way else rows[:1]

    def _settle(
        self, connection: sa.Connection, fates: dict[UUID, Fate], rows: list[outbox.Unsent]
    ) -> list[outbox.Unsent]:
        """One transaction a tick: what is safe, what was not taken, and the claim on what is told next: those rows."""
        settled: dict[Fate, list[outbox.Unsent]] = {fate: [] for fate in Fate}
        for event_id, fate in fates.items():
            settled[fate].append(self._under_way.pop(event_id))
        with translated(), self._database.turn(), connection.begin():
            outbox.settle(connection, [row.id for row in settled[Fate.SAFE]])
            for row in settled[Fate.NOT_TAKEN]:
                outbox.pause(connection, row)
            outbox.give_back(connection, [row.id for row in settled[Fate.LOST]])
            claimed = outbox.claim(connection, [row.id for row in rows])
        ours = [row for row in rows if row.id in claimed]
        self._under_way.update({row.event_id: row for row in ours})
        return ours
