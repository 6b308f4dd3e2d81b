"""The schema of a service, made and changed by Alembic alone (`steps`); each service keeps its own numbered steps."""

from pathlib import Path

import sqlalchemy as sa

from shared.db import Database, translated

_VERSION = sa.table("alembic_version", sa.column("version_num"))


def at_or_beyond_head(database: Database, steps: Path) -> bool:
    """Whether the schema is the one that this code needs, or a later one (an upgrade under way).

    Raises DatabaseAway.
    """
    known = sorted(path.name[:4] for path in steps.glob("[0-9]*.py"))
    with translated(), database.reader.connect() as connection:
        made = sa.inspect(connection).has_table(_VERSION.name)
        current = connection.scalar(sa.select(_VERSION.c.version_num)) if made else None
    return current is not None and (current == known[-1] or current not in known)
