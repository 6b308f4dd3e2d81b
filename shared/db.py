"""A service's own database: SQLite embedded, PostgreSQL in production, one code path for both."""

import fcntl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import NullPool

Result = TypeVar("Result")

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
ATTEMPTS = 3
BUSY_SECONDS = 15
ENDLESS = 10_000
ONE_MOMENT = {"isolation_level": "REPEATABLE READ"}  # as readers have it on SQLite
REPEATABLE = {"40001", "40P01"}  # serialization failure, deadlock
_AWAY = ("08", "53", "57", "58", "55P03", "25P03")  # connection, resources, shut down, system; lock timeout, idle
_SQLITE_AWAY = {5, 6, 8, 10, 13, 14}  # busy, locked, read-only, I/O error, full, cannot open
_POSTGRES_LIMITS = "-c lock_timeout=10s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
_INSERTS: dict[str, Callable[[Any], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


HAS_NEWS = "has_news"
"""Set in `session.info` by whoever writes into the outbox: the relay of this process need not wait to look."""


class DatabaseAway(Exception):
    """The database cannot take or give anything now: stopped, full or overloaded. Nothing was done; try again later."""


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment, kept in UTC on both databases (SQLite stores no zone)."""

    impl = sa.DateTime
    cache_ok = True

    def __init__(self, timezone: bool = True) -> None:
        super().__init__(timezone=timezone)

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a naive moment; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """An aware moment, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def service_metadata(*shared_tables: sa.Table) -> sa.MetaData:
    """The metadata of one service, with its own copy of each shared table (shared code, never shared data)."""
    metadata = sa.MetaData(naming_convention=NAMING)
    for table in shared_tables:
        table.to_metadata(metadata)
    return metadata


def insert_once(session: Session, table: sa.FromClause, rows: list[dict[str, Any]], key: str, *more: str) -> set[Any]:
    """Insert those of `rows` whose `key` (with `more`, if several columns are unique together) is new; the keys that
    were. (`rowcount` is -1 on psycopg, hence RETURNING.)"""
    insert = _INSERTS[session.get_bind().dialect.name](table).values(rows)
    new = insert.on_conflict_do_nothing(index_elements=[key, *more]).returning(table.c[key])
    return set(session.execute(new).scalars())


def at_or_below(column: Any, path: str) -> sa.ColumnElement[bool]:
    """The condition that a column of site paths names the site `path` or one below it."""
    return sa.or_(column == path, column.startswith(f"{path}/", autoescape=True))


def tally(session: Session, column: Any, *conditions: Any) -> dict[Any, int]:
    """How many rows there are of each value of `column`."""
    rows = session.execute(sa.select(column, sa.func.count()).where(*conditions).group_by(column))
    return {value: number for value, number in rows}  # noqa: C416  # a Row is no pair to mypy


class Database:
    """One service's database: who writes, who reads, and the connection that leads."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self._line = threading.Semaphore(1 if self._is_file else ENDLESS)
        self.on_news: Callable[[], None] = lambda: None
        self.writer = self._engine(writes=True)
        self.reader = self._engine(writes=False) if self._is_file else self.writer.execution_options(**ONE_MOMENT)

    @property
    def _is_file(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    def transact(self, work: Callable[[Session], Result]) -> Result:
        """Do `work` in one transaction and commit. Deadlock, serialization failure and stale version are tried again,
        three times in all. Raises DatabaseAway, and whatever `work` raises."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with translated(), Session(self.writer, expire_on_commit=False) as session:
                    with self.turn(), session.begin():
                        result = work(session)
                    if session.info.get(HAS_NEWS):
                        self.on_news()
                    return result
            except (exc.DBAPIError, StaleDataError) as error:
                if attempt == ATTEMPTS or not _worth_repeating(error):
                    raise
        raise AssertionError("unreachable")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One's turn to write. SQLite takes one writer at a time and lets the others sleep and look again; the threads
        of this process stand in line instead, and the next one goes at once. PostgreSQL's line is endless."""
        if not self._line.acquire(timeout=BUSY_SECONDS):
            raise DatabaseAway("too many want to write")
        try:
            yield
        finally:
            self._line.release()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads. Raises DatabaseAway."""
        with translated(), Session(self.reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def leadership(self, name: str) -> Iterator[sa.Connection | None]:
        """One connection outside the pool that holds the lock `name` while it lives; None when another holds it.
        Its commits do not wait for the disk: whoever leads keeps account there of what may be done twice, no more."""
        engine = self._engine(writes=False, waits_for_disk=False, poolclass=NullPool)
        try:
            with translated(), engine.connect() as connection:
                if self._is_file:
                    with _file_lock(Path(f"{self.url.database}.{name}.lock")) as held:
                        yield connection if held else None
                else:
                    locked = connection.scalar(sa.select(sa.func.pg_try_advisory_lock(zlib.crc32(name.encode()))))
                    connection.commit()
                    yield connection if locked else None
        finally:
            engine.dispose()

    def answers(self) -> bool:
        """Whether the database takes a question now."""
        try:
            with self.read() as session:
                session.execute(sa.text("SELECT 1"))
        except DatabaseAway:
            return False
        return True

    def close(self) -> None:
        """Let go of all connections."""
        self.writer.dispose()
        self.reader.dispose()

    def _engine(self, *, writes: bool, waits_for_disk: bool = True, **options: Any) -> sa.Engine:
        if not self._is_file:
            durable = "" if waits_for_disk else " -c synchronous_commit=off"
            arguments = {"connect_timeout": 5, "options": _POSTGRES_LIMITS + durable}
            return sa.create_engine(
                self.url, hide_parameters=True, pool_pre_ping=True, connect_args=arguments, **options
            )
        if self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(self.url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}, **options)
        event.listen(engine, "connect", _prepare_sqlite(synchronous="FULL" if waits_for_disk else "NORMAL"))
        begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine


@contextmanager
def translated() -> Iterator[None]:
    """Tell a database that is away (DatabaseAway) from a statement that is wrong (left as it is)."""
    try:
        yield
    except exc.TimeoutError:
        raise DatabaseAway("no free connection") from None
    except exc.DBAPIError as error:
        if _is_away(error):
            raise DatabaseAway(describe(error)) from None
        raise


def describe(error: BaseException) -> str:
    """An error as class, SQLSTATE and constraint, never its text: PostgreSQL's DETAIL quotes the row."""
    cause = error.orig if isinstance(error, exc.DBAPIError) and error.orig is not None else error
    constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    return " ".join(part for part in (type(cause).__name__, code, constraint) if part)


def _is_away(error: exc.DBAPIError) -> bool:
    if error.connection_invalidated or isinstance(error, exc.InterfaceError):
        return True
    number = getattr(error.orig, "sqlite_errorcode", None)
    if number is not None:
        return (number & 0xFF) in _SQLITE_AWAY
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, exc.OperationalError)
    return bool(state.startswith(_AWAY))


def _worth_repeating(error: Exception) -> bool:
    if isinstance(error, exc.DBAPIError):
        return getattr(error.orig, "sqlstate", None) in REPEATABLE
    return True


def _prepare_sqlite(synchronous: str) -> Callable[[Any, Any], None]:
    busy = f"busy_timeout={BUSY_SECONDS * 1000}"

    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the BEGIN of the engine is the only one
        for pragma in ("journal_mode=WAL", busy, "foreign_keys=ON", f"synchronous={synchronous}"):
            connection.execute(f"PRAGMA {pragma}")

    return prepare


@contextmanager
def _file_lock(path: Path) -> Iterator[bool]:
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
