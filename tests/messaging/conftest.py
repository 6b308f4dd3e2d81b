"""The two combinations that ship: in-memory with SQLite, RabbitMQ with PostgreSQL."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from shared.db import Database
from shared.messaging.bus import Bus, bus_for
from tests.messaging.county import HEARING, Running, prepare
from tests.servers import Postgres, RabbitMQ


@dataclass
class Wires:
    """A declared bus, and databases as many as are wanted."""

    bus: Bus
    database: Callable[[], Database]


@pytest.fixture
def namespace() -> str:
    """A namespace of its own for each test: both brokers outlive it."""
    return f"t{uuid4().hex[:10]}"


@pytest.fixture
def memory_wires(namespace: str, tmp_path: Path) -> Wires:
    """In-memory and SQLite."""
    bus = bus_for("memory://", namespace)
    bus.declare(HEARING)
    return Wires(bus, lambda: prepare(Database(f"sqlite:///{tmp_path}/{uuid4().hex}.db")))


@pytest.fixture
def real_wires(namespace: str, rabbitmq: RabbitMQ, postgres: Postgres) -> Wires:
    """RabbitMQ and PostgreSQL."""
    bus = bus_for(rabbitmq.url, namespace)
    bus.declare(HEARING)
    return Wires(bus, lambda: prepare(Database(postgres.create_database(f"m{uuid4().hex[:12]}"))))


@pytest.fixture(params=["memory_wires", "real_wires"])
def wires(request: pytest.FixtureRequest) -> Wires:
    """Each of the two."""
    chosen: Wires = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def running() -> Iterator[Running]:
    """Threads that end with the test."""
    running = Running()
    yield running
    running.finish()
