"""The two tables of news that every service has in its own database: what it says, what it heard."""

from typing import Any

import sqlalchemy as sa

from shared.db import NAMING, UtcDateTime, counting

_METADATA = sa.MetaData(naming_convention=NAMING)
_UNSENT = sa.text("sent_at IS NULL")
_UNDONE = sa.text("state <> 'done'")

OUTBOX = sa.Table(
    "outbox",
    _METADATA,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("event_id", sa.Uuid, nullable=False, unique=True),
    sa.Column("type", sa.String(64), nullable=False),
    sa.Column("subject", sa.String(64), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("recorded_at", UtcDateTime, nullable=False),
    sa.Column("not_before", UtcDateTime, comment="held back until then, so that it can be undone"),
    sa.Column("attempts", sa.Integer, nullable=False, default=0, comment="how often it was handed to the broker"),
    sa.Column("next_try", UtcDateTime),
    sa.Column("set_aside", sa.Boolean, nullable=False, default=False, comment="waits for the operator"),
    sa.Column("sent_at", UtcDateTime),
    sa.Index("ix_outbox_unsent", "id", sqlite_where=_UNSENT, postgresql_where=_UNSENT),
    sa.Index("ix_outbox_event_id_type", "event_id", "type"),
)

INBOX = sa.Table(
    "inbox",
    _METADATA,
    sa.Column("event_id", sa.Uuid, primary_key=True),
    sa.Column("type", sa.String(64), nullable=False),
    sa.Column("subject", sa.String(64), nullable=False),
    sa.Column("state", sa.String(16), nullable=False, comment="done, waiting, parked, drift, unknown, dropped"),
    sa.Column(
        "body", sa.LargeBinary, comment="as it came, kept until it is done: NUL and half characters cannot be text"
    ),
    sa.Column("too_early", sa.Boolean, nullable=False, default=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("next_try", UtcDateTime),
    sa.Column("failure", sa.String(200), comment="class, SQLSTATE, constraint and place, never a text"),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Index("ix_inbox_undone", "state", "next_try", sqlite_where=_UNDONE, postgresql_where=_UNDONE),
    sa.Index("ix_inbox_undone_subject", "subject", sqlite_where=_UNDONE, postgresql_where=_UNDONE),
    sa.Index("ix_inbox_event_id_type", "event_id", "type"),
)


def by_type_since(table: sa.Table) -> sa.Select[Any, int]:
    """The question how many events of each type were said since the id `first`, in the outbox and the inboxes alike:
    ids sort by time. Answered from the index over both columns; one that began with the type SQLite would take for the
    grouping, and read all of it."""
    return counting(table.c.type, table.c.event_id >= sa.bindparam("first", type_=sa.Uuid))
