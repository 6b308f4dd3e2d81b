"""The relay: tells what lies in the outbox. One for each service leads, on one connection that also holds the lock."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile
from operator import attrgetter
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
NUDGED_TICK = 0.1
"""Seconds between two looks with nothing under way; the longer where the web side lives in the same process and nudges
for all that it says: then looking finds only what was held back, and the news of further web processes."""
PAUSE = 0.5

log = structlog.get_logger()

_WRITE_DOWN = {Fate.SAFE: outbox.settle, Fate.NOT_TAKEN: outbox.pause, Fate.LOST: outbox.give_back}


class Relay:
    """Tells the outbox of one service as long as it leads. When its connection dies, so does its leadership."""

    def __init__(
        self, service: str, database: Database, bus: Bus, stop: threading.Event, idle_tick: float = IDLE_TICK
    ) -> None:
        self._idle_tick = idle_tick
        self._service = service
        self._database = database
        self._bus = bus
        self._stop = stop
        self._under_way: dict[UUID, outbox.Unsent] = {}
        self.leading = threading.Event()
        self.broker_is_away = threading.Event()

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
                    self.broker_is_away.set()
                    log.warning("broker away, outbox waits", service=self._service, reason=str(error))
                    with translated():
                        connection.execute(sa.text("SELECT 1"))  # lead only as long as the lock is really ours
                    self._stop.wait(PAUSE)
        finally:
            self.leading.clear()
            self.broker_is_away.clear()

    def _tell_while_broker_answers(self, connection: sa.Connection) -> None:
        if not self._bus.stands():
            raise BrokerAway("queues are not declared yet")
        with translated():
            outbox.set_aside_spent(connection)
        publisher = self._bus.publisher(self._service)
        self._database.on_news = publisher.nudge
        self.broker_is_away.clear()
        try:
            self._tell(connection, publisher)
        finally:
            publisher.close()
            under_way, self._under_way = self._under_way, {}
            if under_way and not connection.invalidated:  # else it is lost, and what it knew of them with it
                with translated():
                    outbox.give_back(connection, under_way.values())

    def _tell(self, connection: sa.Connection, publisher: Publisher) -> None:
        caught_up = False
        while not self._stop.is_set():
            with translated():
                passing_over = {row.id for row in self._under_way.values()}
                rows = outbox.waiting(connection, WINDOW - len(passing_over), passing_over)
            if not rows and not self._under_way:
                caught_up = True
                self._bus.relay_is_even(self._service)
            rows = self._without_company_for_suspects(rows)
            for row in self._claimed(connection, rows, all_of_them=not caught_up):
                self._under_way[row.event_id] = row
                publisher.publish(row.event_id, row.type, row.body)
            self._settle(connection, publisher.pump(TICK if self._under_way else self._idle_tick))

    def _without_company_for_suspects(self, rows: list[outbox.Unsent]) -> list[outbox.Unsent]:
        """A row that was told three times and never settled may kill this process (in one process the listener lives
        here too): it goes alone, so that it takes no innocents with it."""
        if any(row.attempts >= SUSPECT_AFTER for row in self._under_way.values()):
            return []
        before = list(takewhile(lambda row: row.attempts < SUSPECT_AFTER, rows))
        return before if before or self._under_way else rows[:1]

    def _claimed(
        self, connection: sa.Connection, rows: list[outbox.Unsent], *, all_of_them: bool
    ) -> list[outbox.Unsent]:
        """The rows to tell. Claimed before they are told is what was held back, for it may be undone until then, and
        what lay here when this relay began: it may have killed the one before."""
        wanted = rows if all_of_them else [row for row in rows if row.held]
        if not wanted:
            return rows
        with translated(), self._database.turn():
            claimed = outbox.claim(connection, wanted)
        free = [] if all_of_them else [row for row in rows if not row.held]
        return sorted([*claimed, *free], key=attrgetter("id"))

    def _settle(self, connection: sa.Connection, fates: Sequence[tuple[UUID, Fate]]) -> None:
        """Write down what is safe, what was not taken, and what went astray."""
        settled: dict[Fate, list[outbox.Unsent]] = defaultdict(list)
        for event_id, fate in fates:
            settled[fate].append(self._under_way.pop(event_id))
        for fate, rows in settled.items():
            with translated(), self._database.turn():
                _WRITE_DOWN[fate](connection, rows)
