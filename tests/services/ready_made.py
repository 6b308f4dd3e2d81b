"""Databases that have a service's tables already: to make them takes longer than most of what is tried on them.

Each kind lends a test a database as it was when its tables were made.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.db import Database
from shared.migrations.steps import migrate
from tests.house.sources import ROOT
from tests.servers import Postgres


class OnSQLite:
    """A file for each service, which is copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def lent(self, service: str, folder: Path) -> Iterator[str]:
        """The URL of a copy in `folder`."""
        original, copy = self._folder / f"{service}.db", folder / "service.db"
        if not original.exists():
            _make_tables(f"sqlite:///{original}", service)
        shutil.copy(original, copy)
        yield f"sqlite:///{copy}"


class OnPostgres:
    """A database for each service, which is emptied after each test."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self._urls: dict[str, str] = {}

    @contextmanager
    def lent(self, service: str, _: Path) -> Iterator[str]:
        """The URL of the service's own."""
        if service not in self._urls:
            url = self._server.create_database(service)
            _make_tables(url, service)
            self._urls[service] = url
        yield self._urls[service]
        self._server.empty(self._urls[service], but="alembic_version")


def _make_tables(url: str, service: str) -> None:
    database = Database(url)
    migrate(database, ROOT / "services" / service / "migrations")
    database.close()
