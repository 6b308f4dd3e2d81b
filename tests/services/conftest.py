"""Each service on the two databases that ship."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from shared import clock
from shared.clock import SHANGHAI
from shared.db import Database
from tests.servers import Postgres
from tests.services.ready_made import OnPostgres, OnSQLite
from tests.services.stage import CODES_KEY, Clockwork, Stage

MONDAY_MORNING = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> OnSQLite:
    """Files with the tables of each service."""
    return OnSQLite(tmp_path_factory.mktemp("tables"))


@pytest.fixture(scope="session")
def on_postgres(postgres: Postgres) -> OnPostgres:
    """Databases with the tables of each service."""
    return OnPostgres(postgres)


@pytest.fixture(params=["sqlite", "postgres"])
def ready_made(request: pytest.FixtureRequest) -> OnSQLite | OnPostgres:
    """The kind of database that the test is for."""
    kind: OnSQLite | OnPostgres = request.getfixturevalue(f"on_{request.param}")
    return kind


@pytest.fixture
def clockwork(tmp_path: Path) -> Iterator[Clockwork]:
    """Business time, standing at Monday 16 November 2026, nine o'clock in Shanghai."""
    yield Clockwork(tmp_path / "clock", MONDAY_MORNING)
    clock.follow(None)


@pytest.fixture
def open_stage(
    ready_made: OnSQLite | OnPostgres, clockwork: Clockwork, tmp_path: Path
) -> Iterator[Callable[..., Stage]]:
    """Open a service by name on its own database; more settings by environment name."""
    with ExitStack() as stack:

        @cache
        def lent(name: str) -> str:
            return stack.enter_context(ready_made.lent(name, tmp_path))

        def open_(name: str, **environ: str) -> Stage:
            settings, app = import_module(f"services.{name}.settings"), import_module(f"services.{name}.app")
            environment = {f"{name.upper()}_DATABASE_URL": lent(name), "CODES_KEY": CODES_KEY, **environ}
            database = stack.enter_context(closing(Database(lent(name))))
            return Stage(app.build(settings.read(environment)), database)

        yield open_
