"""The bus: one durable topic exchange, one queue for each service. The only module that speaks kombu.

Two buses ship: RabbitMQ, and kombu's in-memory transport between threads of one process. Both confirm an event only
when it is safe: RabbitMQ when the quorum has it, the in-memory bus when every queue that it was routed to has acked
it, so that there the outbox itself is the durable queue.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import kombu
from kombu.exceptions import OperationalError
from kombu.transport import memory

from shared.contracts.catalogue import CONTRACTS
from shared.messaging.amqp_publisher import AmqpPublisher
from shared.messaging.memory_ledger import MemoryLedger, MemoryPublisher
from shared.messaging.publishing import BrokerAway, Publisher

DELIVERY_LIMIT = 5
LOOKS = 1_000_000
"""How often an operator may look at a dead message. RabbitMQ 4 drops it after 20 unless told otherwise."""
HEARTBEAT = 30
SPEAKERS = tuple(dict.fromkeys(contract.SPEAKER for contract in CONTRACTS))


class Topology:
    """The names of exchange and queues; `namespace` keeps two systems on one broker apart."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.exchange = kombu.Exchange(f"{namespace}.events", type="topic", durable=True)

    def queue_name(self, service: str) -> str:
        """The queue of a service. Arguments of a queue cannot change later: a new set needs a new version."""
        return f"{self.namespace}.{service}.v1"

    def dead_queue(self, service: str) -> kombu.Queue:
        """Where a message ends that killed its worker too often."""
        arguments = {"x-queue-type": "quorum", "x-overflow": "reject-publish", "x-delivery-limit": LOOKS}
        return kombu.Queue(f"{self.queue_name(service)}.dead", durable=True, queue_arguments=arguments)

    def queue(self, service: str, types: Iterable[str]) -> kombu.Queue:
        """The queue of a service, bound to what it hears; one worker is active, the others stand by."""
        arguments = {
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-overflow": "reject-publish",
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": self.dead_queue(service).name,
            "x-dead-letter-strategy": "at-least-once",
        }
        bindings = [kombu.binding(self.exchange, routing_key=event_type) for event_type in sorted(types)]
        return kombu.Queue(self.queue_name(service), bindings=bindings, durable=True, queue_arguments=arguments)


class Bus(Protocol):
    """What relays, listeners and operators need of a broker."""

    topology: Topology

    def declare(self, hearing: Mapping[str, Iterable[str]]) -> None:
        """Make exchange, queues and bindings: service → the event types that it hears. Raises BrokerAway."""

    def stands(self) -> bool:
        """Whether the queues of all services stand."""

    def publisher(self, service: str) -> Publisher:
        """The way out for one relay, in its thread. Raises BrokerAway."""

    def connection(self) -> Any:
        """A kombu connection for one listener."""

    def ack(self, service: str, message: Any) -> None:
        """The message took effect or is kept in the inbox."""

    def let_go(self, service: str) -> None:
        """A listener closed with messages in hand: they must come again."""

    def relay_is_even(self, service: str) -> None:
        """The relay of this service has told all that it had to tell since it started."""

    def is_drained(self, service: str, channel: Any) -> bool:
        """Whether nothing waits in the queue of this service."""

    def count_dead(self, service: str, channel: Any) -> int:
        """How many messages lie in the dead queue of this service."""


class AmqpBus:
    """RabbitMQ."""

    def __init__(self, url: str, namespace: str) -> None:
        self.url = url
        self.topology = Topology(namespace)

    def connection(self) -> Any:
        """A connection with a heartbeat; every wait on it has a limit."""
        return kombu.Connection(self.url, heartbeat=HEARTBEAT, connect_timeout=5)

    def declare(self, hearing: Mapping[str, Iterable[str]]) -> None:
        """Make what is missing. Raises BrokerAway, also when a queue stands there that was made otherwise."""
        connection = self.connection()
        try:
            with connection:
                _declare(self.topology, connection, hearing)
        except (OperationalError, *connection.connection_errors, *connection.channel_errors) as error:
            raise BrokerAway(type(error).__name__) from None

    def stands(self) -> bool:
        """Ask passively, so as not to make a queue without its bindings."""
        with self.connection() as connection:
            try:
                for service in SPEAKERS:
                    kombu.Queue(self.topology.queue_name(service), channel=connection).queue_declare(passive=True)
            except (*connection.connection_errors, *connection.channel_errors, OperationalError):
                return False
        return True

    def publisher(self, service: str) -> Publisher:
        """pika, pipelined confirms. Raises BrokerAway."""
        return AmqpPublisher(self.url, self.topology.exchange.name)

    def ack(self, service: str, message: Any) -> None:
        """Ack; an error must reach the consumer loop, which then reconnects at once."""
        message.ack()

    def let_go(self, service: str) -> None:
        """Nothing to do: the broker delivers again what was not acked."""

    def relay_is_even(self, service: str) -> None:
        """Nothing to do: the broker knows what lies in its queues."""

    def is_drained(self, service: str, channel: Any) -> bool:
        """Nothing is ready in the queue."""
        return bool(channel.queue_declare(self.topology.queue_name(service), passive=True).message_count == 0)

    def count_dead(self, service: str, channel: Any) -> int:
        """As the broker counts."""
        return int(channel.queue_declare(self.topology.dead_queue(service).name, passive=True).message_count)


class _PromptChannel(memory.Channel):
    """kombu's in-memory channel, woken by the message it waits for instead of looking for it again and again."""

    def _get_many(self, queues: Sequence[str], timeout: float | None = None) -> None:
        """kombu asks here when a channel can wait by itself; each of ours has one queue. Raises queue.Empty."""
        (queue,) = queues
        self.connection._deliver(self._queue_for(queue).get(timeout=timeout), queue)


class _Prompt(memory.Transport):
    """The same broker in the same memory."""

    Channel = _PromptChannel


class MemoryBus:
    """kombu's in-memory transport; it forgets everything on exit, which the outbox makes good."""

    def __init__(self, namespace: str) -> None:
        self.topology = Topology(namespace)
        self._ledger = MemoryLedger()

    def connection(self) -> Any:
        """A connection between threads; its default polling interval, when a hand is full, is a whole second."""
        return kombu.Connection("memory://", transport=_Prompt, transport_options={"polling_interval": 0.004})

    def declare(self, hearing: Mapping[str, Iterable[str]]) -> None:
        """Make the queues, and note who will hear what."""
        with self.connection() as connection:
            _declare(self.topology, connection, hearing)
        self._ledger.note_hearing(hearing)

    def stands(self) -> bool:
        """Whether somebody declared."""
        return self._ledger.knows(SPEAKERS)

    def publisher(self, service: str) -> Publisher:
        """A publisher that confirms when every listener has acked."""
        return MemoryPublisher(self._ledger, kombu.Producer(self.connection(), self.topology.exchange))

    def ack(self, service: str, message: Any) -> None:
        """Ack, and tell the publisher that this listener has it."""
        message.ack()
        self._ledger.settle(service, message.properties["message_id"])

    def let_go(self, service: str) -> None:
        """This transport drops what was delivered and not acked: have it published again."""
        self._ledger.lose(service)

    def relay_is_even(self, service: str) -> None:
        """Note it; `is_drained` waits for all four."""
        self._ledger.note_even(service)

    def is_drained(self, service: str, channel: Any) -> bool:
        """Nothing in the queue, and no outbox still holds what an earlier life did not settle."""
        size: int = channel._size(self.topology.queue_name(service))
        return size == 0 and self._ledger.all_even(SPEAKERS)

    def count_dead(self, service: str, channel: Any) -> int:
        """There is no dead queue: what kills its listener stays in the outbox and is set aside there."""
        return 0


def bus_for(url: str, namespace: str) -> Bus:
    """The bus that `url` names: `memory://` or `amqp://user:password@host:port/vhost`."""
    return MemoryBus(namespace) if url.startswith("memory:") else AmqpBus(url, namespace)


def _declare(topology: Topology, connection: Any, hearing: Mapping[str, Iterable[str]]) -> None:
    channel = connection.default_channel
    topology.exchange(channel).declare()
    for service, types in hearing.items():
        topology.dead_queue(service)(channel).declare()
        topology.queue(service, types)(channel).declare()
