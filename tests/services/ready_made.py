"""Databases that have a service's tables already, and applications that are wired already: to make either takes longer
than most of what is tried on them.

Each kind lends a test a database as it was when its tables were made, and the application that stands on it. What a
service keeps, it keeps in its database, but for what dispatch knows by heart of its roster: who comes later finds
nothing of who came before.
"""

import gc
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from flask import Flask

from services.dispatch.suggesting.offering import Suggesting
from shared.db import Database
from shared.migrations.steps import migrate
from shared.runtime import Service, web_app
from tests.house.sources import ROOT
from tests.servers import Postgres
from tests.services.stage import CODES_KEY

Wired = tuple[Service, Database, Flask]


class ReadyMade(ABC):
    """One database for each service, and an application for each set of settings that a test has asked for."""

    def __init__(self) -> None:
        self._databases: dict[str, Database] = {}
        self._wired: dict[tuple[str, frozenset[tuple[str, str]]], Wired] = {}
        self._suggesting: list[Suggesting] = []

    @contextmanager
    def lent(self, service: str) -> Iterator[None]:
        """Its database is the test's, and is afterwards as it was."""
        if service not in self._databases:
            self._databases[service] = self._make(service)
        yield
        self._restore(service, self._databases[service])
        for one in self._suggesting:
            vars(one).pop("_current", None)  # a process that starts on this database knows nothing by heart

    def wired(self, name: str, environ: dict[str, str]) -> Wired:
        """The service with these settings, on the database that was lent."""
        key = name, frozenset(environ.items())
        if key not in self._wired:
            database = self._databases[name]
            url = database.url.render_as_string(hide_password=False)
            settings, app = import_module(f"services.{name}.settings"), import_module(f"services.{name}.app")
            usual = {f"{name.upper()}_DATABASE_URL": url, "CODES_KEY": CODES_KEY}
            service = app.build(settings.read({**usual, **environ}))
            self._wired[key] = service, database, web_app(service, database)
            self._suggesting = [one for one in gc.get_objects() if isinstance(one, Suggesting)]
        return self._wired[key]

    def close(self) -> None:
        """Let go of all databases."""
        for database in self._databases.values():
            database.close()

    @abstractmethod
    def _make(self, service: str) -> Database:
        """Its database, with its tables."""

    @abstractmethod
    def _restore(self, service: str, database: Database) -> None:
        """Make it as it was when its tables were made."""


class OnSQLite(ReadyMade):
    """Files, of which each test gets a fresh copy."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def _make(self, service: str) -> Database:
        original = self._folder / f"{service}.original"
        _make_tables(f"sqlite:///{original}", service)
        shutil.copy(original, self._folder / f"{service}.db")
        return Database(f"sqlite:///{self._folder / service}.db")

    def _restore(self, service: str, database: Database) -> None:
        database.close()
        for kept in self._folder.glob(f"{service}.db*"):  # and what a connection that is still open writes beside it
            kept.unlink()
        shutil.copy(self._folder / f"{service}.original", self._folder / f"{service}.db")


class OnPostgres(ReadyMade):
    """Databases, each of which is emptied after each test."""

    def __init__(self, server: Postgres) -> None:
        super().__init__()
        self._server = server
        self._administrators: dict[str, Database] = {}
        """Their connections stay open: to open one takes longer than to empty a database."""

    def close(self) -> None:
        super().close()
        for database in self._administrators.values():
            database.close()

    def _make(self, service: str) -> Database:
        url = self._server.create_database(service)
        _make_tables(url, service)
        administrator = Database(self._server.as_administrator(url))
        with administrator.writer.begin() as connection:
            connection.exec_driver_sql("CREATE SCHEMA kept; CREATE TABLE kept.steps AS TABLE alembic_version")
        self._administrators[service] = administrator
        return Database(url)

    def _restore(self, service: str, database: Database) -> None:
        with self._administrators[service].writer.begin() as connection:
            connection.exec_driver_sql(_EMPTY)


_EMPTY = """
DO $$
DECLARE one name;
BEGIN
    SET LOCAL session_replication_role = replica;  -- whatever triggers say
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'DELETE FROM ' || quote_ident(one);
    END LOOP;
    INSERT INTO alembic_version SELECT * FROM kept.steps;
END $$
"""


def _make_tables(url: str, service: str) -> None:
    database = Database(url)
    migrate(database, ROOT / "services" / service / "migrations")
    database.close()
