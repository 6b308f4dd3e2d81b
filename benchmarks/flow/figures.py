"""What is measured, as plain values."""

from dataclasses import dataclass, field

Floor = dict[str, float]
"""CPU milliseconds an order by part of the floor."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one contestant did in one round."""

    rate: float
    """Orders a second, closed loop."""
    cpu: dict[str, float]
    """Milliseconds an order by part: services, PostgreSQL, RabbitMQ, client."""
    orders: list[float]
    """Seconds from place to review, of each order."""
    hops: list[float]
    """Seconds until dispatch knew an approved order, of each order, at full load."""
    half_hops: list[float]
    """The same at half of `rate`, open loop."""
    early: float
    """Commands an order that came before their news."""
    memory: dict[str, float] = field(default_factory=dict)
    """MiB by process."""
