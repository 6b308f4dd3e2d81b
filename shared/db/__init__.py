"""A service's own database: SQLite embedded, PostgreSQL in production, one code path for both."""

from shared.db.columns import NAMING, UtcDateTime, service_metadata
from shared.db.database import HAS_NEWS, Database
from shared.db.failures import REPEATABLE, DatabaseAway, describe, translated
from shared.db.statements import (
    ask,
    at_or_below,
    counting,
    counting_each,
    insert_new,
    insert_once,
    lock,
    merge_in,
    tally,
    write,
)

__all__ = [
    "HAS_NEWS",
    "NAMING",
    "REPEATABLE",
    "Database",
    "DatabaseAway",
    "UtcDateTime",
    "ask",
    "at_or_below",
    "counting",
    "counting_each",
    "describe",
    "insert_new",
    "insert_once",
    "lock",
    "merge_in",
    "service_metadata",
    "tally",
    "translated",
    "write",
]
