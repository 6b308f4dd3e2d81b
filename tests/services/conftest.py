"""Each service on the two databases that ship."""

from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest

from shared import clock
from shared.clock import SHANGHAI
from shared.db import Database
from tests.services.stage import CODES_KEY, Clockwork, Stage

MONDAY_MORNING = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh, empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/service.db"
    url: str = request.getfixturevalue("postgres").create_database(f"s{uuid4().hex[:12]}")
    return url


@pytest.fixture
def clockwork(tmp_path: Path) -> Iterator[Clockwork]:
    """Business time, standing at Monday 16 November 2026, nine o'clock in Shanghai."""
    yield Clockwork(tmp_path / "clock", MONDAY_MORNING)
    clock.follow(None)


@pytest.fixture
def open_stage(database_url: str, clockwork: Clockwork) -> Iterator[Callable[..., Stage]]:
    """Open a service by name on its own database; more settings by environment name."""
    opened: list[Database] = []

    def open_(name: str, **environ: str) -> Stage:
        settings = import_module(f"services.{name}.settings")
        app = import_module(f"services.{name}.app")
        environment = {f"{name.upper()}_DATABASE_URL": database_url, "CODES_KEY": CODES_KEY, **environ}
        database = Database(database_url)
        opened.append(database)
        return Stage(app.build(settings.read(environment)), database)

    yield open_
    for database in opened:
        database.close()
