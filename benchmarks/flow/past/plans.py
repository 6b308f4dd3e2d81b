"""Which statements took longer on the old database, and how PostgreSQL carries them out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg import errors

from benchmarks.telling import Table
from tests.servers.postgres import LocalPostgres

SHOWN = 8
LONGEST = 200
LARGE = 10_000
"""Rows from which reading a whole table is worth a word."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a statement took in all, and how often it was asked."""

    calls: float
    milliseconds: float

    @property
    def mean(self) -> float:
        """Milliseconds."""
        return self.milliseconds / self.calls


Statements = dict[tuple[str, str], Spent]
"""Service and statement → what it took."""


def count_statements(postgres: LocalPostgres) -> None:
    """Let the server count what each statement takes; it is started again for that."""
    with psycopg.connect(postgres.url, autocommit=True) as admin:
        admin.execute("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'")
        postgres.restart()
    with psycopg.connect(postgres.url, autocommit=True) as admin:
        admin.execute("CREATE EXTENSION pg_stat_statements")


def reset(postgres_url: str) -> None:
    """Begin to count anew."""
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute("SELECT pg_stat_statements_reset()")


def statements(postgres_url: str) -> Statements:
    """What was asked since then; the name of a database is county, service and number."""
    asked = """SELECT regexp_replace(datname, '^[^_]+_|_[0-9]+$', '', 'g'), query, sum(calls)::float,
        sum(total_exec_time) FROM pg_stat_statements JOIN pg_database ON pg_database.oid = dbid
        WHERE query ~* '^(select|insert|update|delete|with)' AND query !~ 'pg_stat|count_1' GROUP BY 1, 2"""
    with psycopg.connect(postgres_url) as admin:
        return {(name, query): Spent(calls, spent) for name, query, calls, spent in admin.execute(asked)}


def slowed(new: Statements, old: Statements) -> Table:
    """The statements that cost the old database the most beyond what they cost the new one."""
    both = {key: (new[key], spent) for key, spent in old.items() if key in new}
    worst = sorted(both, key=lambda key: (both[key][0].mean - both[key][1].mean) * both[key][1].calls)[:SHOWN]
    rows = [
        [f"{name}: `{_short(query)}`", f"{both[name, query][0].mean:.3f}", f"{both[name, query][1].mean:.3f}"]
        for name, query in worst
    ]
    return [["statement", "ms, new", "ms, old"], *rows]


def plans(connections: Mapping[str, psycopg.Connection], asked: Statements, table: Table) -> dict[str, str]:
    """The plans of those shown in `table`, and of all others that read a large table as a whole."""
    shown = {row[0] for row in table[1:]}
    found = {}
    for service, query in asked:
        title = f"{service}: `{_short(query)}`"
        plan = _plan(connections[service], query)
        if title in shown or _reads_all(connections[service], plan):
            found[title] = plan
    return found


def _plan(connection: psycopg.Connection, query: str) -> str:
    """How it is carried out for values that are not known, as a prepared statement is."""
    connection.execute("SET plan_cache_mode = force_generic_plan")
    try:
        connection.execute(f"PREPARE asked AS {_with_constants(query)}", prepare=False)
    except errors.Error as error:  # a type that cannot be told from the text alone
        return f"not to be prepared: {error.sqlstate}"
    [(count,)] = connection.execute(
        "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'asked'"
    )
    values = f"({', '.join(['NULL'] * count)})" if count else ""
    lines = connection.execute(f"EXPLAIN (COSTS OFF) EXECUTE asked{values}").fetchall()
    connection.execute("DEALLOCATE asked")
    return "\n".join(line for (line,) in lines)


def _with_constants(query: str) -> str:
    """The server tells constants as parameters; the one that the partial indexes of news are about is put back."""
    return re.sub(r"\bstate <> \$\d+", "state <> 'done'", query)


def _reads_all(connection: psycopg.Connection, plan: str) -> bool:
    read = [line.split(" on ")[1].split()[0] for line in plan.splitlines() if "Seq Scan on " in line]
    rows = "SELECT coalesce(max(reltuples), 0) FROM pg_class WHERE relname = ANY(%s)"
    [(most,)] = connection.execute(rows, [read])
    return most >= LARGE


def _short(query: str) -> str:
    """To be read, and the same however many values a list has."""
    values = re.sub(r"\$\d+(::[A-Z]+( WITH TIME ZONE)?)?", "?", " ".join(query.split()))
    return re.sub(r"\?(, \?)+", "?, …", values)[:LONGEST].replace("|", "\\|")
