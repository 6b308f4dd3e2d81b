"""What a database may answer instead: that it is away, that a statement must be tried again, that it is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

REPEATABLE = {"40001", "40P01"}  # serialization failure, deadlock
_AWAY = ("08", "53", "57", "58", "55P03", "25P03")  # connection, resources, shut down, system; lock timeout, idle
_SQLITE_AWAY = {5, 6, 8, 10, 13, 14}  # busy, locked, read-only, I/O error, full, cannot open


class DatabaseAway(Exception):
    """The database cannot take or give anything now: stopped, full or overloaded. Nothing was done; try again later."""


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


def worth_repeating(error: Exception) -> bool:
    """Whether the same work may succeed when it is done again: deadlock, serialization failure, stale version."""
    if isinstance(error, exc.DBAPIError):
        return getattr(error.orig, "sqlstate", None) in REPEATABLE
    return True
