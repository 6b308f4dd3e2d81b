"""A database and a user for each service: `python -m deploy.databases ADMIN SECRET…`, as often as you like.

ADMIN and each SECRET are files that hold an address, `postgresql://user:password@host/name`. A user owns its database
and can connect to no other; a password that has changed in its file is changed here, too.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

EVERYBODYS = ("postgres", "template1")
"""Databases that PostgreSQL opens to everybody, unless told otherwise."""


def hand_out(admin_url: str, urls: Sequence[str]) -> None:
    """Make what is missing on the server of the administrator. Raises psycopg.Error."""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for name in EVERYBODYS:
            _close_to_others(admin, name)
        for url in urls:
            _hand_out(admin, conninfo_to_dict(url))


def _hand_out(admin: psycopg.Connection[Any], told: dict[str, Any]) -> None:
    user, name = sql.Identifier(told["user"]), sql.Identifier(told["dbname"])
    if not _is_there(admin, "SELECT 1 FROM pg_roles WHERE rolname = %s", told["user"]):
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(user))
    # Hashed on this side, so that the password is in no log of the server.
    hashed = admin.pgconn.encrypt_password(told["password"].encode(), told["user"].encode(), b"scram-sha-256")
    admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(user, sql.Literal(hashed.decode())))
    if not _is_there(admin, "SELECT 1 FROM pg_database WHERE datname = %s", told["dbname"]):
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, user))
    _close_to_others(admin, told["dbname"])


def _close_to_others(admin: psycopg.Connection[Any], name: str) -> None:
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def _is_there(admin: psycopg.Connection[Any], query: str, name: str) -> bool:
    return admin.execute(query, [name]).fetchone() is not None


if __name__ == "__main__":
    admin_file, *files = map(Path, sys.argv[1:])
    hand_out(admin_file.read_text().strip(), [file.read_text().strip() for file in files])
