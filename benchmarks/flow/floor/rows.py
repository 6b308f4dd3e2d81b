"""Bare rows: what Sidan wrote about one order, written again under other ids by psycopg and nothing else.

Each service has one transaction for each command, and one for all that it hears of the order; in each of them the row
of the order is written once more, for it moves.
"""

import itertools
import secrets
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa
from psycopg import sql
from psycopg.types.json import Json
from uuid_utils.compat import uuid7

from benchmarks.flow import measuring
from benchmarks.flow.contestants import Running

TRANSACTIONS = {"request": 3, "dispatch": 2, "volunteer": 4, "feedback": 2}
MOVING = {"request": "orders", "dispatch": "orders", "volunteer": "assignments", "feedback": "reviews"}
UNIQUE_TEXTS = {"order_no", "link_token", "name", "claim", "previous_hash"}
PLACE = "number"
"""Where an entry of the ledger stands in its chain: there is one at each place."""
_FREE_PLACES = itertools.count(1_000_000)

Row = dict[str, Any]
Written = dict[str, dict[tuple[str, ...], tuple[str, Row]]]
"""Service → table and key of a row → its table and itself; those that others refer to first."""
Statement = tuple[sql.Composed, Row]


def look(databases: Mapping[str, sa.Engine]) -> Written:
    """All that stands in the databases; only for a county that has hardly begun."""
    return {service: dict(_rows(engine)) for service, engine in databases.items()}


def cpu(running: Running, before: Written, after: Written, orders: int) -> tuple[float, float]:
    """CPU milliseconds an order, of psycopg and of PostgreSQL, to write again what one order added to `before`."""
    added, kept = added_to(before, after), ids_in(before)
    work = [transaction for _ in range(orders) for transaction in _order(added, kept)]
    server, connections = running.postgres.pid, _connect(running.databases)
    began, own = measuring.cpu_seconds([server]), time.process_time()
    for service, statements in work:
        with connections[service].transaction():
            for statement, row in statements:
                connections[service].execute(statement, row, prepare=True)
    own, spent = time.process_time() - own, measuring.cpu_seconds([server]) - began
    for connection in connections.values():
        connection.close()
    return own * 1000 / orders, spent * 1000 / orders


def added_to(before: Written, after: Written) -> dict[str, list[tuple[str, Row]]]:
    """The rows that are new, by service."""
    return {
        service: [row for key, row in rows.items() if key not in before[service]] for service, rows in after.items()
    }


def ids_in(written: Written) -> set[UUID]:
    """Every id that stands there."""
    return {value for rows in written.values() for _, row in rows.values() for value in row.values() if is_id(value)}


def _rows(engine: sa.Engine) -> Any:
    inspector = sa.inspect(engine)
    with engine.connect() as connection:
        for name, _ in inspector.get_sorted_table_and_fkc_names():
            keys = inspector.get_pk_constraint(name)["constrained_columns"] if name else []
            if name and keys:
                for row in connection.exec_driver_sql(f"SELECT * FROM {name}").mappings():
                    yield (name, *(str(row[key]) for key in keys)), (name, dict(row))


def _connect(databases: Mapping[str, sa.Engine]) -> dict[str, psycopg.Connection]:
    urls = {service: engine.url.set(drivername="postgresql") for service, engine in databases.items()}
    return {service: psycopg.connect(url.render_as_string(hide_password=False)) for service, url in urls.items()}


def _order(added: Mapping[str, list[tuple[str, Row]]], kept: set[UUID]) -> list[tuple[str, list[Statement]]]:
    """The transactions of one more order: service and statements of each."""
    renewed: dict[str, UUID] = {}
    work = []
    for service, rows in added.items():
        inserts = [(_insert(table, row), _renewed(table, row, kept, renewed)) for table, row in rows]
        order_id = next(renewed[str(row["order_id"])] for table, row in rows if table == MOVING[service])
        moved, share = (_move(MOVING[service]), {"order_id": order_id}), -(-len(inserts) // TRANSACTIONS[service])
        work += [(service, [*inserts[start : start + share], moved]) for start in range(0, len(inserts), share)]
    return work


def _insert(table: str, row: Row) -> sql.Composed:
    names = [name for name in row if not is_counted(table, name)]
    columns, places = map(sql.Identifier, names), map(sql.Placeholder, names)
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table), sql.SQL(", ").join(columns), sql.SQL(", ").join(places)
    )


def _move(table: str) -> sql.Composed:
    return sql.SQL("UPDATE {} SET state = state WHERE order_id = %(order_id)s").format(sql.Identifier(table))


def is_counted(table: str, column: str) -> bool:
    """Whether the database fills it by counting."""
    return (table, column) == ("outbox", "id")


def _renewed(table: str, row: Row, kept: set[UUID], renewed: dict[str, UUID]) -> Row:
    return {name: _renew(name, value, kept, renewed) for name, value in row.items() if not is_counted(table, name)}


def _renew(name: str, value: Any, kept: set[UUID], renewed: dict[str, UUID]) -> Any:
    if is_id(value) and value not in kept:
        return renewed.setdefault(str(value), uuid7())
    if isinstance(value, str) and value in renewed:
        return str(renewed[value])
    if name == PLACE:
        return next(_FREE_PLACES)
    if name in UNIQUE_TEXTS and value:
        return secrets.token_hex(32)[: max(len(value), 8)]
    return as_value(value)


def as_value(value: Any) -> Any:
    """As psycopg writes it."""
    return Json(value) if isinstance(value, dict | list) else value


def is_id(value: Any) -> bool:
    """Whether it stands for a thing."""
    return isinstance(value, UUID)
