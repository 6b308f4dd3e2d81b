"""Who still has to ack what on the in-memory bus."""

import threading
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from shared.messaging.envelope import CONTENT_TYPE
from shared.messaging.publishing import Fate


class MemoryLedger:
    """For each event under way, the services that have not acked it yet. Shared by all threads of the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hearing: dict[str, frozenset[str]] = {}
        self._awaited: dict[str, tuple[set[str], MemoryPublisher]] = {}
        self._even: set[str] = set()

    def note_hearing(self, hearing: Mapping[str, Iterable[str]]) -> None:
        """Service → the event types that it hears."""
        with self._lock:
            self._hearing.update({service: frozenset(types) for service, types in hearing.items()})

    def knows(self, services: Iterable[str]) -> bool:
        """Whether all of these declared their queue."""
        return self._hearing.keys() >= set(services)

    def await_acks(self, event_id: str, event_type: str, publisher: "MemoryPublisher") -> bool:
        """Expect an ack from whoever hears this type; False when nobody does."""
        with self._lock:
            listeners = {service for service, types in self._hearing.items() if event_type in types}
            if listeners:
                self._awaited[event_id] = (listeners, publisher)
            return bool(listeners)

    def settle(self, service: str, event_id: str) -> None:
        """`service` acked; when it was the last one the event is safe."""
        with self._lock:
            listeners, publisher = self._awaited.get(event_id, (set(), None))
            listeners.discard(service)
            if publisher is not None and not listeners:
                del self._awaited[event_id]
                publisher.tell(event_id, Fate.SAFE)

    def lose(self, service: str) -> None:
        """`service` let go of what it had in hand: whatever it has not acked is to be published again."""
        with self._lock:
            for event_id, (listeners, publisher) in list(self._awaited.items()):
                if service in listeners:
                    del self._awaited[event_id]
                    publisher.tell(event_id, Fate.LOST)

    def note_even(self, service: str) -> None:
        """The relay of `service` has told all that it had."""
        self._even.add(service)

    def all_even(self, services: Iterable[str]) -> bool:
        """Whether all relays have."""
        return self._even >= set(services)


class MemoryPublisher:
    """Publishes on the in-memory transport and confirms by the ledger."""

    def __init__(self, ledger: MemoryLedger, producer: Any) -> None:
        self._ledger = ledger
        self._producer = producer
        self._fates: deque[tuple[UUID, Fate]] = deque()
        self._under_way: set[str] = set()
        self._nudged = threading.Event()

    def publish(self, event_id: UUID, event_type: str, body: bytes) -> None:
        """Hand an event over."""
        name = str(event_id)
        self._under_way.add(name)
        if not self._ledger.await_acks(name, event_type, self):
            self.tell(name, Fate.NOT_TAKEN)
            return
        self._producer.publish(
            body,
            routing_key=event_type,
            message_id=name,
            type=event_type,
            content_type=CONTENT_TYPE,
            content_encoding="binary",
            serializer=None,
        )

    def tell(self, event_id: str, fate: Fate) -> None:
        """A word about an event, from whatever thread; the last one awaited is worth waking up for."""
        self._fates.append((UUID(event_id), fate))
        self._under_way.discard(event_id)
        if not self._under_way:
            self._nudged.set()

    def pump(self, seconds: float) -> Sequence[tuple[UUID, Fate]]:
        """Wait, or be nudged; then hand over what was told meanwhile."""
        self._nudged.wait(seconds)
        self._nudged.clear()
        return [self._fates.popleft() for _ in range(len(self._fates))]

    def nudge(self) -> None:
        """There is something to tell."""
        self._nudged.set()

    def close(self) -> None:
        """Let go of the transport."""
        self._producer.connection.release()
