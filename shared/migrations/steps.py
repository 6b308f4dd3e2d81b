"""The steps of a schema, carried out and written by Alembic. Who only runs a service does without it, and without the
memory that it takes."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from shared.db import Database, translated


def migrate(database: Database, steps: Path) -> None:
    """Bring `database` to the newest of `steps`. Not for threads: Alembic's context is one for the process.

    Raises DatabaseAway.
    """
    with translated(), database.writer.connect() as connection:
        command.upgrade(_config(steps, connection), "head")
        connection.commit()


def write_step(database: Database, steps: Path, metadata: sa.MetaData, number: str, about: str) -> None:
    """Write the step that leads from the schema in `database` to `metadata` (for developers)."""
    with database.writer.connect() as connection:
        command.revision(_config(steps, connection, metadata), about, autogenerate=True, rev_id=number)


def drifted(database: Database, steps: Path, metadata: sa.MetaData) -> bool:
    """Whether `metadata` says something else than the steps made."""
    with database.writer.connect() as connection:
        try:
            command.check(_config(steps, connection, metadata))
        except CommandError:
            return True
    return False


def _config(steps: Path, connection: sa.Connection | None = None, metadata: sa.MetaData | None = None) -> Config:
    config = Config(attributes={"connection": connection, "metadata": metadata})
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("version_locations", str(steps))
    config.set_main_option("path_separator", "newline")
    return config
