"""The database itself: who writes, who reads, and the connection that leads."""

import fcntl
import math
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import NullPool

from shared.db.failures import DatabaseAway, translated, worth_repeating

Result = TypeVar("Result")

ATTEMPTS = 3
BUSY_SECONDS = 15
ENDLESS = 10_000
KEPT_OPEN = 16
"""Connections that a process keeps: more than it has threads, for to open one costs as much as an order's commands."""
RESTED = 1.0
"""Seconds; a server is not restarted in less."""
_SINCE = "resting_since"
ONE_MOMENT = {"isolation_level": "REPEATABLE READ"}  # as readers have it on SQLite
_POSTGRES_LIMITS = "-c lock_timeout=10s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"


HAS_NEWS = "has_news"
"""Set in `session.info` by whoever writes into the outbox: the relay of this process need not wait to look."""


class Database:
    """One service's database: who writes, who reads, and the connection that leads."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self._line = threading.Semaphore(1 if self._is_file else ENDLESS)
        self.on_news: Callable[[], None] = lambda: None
        self.writer = self._engine(begin="BEGIN IMMEDIATE")
        self.reader = self._engine(begin="BEGIN") if self._is_file else self.writer.execution_options(**ONE_MOMENT)

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
                if attempt == ATTEMPTS or not worth_repeating(error):
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
        Each of its statements is a transaction of its own that does not wait for the disk: whoever leads keeps account
        there of what may be done twice, no more."""
        engine = self._engine(begin=None, waits_for_disk=False, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        try:
            with translated(), engine.connect() as connection:
                if self._is_file:
                    with _file_lock(Path(f"{self.url.database}.{name}.lock")) as held:
                        yield connection if held else None
                else:
                    locked = sa.select(sa.func.pg_try_advisory_lock(zlib.crc32(name.encode())))
                    yield connection if connection.scalar(locked) else None
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

    def _engine(self, *, begin: str | None, waits_for_disk: bool = True, **options: Any) -> sa.Engine:
        """`begin` is how SQLite begins a transaction here; PostgreSQL knows one way."""
        if not self._is_file:
            durable = "" if waits_for_disk else " -c synchronous_commit=off"
            arguments = {"connect_timeout": 5, "options": _POSTGRES_LIMITS + durable}
            pool = {} if "poolclass" in options else {"pool_size": KEPT_OPEN}
            engine = sa.create_engine(self.url, hide_parameters=True, connect_args=arguments, **pool, **options)
            _look_at_what_rested(engine)
            return engine
        if self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(self.url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}, **options)
        event.listen(engine, "connect", _prepare_sqlite(synchronous="FULL" if waits_for_disk else "NORMAL"))
        if begin:
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine


def _look_at_what_rested(engine: sa.Engine) -> None:
    """Before a connection is used that lay in the pool for a while, see whether its server still answers; asking before
    each use costs as much as a statement does."""

    def note_rest(_: Any, record: Any) -> None:
        record.info[_SINCE] = time.monotonic()

    def look(connection: Any, record: Any, _: Any) -> None:
        if time.monotonic() - record.info.get(_SINCE, math.inf) > RESTED:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error:
                raise exc.InvalidatePoolError from None

    event.listen(engine, "checkin", note_rest)
    event.listen(engine, "checkout", look)


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
