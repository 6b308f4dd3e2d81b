"""Telling people: whoever holds a person's phone tells them, exactly once for each thing to tell.

A notice is written in the transaction that causes it and shown on the person's page and the station's call list.
It names a template and its parameters; the words are put in at the edge.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shared import clock
from shared.db import NAMING, UtcDateTime, write
from shared.identity import new_id

_METADATA = sa.MetaData(naming_convention=NAMING)

NOTICES = sa.Table(
    "notices",
    _METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("to_kind", sa.String(16), nullable=False, comment="requester, volunteer, team, staff"),
    sa.Column("to_id", sa.Uuid, nullable=False, comment="an id of this service, never a phone"),
    sa.Column("order_id", sa.Uuid, nullable=False),
    sa.Column("template", sa.String(40), nullable=False),
    sa.Column("parameters", sa.JSON, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("sent_at", UtcDateTime),
    sa.Column("sent_through", sa.String(16)),
    sa.Index(
        "ix_notices_unsent",
        "due_at",
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    ),
    sa.Index("ix_notices_to", "to_id"),
)
_TELL = NOTICES.insert()


def tell(session: Session, to_kind: str, to_id: UUID, order_id: UUID, template: str, **parameters: Any) -> None:
    """Write down that this person is to be told."""
    row = {"id": new_id(), "to_kind": to_kind, "to_id": to_id, "order_id": order_id, "due_at": clock.now()}
    write(session, _TELL, {**row, "template": template, "parameters": parameters})
