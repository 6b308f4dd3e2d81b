"""Each service on the two databases that ship."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from shared import clock
from shared.clock import SHANGHAI
from tests.servers import Postgres
from tests.services.ready_made import OnPostgres, OnSQLite, ReadyMade
from tests.services.stage import Clockwork, Stage

MONDAY_MORNING = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadyMade]:
    """Files with the tables of each service."""
    with closing(OnSQLite(tmp_path_factory.mktemp("tables"))) as ready_made:
        yield ready_made


@pytest.fixture(scope="session")
def on_postgres(postgres: Postgres) -> Iterator[ReadyMade]:
    """Databases with the tables of each service."""
    with closing(OnPostgres(postgres)) as ready_made:
        yield ready_made


@pytest.fixture(params=["sqlite", "postgres"])
def ready_made(request: pytest.FixtureRequest) -> ReadyMade:
    """The kind of database that the test is for."""
    kind: ReadyMade = request.getfixturevalue(f"on_{request.param}")
    return kind


@pytest.fixture
def clockwork(tmp_path: Path) -> Iterator[Clockwork]:
    """Business time, standing at Monday 16 November 2026, nine o'clock in Shanghai."""
    yield Clockwork(tmp_path / "clock", MONDAY_MORNING)
    clock.follow(None)


@pytest.fixture
def open_stage(ready_made: ReadyMade, clockwork: Clockwork) -> Iterator[Callable[..., Stage]]:
    """Open a service by name on its own database; more settings by environment name."""
    with ExitStack() as stack:

        @cache
        def lend(name: str) -> None:
            stack.enter_context(ready_made.lent(name))

        def open_(name: str, **environ: str) -> Stage:
            lend(name)
            return Stage(*ready_made.wired(name, environ))

        yield open_
