"""The two combinations that ship: in-memory with SQLite, RabbitMQ with PostgreSQL."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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
    _url: Callable[[], str]
    _opened: list[Database] = field(default_factory=list)

    def database(self) -> Database:
        """One more service's database."""
        self._opened.append(prepare(Database(self._url())))
        return self._opened[-1]

    def close(self) -> None:
        """Close all of them."""
        for database in self._opened:
            database.close()


@pytest.fixture
def namespace() -> str:
    """A namespace of its own for each test: both brokers outlive it."""
    return f"t{uuid4().hex[:10]}"


@pytest.fixture
def memory_wires(namespace: str, tmp_path: Path) -> Iterator[Wires]:
    """In-memory and SQLite."""
    bus = bus_for("memory://", namespace)
    bus.declare(HEARING)
    wires = Wires(bus, lambda: f"sqlite:///{tmp_path}/{uuid4().hex}.db")
    yield wires
    wires.close()


@pytest.fixture
def real_wires(namespace: str, rabbitmq: RabbitMQ, postgres: Postgres) -> Iterator[Wires]:
    """RabbitMQ and PostgreSQL."""
    bus = bus_for(rabbitmq.url, namespace)
    bus.declare(HEARING)
    wires = Wires(bus, lambda: postgres.create_database(f"m{uuid4().hex[:12]}"))
    yield wires
    wires.close()


@pytest.fixture(params=["memory_wires", "real_wires"])
def wires(request: pytest.FixtureRequest) -> Wires:
    """Each of the two."""
    chosen: Wires = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def running(wires: Wires) -> Iterator[Running]:
    """Threads that end with the test, before the wires."""
    running = Running()
    yield running
    running.finish()
