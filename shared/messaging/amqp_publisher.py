"""The way out to RabbitMQ: pika's asynchronous connection with pipelined confirms.

RabbitMQ returns an unroutable message first and then acks it, and a return carries no delivery tag: it is matched by
`message_id`, which is the event id.
"""

import threading
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import pika
from pika.exceptions import AMQPError
from pika.spec import Basic

from shared.messaging.envelope import CONTENT_TYPE
from shared.messaging.publishing import BrokerAway, Fate

READY_WITHIN = 10.0
CLOSED_WITHIN = 1.0
LOOK_IN_EVERY = 0.25
"""Seconds between two looks at a connection on which nothing is under way: soon enough for heartbeats and bad news."""


def pika_parameters(url: str) -> pika.URLParameters:
    """The same address as kombu's: for pika the default vhost is `%2F`, not an empty path."""
    parts = urlsplit(url)
    path = parts.path if parts.path not in {"", "/", "//"} else "/%2F"
    parameters = pika.URLParameters(urlunsplit(parts._replace(path=path)))
    parameters.heartbeat = 10
    parameters.blocked_connection_timeout = 30
    parameters.socket_timeout = parameters.stack_timeout = 5
    return parameters


class AmqpPublisher:
    """One connection and one channel in confirm mode, driven by `pump` in the thread of the relay."""

    def __init__(self, url: str, exchange: str) -> None:
        self._exchange = exchange
        self._user = pika_parameters(url).credentials.username
        self._channel: Any = None
        self._failure: str | None = None
        self._let_go = False
        self._closing, self._closed = threading.Lock(), False
        self._nudged = threading.Event()
        self._looked_in = time.monotonic()
        self._next_tag = 1
        self._unconfirmed: dict[int, UUID] = {}
        self._returned: set[UUID] = set()
        self._fates: list[tuple[UUID, Fate]] = []
        self._connection = pika.SelectConnection(
            pika_parameters(url),
            on_open_callback=lambda connection: connection.channel(on_open_callback=self._channel_open),
            on_open_error_callback=lambda _, error: self._lose(error),
            on_close_callback=lambda _, error: self._lose(error),
        )
        self._drive(READY_WITHIN)
        if self._channel is None or self._failure is not None:
            self.close()
            raise BrokerAway(self._failure or "not ready in time")

    def publish(self, event_id: UUID, event_type: str, body: bytes) -> None:
        """Hand an event over. The broker vouches for the speaker by `user_id`."""
        properties = pika.BasicProperties(
            message_id=str(event_id),
            type=event_type,
            content_type=CONTENT_TYPE,
            delivery_mode=pika.DeliveryMode.Persistent,
            user_id=self._user,
        )
        try:
            self._channel.basic_publish(self._exchange, event_type, body, properties, mandatory=True)
        except AMQPError as error:
            raise BrokerAway(type(error).__name__) from None
        self._unconfirmed[self._next_tag] = event_id
        self._next_tag += 1

    def pump(self, seconds: float) -> Sequence[tuple[UUID, Fate]]:
        """Drive the connection for `seconds`; with nothing under way, rest so long or until nudged."""
        if self._unconfirmed:
            self._run(seconds)
        else:
            self._rest(seconds)
        fates, self._fates = self._fates, []
        return fates

    def nudge(self) -> None:
        """Stop waiting. What is asked of pika is all that it allows from another thread, and only until it closes."""
        self._nudged.set()
        with self._closing:
            if self._unconfirmed and not self._closed:
                self._connection.ioloop.add_callback_threadsafe(self._connection.ioloop.stop)

    def close(self) -> None:
        """Close in good order if the broker still answers, else hang up: pika has no public word for that."""
        with self._closing:
            self._closed = True
        if not (self._connection.is_closing or self._connection.is_closed):
            self._connection.close()
        self._drive_until_let_go()
        if not self._let_go:
            self._connection._adapter_disconnect_stream()
            self._drive_until_let_go()
        self._connection.ioloop.close()

    def _drive_until_let_go(self) -> None:
        """For a second at most. A nudge from before may stop the loop once too early."""
        until = time.monotonic() + CLOSED_WITHIN
        while not self._let_go and (left := until - time.monotonic()) > 0:
            self._drive(left)

    def _rest(self, seconds: float) -> None:
        """To drive a connection costs twice as much as to wait, and a relay with nothing to tell does it all day."""
        self._nudged.wait(seconds)
        self._nudged.clear()
        if time.monotonic() - self._looked_in > LOOK_IN_EVERY:
            self._looked_in = time.monotonic()
            self._run(0)

    def _run(self, seconds: float) -> None:
        self._drive(seconds)
        if self._failure is not None:
            raise BrokerAway(self._failure)

    def _drive(self, seconds: float) -> None:
        loop = self._connection.ioloop
        timer = loop.call_later(seconds, loop.stop)
        loop.start()
        loop.remove_timeout(timer)

    def _channel_open(self, channel: Any) -> None:
        channel.add_on_close_callback(self._channel_closed)
        channel.add_on_return_callback(self._note_returned)
        channel.confirm_delivery(ack_nack_callback=self._note_confirmed, callback=lambda _: self._ready(channel))

    def _channel_closed(self, _: Any, error: Any) -> None:
        if not self._connection.is_closing:
            self._fail(error)

    def _ready(self, channel: Any) -> None:
        self._channel = channel
        self._connection.ioloop.stop()

    def _fail(self, error: Any) -> None:
        self._failure = type(error).__name__
        self._connection.ioloop.stop()

    def _lose(self, error: Any) -> None:
        """Stop after the round in which pika lets go of its socket."""
        self._failure = type(error).__name__
        self._connection.ioloop.call_later(0, self._note_let_go)

    def _note_let_go(self) -> None:
        self._let_go = True
        self._connection.ioloop.stop()

    def _note_returned(self, _: Any, __: Any, properties: pika.BasicProperties, ___: bytes) -> None:
        self._returned.add(UUID(properties.message_id))

    def _note_confirmed(self, frame: Any) -> None:
        tag, taken = frame.method.delivery_tag, isinstance(frame.method, Basic.Ack)
        tags = [known for known in self._unconfirmed if known <= tag] if frame.method.multiple else [tag]
        for one in tags:
            event_id = self._unconfirmed.pop(one)
            refused = event_id in self._returned or not taken
            self._returned.discard(event_id)
            self._fates.append((event_id, Fate.NOT_TAKEN if refused else Fate.SAFE))
