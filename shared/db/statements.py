"""Statements that the services share, in the words of both databases."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Thing = TypeVar("Thing")

_INSERTS: dict[str, Callable[[Any], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def write(session: Session, statement: sa.Executable, rows: dict[str, Any] | Sequence[dict[str, Any]]) -> None:
    """Carry out a statement for a row or several beside the ORM: nothing that a handler has not finished is written for
    it now, and then again."""
    session.connection().execute(statement, rows)


def ask(session: Session, question: sa.Executable, **asked: Any) -> sa.CursorResult[*tuple[Any, ...]]:
    """Ask for columns beside the ORM: of what is written, and nothing is written for it."""
    return session.connection().execute(question, asked)


def lock(session: Session, kind: type[Thing], key: Any) -> Thing | None:
    """The thing of this key, locked until the transaction ends; None when there is none. (`Session.get` does the same,
    but builds its question anew each time.)"""
    return session.scalars(_lock(sa.inspect(kind)), {"key": key}).one_or_none()


@cache
def _lock(kind: Any) -> Any:
    (key,) = kind.primary_key
    return sa.select(kind).where(key == sa.bindparam("key")).with_for_update()


def insert_once(session: Session, table: sa.FromClause, row: dict[str, Any], *key: str) -> bool:
    """Insert a row unless there is one by `key`, a column or several that are unique together; whether it is new."""
    return bool(_inserted(session, table, row, key))


def insert_new(session: Session, table: sa.FromClause, rows: Sequence[dict[str, Any]], key: str) -> set[Any]:
    """Insert those of `rows` that are new by the column `key`; its values in those that were."""
    return _inserted(session, table, rows if len(rows) > 1 else rows[0], (key,))


def _inserted(session: Session, table: sa.FromClause, rows: Any, key: tuple[str, ...]) -> set[Any]:
    """The first key column of what was new. (`rowcount` is -1 on psycopg, hence RETURNING.)"""
    connection = session.connection()
    return set(connection.scalars(_insert_once(connection.dialect.name, table, key), rows))


@cache
def _insert_once(dialect: str, table: sa.FromClause, key: tuple[str, ...]) -> Any:
    """Built once, and rows are handed over apart: with the rows in it, each statement would be compiled anew."""
    return _INSERTS[dialect](table).on_conflict_do_nothing(index_elements=key).returning(table.c[key[0]])


def at_or_below(column: Any, path: str) -> sa.ColumnElement[bool]:
    """The condition that a column of site paths names the site `path` or one below it."""
    return sa.or_(column == path, column.startswith(f"{path}/", autoescape=True))


def counting(column: Any, *conditions: Any) -> sa.Select[Any, int]:
    """The question how many rows there are of each value of `column`."""
    return sa.select(column, sa.func.count()).where(*conditions).group_by(column)


def counting_each(**questions: sa.Select[Any, int]) -> Callable[..., dict[str, dict[Any, int]]]:
    """Several of those, by name, asked at once: called with a session and what they ask for, it gives the answers."""
    at_once = sa.union_all(*(question.add_columns(sa.literal(name)) for name, question in questions.items()))

    def count(session: Session, **parameters: Any) -> dict[str, dict[Any, int]]:
        answers: dict[str, dict[Any, int]] = {name: {} for name in questions}
        for value, number, name in ask(session, at_once, **parameters):
            answers[name][value] = number
        return answers

    return count


def tally(session: Session, column: Any, *conditions: Any) -> dict[Any, int]:
    """How many rows there are of each value of `column`."""
    return dict(ask(session, counting(column, *conditions)).all())


def merge_in(
    session: Session, table: sa.FromClause, row: dict[str, Any], key: Sequence[str], merged: Callable[[Any, Any], Any]
) -> None:
    """Insert a row, or let the one that is there take it in: `merged` makes of a column and what is new for it what
    then stands there. A column of which the row says nothing stays as it is."""
    connection = session.connection()
    connection.execute(_merge_in(connection.dialect.name, table, tuple(row), tuple(key), merged), row)


@cache
def _merge_in(dialect: str, table: sa.FromClause, columns: tuple[str, ...], key: tuple[str, ...], merged: Any) -> Any:
    insert = _INSERTS[dialect](table)
    taken = {name: merged(table.c[name], insert.excluded) for name in columns if name not in key}
    return insert.on_conflict_do_update(index_elements=key, set_=taken)
