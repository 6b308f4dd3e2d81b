"""A past of N orders, made by the database itself from some real ones: other ids, other names, other times.

It is one year long. What the services forget is there in proportion: what was sent 30 days, what was heard 90 days, the
keys of requests 2 days, contact cards 180 days; all else is kept.
"""

import itertools
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from benchmarks.flow.floor.rows import PLACE, UNIQUE_TEXTS, Row, Written, added_to, as_value, ids_in, is_counted, is_id

YEAR = 365
_PLACES = 1000
"""More than the ledger has entries of real orders."""
KEPT_DAYS = {"outbox": 30, "inbox": 90, "idempotency_keys": 2, "contact_cards": 179}


def seed(connections: Mapping[str, psycopg.Connection], looks: Sequence[Written], orders: int) -> None:
    """Write the past, after the orders between each two of `looks`; then let the database count what it has."""
    kept = ids_in(looks[0])
    for number, (before, after) in enumerate(itertools.pairwise(looks)):
        samples = len(looks) - 1
        for service, rows in added_to(before, after).items():
            _multiply(connections[service], rows, kept, orders // samples, number)
    for connection in connections.values():
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def _multiply(
    connection: psycopg.Connection, rows: Sequence[tuple[str, Row]], kept: set[UUID], times: int, sample: int
) -> None:
    # The references between the new rows are right by construction; to check each would double the time.
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET synchronous_commit = off")
    for table, row in rows:
        columns = [name for name, value in row.items() if value is not None and not is_counted(table, name)]
        values = [_past(name, row[name], kept, times, sample) for name in columns]
        connection.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM generate_series(1, {}) n").format(
                sql.Identifier(table),
                sql.SQL(", ").join(map(sql.Identifier, columns)),
                sql.SQL(", ").join(values),
                sql.Literal(_kept(table, times)),
            )
        )


def _past(name: str, value: Any, kept: set[UUID], times: int, sample: int) -> sql.Composable:
    """The value of the n-th past order, as SQL."""
    if name == "has_card":
        return sql.SQL("n <= {}").format(sql.Literal(_kept("contact_cards", times)))
    if is_id(value) and value not in kept:
        return _id(value)
    if isinstance(value, str) and _as_id(value) not in kept | {None}:
        return sql.SQL("{}::text").format(_id(UUID(value)))
    if name == PLACE:  # before the first one, the newest past order last
        return sql.SQL("{} - n * {}").format(value, _PLACES)
    if name in UNIQUE_TEXTS and value:
        return _text(name, value, times, sample)
    # The visit of a real one lies a month ahead; of what is past nothing does.
    if isinstance(value, datetime):
        happened = min(value, datetime.now(UTC))
        return sql.SQL("{} - n * {} * interval '1 second'").format(happened, YEAR * 86400 / times)
    if isinstance(value, int) and name.endswith("_at"):  # a moment in seconds
        return sql.SQL("{} - n * {}").format(min(value, int(time.time())), YEAR * 86400 // times)
    return sql.Literal(as_value(value))


def _kept(table: str, times: int) -> int:
    """How many of the past orders still have their rows there, the newest ones."""
    return times * KEPT_DAYS.get(table, YEAR) // YEAR


def _id(real: UUID) -> sql.Composed:
    """Sorted by time, as ids are: the newest past order has the highest."""
    return sql.SQL("(lpad(to_hex({} - n * 1000), 12, '0') || substr(md5({} || n), 1, 20))::uuid").format(
        sql.Literal(real.int >> 80), sql.Literal(str(real))
    )


def _text(name: str, value: str, times: int, sample: int) -> sql.Composed:
    """Eight signs for a number, with a letter, as no real one has; else something long that no other order has."""
    if name == "order_no":
        return sql.SQL("'P' || lpad(({} + n)::text, 7, '0')").format(sql.Literal(sample * times))
    return sql.SQL("md5({} || n)").format(sql.Literal(f"{value} "))


def _as_id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
