"""Fresh databases on a PostgreSQL server, each with a user of its own, as in production."""

import itertools
import secrets

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict


class Databases:
    """What a PostgreSQL of the tests can do besides running: make databases."""

    url: str
    """As the administrator, to the database `postgres`."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def create_database(self, name: str) -> str:
        """The URL of a new, empty database named after `name`; its user can connect to no other."""
        name = f"{name}_{next(self._numbers)}"
        password = secrets.token_hex(8)
        new = sql.Identifier(name)
        with psycopg.connect(self.url, autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(new, sql.Literal(password)))
            admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(new, new))
            admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(new))
        server = conninfo_to_dict(self.url)
        return f"postgresql://{name}:{password}@{server['host']}:{server['port']}/{name}"

    def as_administrator(self, url: str) -> str:
        """The URL of the same database, as the administrator."""
        name, server = conninfo_to_dict(url)["dbname"], conninfo_to_dict(self.url)
        return f"postgresql://{server['user']}:{server['password']}@{server['host']}:{server['port']}/{name}"

    def answers(self) -> bool:
        with psycopg.connect(self.url, connect_timeout=5):
            return True
