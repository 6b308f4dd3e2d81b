"""What several services keep in tables of the same shape, each in its own database."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from uuid_utils.compat import uuid7

from benchmarks.flow.peers.story import now

TYPES = {
    datetime: sa.DateTime(timezone=True),
    dict[str, Any]: sa.JSON,
    list[dict[str, Any]]: sa.JSON,
    list[str]: sa.JSON,
}


class Keyed:
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


class Heard:
    """What arrived, once: the same event may come again."""

    __tablename__ = "heard"
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(sa.String(64), index=True)
    subject: Mapped[str] = mapped_column(sa.String(64))
    received_at: Mapped[datetime] = mapped_column(default=now)


class Notice(Keyed):
    __tablename__ = "notices"
    to_kind: Mapped[str] = mapped_column(sa.String(16))
    to_id: Mapped[UUID] = mapped_column(index=True)
    order_id: Mapped[UUID]
    template: Mapped[str] = mapped_column(sa.String(40))
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due_at: Mapped[datetime] = mapped_column(default=now, index=True)
    sent_at: Mapped[datetime | None]


class Item:
    __tablename__ = "items"
    code: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    rules: Mapped[dict[str, Any]]


class Site:
    __tablename__ = "sites"
    path: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    level: Mapped[str] = mapped_column(sa.String(8))
    name: Mapped[str] = mapped_column(sa.String(60))


class Volunteer(Keyed):
    __tablename__ = "volunteers"
    status: Mapped[str] = mapped_column(sa.String(12), index=True)
    home_path: Mapped[str] = mapped_column(sa.String(16), index=True)
    skills: Mapped[list[str]] = mapped_column(JSONB)
    available: Mapped[list[str]]


class Offer(Keyed):
    __tablename__ = "offers"
    round: Mapped[int] = mapped_column(default=1)
    to_kind: Mapped[str] = mapped_column(sa.String(8))
    to_id: Mapped[UUID | None] = mapped_column(index=True)
    deadline: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(12), default="open", index=True)


class Staged(Keyed):
    """A part of an order's life."""

    order_no: Mapped[str] = mapped_column(sa.String(8), index=True)
    state: Mapped[str] = mapped_column(sa.String(20), index=True)
    round: Mapped[int]
    site_path: Mapped[str] = mapped_column(sa.String(16), index=True)


class Move(Keyed):
    """A move of an order: who moved it, when, by which verb, from where to where."""

    __tablename__ = "history"
    order_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(default=now)
    verb: Mapped[str] = mapped_column(sa.String(32))
    source: Mapped[str | None] = mapped_column(sa.String(20))
    target: Mapped[str] = mapped_column(sa.String(20))
    round: Mapped[int]
    moved_by: Mapped[str] = mapped_column(sa.String(64))

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[sa.Index, ...]:
        return (sa.Index("ix_history_order_id_id", "order_id", "id"),)
