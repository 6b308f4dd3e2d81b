"""What a relay needs of the way out, whichever broker stands behind it."""

from collections.abc import Sequence
from enum import Enum
from typing import Protocol
from uuid import UUID


class BrokerAway(Exception):
    """The broker cannot be reached. What was not confirmed must be told again."""


class Fate(Enum):
    """What became of an event that was handed over."""

    SAFE = "safe"
    NOT_TAKEN = "not taken"
    LOST = "lost"


class Publisher(Protocol):
    """The way out for one relay. Not for sharing between threads."""

    def publish(self, event_id: UUID, event_type: str, body: bytes) -> None:
        """Hand an event over without waiting. Raises BrokerAway."""

    def pump(self, seconds: float) -> Sequence[tuple[UUID, Fate]]:
        """Let words come in, for `seconds` at most; the fates heard since the last time. Raises BrokerAway."""

    def nudge(self) -> None:
        """Let `pump` return at once; from any thread."""

    def close(self) -> None:
        """Let go of the broker."""
