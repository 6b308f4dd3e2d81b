"""The two combinations that ship: in-memory with SQLite, RabbitMQ with PostgreSQL."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

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


@pytest.fixture(scope="module", autouse=True)
def what_is_left_open_is_seen_here() -> Iterator[None]:
    """A socket that nobody closed is an error of the module that left it, not of whichever comes much later."""
    yield
    gc.collect()


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


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """One service's database, without a bus."""
    file = f"sqlite:///{tmp_path}/one.db"
    database = prepare(Database(file if request.param == "sqlite" else request.getfixturevalue("one_postgresql")))
    yield database
    if request.param == "postgresql":
        with database.writer.begin() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
    database.close()


@pytest.fixture(scope="session")
def one_postgresql(postgres: Postgres) -> str:
    """One database for many tests, emptied between them: to make one takes half a second."""
    return postgres.create_database("news")


@pytest.fixture
def running() -> Iterator[Running]:
    """Threads that end with the test. Ask for it after the wires, so that they are cut later."""
    running = Running()
    yield running
    running.finish()


@pytest.fixture
def others_running() -> Iterator[Running]:
    """Threads of another process, so to speak: they can end before the test."""
    running = Running()
    yield running
    running.finish()
