"""The listener: takes news off the queue, gives it to the intake, acks after the commit."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from kombu.mixins import ConsumerMixin

from shared.db import Database, DatabaseAway
from shared.messaging.bus import Bus
from shared.messaging.intake import Intake

WINDOW = 64
LINGER = 0.005
LINGER_ALONE = 0.0005
"""Seconds to wait for more: long where the last batch had several, for then more are on their way."""
SAFETY_INTERVAL = 0.25
DATABASE_PAUSE = 0.5
HOLD_AT_MOST = 600.0
COUNT_DEAD_EVERY = 2.0

log = structlog.get_logger()


class Listener(ConsumerMixin):
    """Hears for one service. Begins with one message in hand, and takes up to 64 after its first commit of a message
    that nobody had in hand before, so that a poison message takes no innocents with it."""

    def __init__(self, service: str, database: Database, bus: Bus, intake: Intake, stop: threading.Event) -> None:
        self.connection = bus.connection()
        self._service = service
        self._database = database
        self._bus = bus
        self._intake = intake
        self._stop = stop
        self._in_hand: list[Any] = []
        self._window = 1
        self._linger_for = LINGER_ALONE
        self._rest_until = 0.0
        self._away_since: float | None = None
        self._consumer: Any = None
        self.caught_up = threading.Event()
        self.dead = 0
        self._counted_dead_at = 0.0

    @property
    def should_stop(self) -> bool:
        """Asked by kombu between messages."""
        return self._stop.is_set()

    def hear(self) -> None:
        """Hear until told to stop. While the database is away for long nothing is consumed."""
        while not self.should_stop:
            try:
                self.run(safety_interval=SAFETY_INTERVAL)
            except DatabaseAway as error:
                log.warning("database away for long, listener lets go", service=self._service, reason=str(error))
                self._bus.let_go(self._service)
                while not self.should_stop and not self._database.answers():
                    self._stop.wait(DATABASE_PAUSE)

    def get_consumers(self, consumer: Any, channel: Any) -> list[Any]:
        """kombu asks on every (re)connection; on_message, because kombu would ack what it cannot decode."""
        self._intake.look_for_early()
        self._window = 1
        self._in_hand = []
        self._away_since = None
        queue = self._bus.topology.queue(self._service, ())
        queue.no_declare = True
        self._consumer = consumer(queues=[queue], on_message=self._in_hand_append, prefetch_count=1)
        return [self._consumer]

    def on_connection_error(self, error: Exception, interval: float) -> None:
        """Told by kombu before each new try."""
        log.warning("broker away, listener waits", service=self._service, reason=type(error).__name__)

    def on_iteration(self) -> None:
        """Between two waits: deal with what has come, after a short linger for more."""
        if self._in_hand:
            if time.monotonic() >= self._rest_until:
                self._linger()
                self._take_if_database_answers()
        elif not self.caught_up.is_set() and self._bus.is_drained(self._service, self._consumer.channel):
            self.caught_up.set()
        elif time.monotonic() - self._counted_dead_at > COUNT_DEAD_EVERY:
            self.dead = self._bus.count_dead(self._service, self._consumer.channel)
            self._counted_dead_at = time.monotonic()

    @contextmanager
    def establish_connection(self) -> Iterator[Any]:
        """As kombu does, but trying again every second or two and giving up when told to stop."""
        with self.connection.clone() as connection:
            connection.ensure_connection(
                self.on_connection_error,
                interval_start=0.5,
                interval_step=0.5,
                interval_max=2,
                callback=self._give_up_if_stopped,
            )
            yield connection

    def _give_up_if_stopped(self) -> None:
        if self.should_stop:
            raise SystemExit

    def _in_hand_append(self, message: Any) -> None:
        self._in_hand.append(message)

    def _linger(self) -> None:
        until = time.monotonic() + self._linger_for
        while len(self._in_hand) < self._window and (left := until - time.monotonic()) > 0:
            try:
                self._consumer.connection.drain_events(timeout=left)
            except TimeoutError:
                return

    def _take_if_database_answers(self) -> None:
        """Keep in hand what the database does not take now: it is no failure of the messages, but the broker would
        count it as one. Not for ever: RabbitMQ bears half an hour. Raises DatabaseAway after HOLD_AT_MOST."""
        try:
            self._take()
        except DatabaseAway as error:
            now = time.monotonic()
            self._away_since = self._away_since or now
            if now - self._away_since > HOLD_AT_MOST:
                raise
            log.warning("database away, listener waits", service=self._service, reason=str(error))
            self._rest_until = now + DATABASE_PAUSE
        else:
            self._away_since = None

    def _take(self) -> None:
        messages = list(self._in_hand)
        self._linger_for = LINGER if len(messages) > 1 else LINGER_ALONE
        self._intake.take([_body(message) for message in messages])
        del self._in_hand[: len(messages)]
        if self._window == 1 and not any(message.delivery_info.get("redelivered") for message in messages):
            self._widen()
        for message in messages:
            self._bus.ack(self._service, message)

    def _widen(self) -> None:
        """RabbitMQ reads the prefetch when a consumer begins, so begin anew. With the message of this commit still
        unacked, so that no other is in hand: a stand-by becomes active here, and order is kept."""
        self._consumer.cancel()
        self._consumer.qos(prefetch_count=WINDOW)
        self._consumer.consume()
        self._window = WINDOW


def _body(message: Any) -> bytes:
    """kombu gives text when the message names an encoding."""
    body = message.body
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)
