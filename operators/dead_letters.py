"""The dead queues: where the broker puts a message that took its worker down five times. For operators, by pika."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pika
from pika.exceptions import AMQPError, ChannelClosedByBroker

from shared.messaging.amqp_publisher import pika_parameters
from shared.messaging.bus import Topology
from shared.messaging.publishing import BrokerAway


class DeadLetters:
    """The dead queue of one service."""

    def __init__(self, url: str, namespace: str, service: str) -> None:
        topology = Topology(namespace)
        self._url = url
        self._work_queue = topology.queue_name(service)
        self._dead_queue = topology.dead_queue(service).name

    def peek(self, most: int) -> list[tuple[str, str]]:
        """Event id and type of the first `most` dead messages, which stay where they are. Raises BrokerAway."""
        with self._channel() as channel:
            found = [channel.basic_get(self._dead_queue) for _ in range(min(most, self._size(channel)))]
            return [(properties.message_id or "", properties.type or "") for _, properties, _ in found]

    def count(self) -> int:
        """How many dead messages there are. Raises BrokerAway."""
        with self._channel() as channel:
            return self._size(channel)

    def missing(self) -> list[str]:
        """Which queues of the service do not stand, the one that it works off and the dead one. Raises BrokerAway."""
        return [queue for queue in (self._work_queue, self._dead_queue) if not self._stands(queue)]

    def replay(self) -> int:
        """Move all dead messages back to the work queue, each confirmed there before it is acked here; how many.

        The broker's own headers are stripped: with `x-death` a second round would be dropped as a cycle.
        Raises BrokerAway.
        """
        with self._channel() as channel:
            channel.confirm_delivery()
            moved = 0
            for _ in range(self._size(channel)):
                method, properties, body = channel.basic_get(self._dead_queue)
                if method is None:
                    break
                kept = {k: v for k, v in (properties.headers or {}).items() if not k.startswith("x-")}
                properties.headers = kept or None
                channel.basic_publish("", self._work_queue, body, properties, mandatory=True)
                channel.basic_ack(method.delivery_tag)
                moved += 1
            return moved

    def _stands(self, queue: str) -> bool:
        try:
            with self._channel() as channel:
                channel.queue_declare(queue, passive=True)
        except BrokerAway as error:
            if isinstance(error.__context__, ChannelClosedByBroker):
                return False
            raise
        return True

    def _size(self, channel: Any) -> int:
        return int(channel.queue_declare(self._dead_queue, passive=True).method.message_count)

    @contextmanager
    def _channel(self) -> Iterator[Any]:
        try:
            connection = pika.BlockingConnection(pika_parameters(self._url))
        except AMQPError as error:
            raise BrokerAway(type(error).__name__) from None
        try:
            yield connection.channel()
        except AMQPError as error:
            raise BrokerAway(type(error).__name__) from None
        finally:
            if connection.is_open:
                connection.close()
