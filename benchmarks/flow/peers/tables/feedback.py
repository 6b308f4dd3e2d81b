"""Every fact, what figures count of it, and what residents say."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from benchmarks.flow.peers.story import now
from benchmarks.flow.peers.tables.everywhere import TYPES, Heard, Move, Staged


class FeedbackBase(DeclarativeBase):
    type_annotation_map = TYPES


class FeedbackHeard(Heard, FeedbackBase): ...


class FeedbackMove(Move, FeedbackBase): ...


class Fact(FeedbackBase):
    __tablename__ = "facts"
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(sa.String(64), index=True)
    subject: Mapped[str] = mapped_column(sa.String(64), index=True)
    said_at: Mapped[datetime] = mapped_column(index=True)
    heard_at: Mapped[datetime] = mapped_column(default=now)
    data: Mapped[dict[str, Any]]


class Review(Staged, FeedbackBase):
    __tablename__ = "reviews"
    leader_id: Mapped[UUID]
    crew: Mapped[list[str]]
    served_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    minutes_class: Mapped[str | None] = mapped_column(sa.String(12))
    level: Mapped[int | None] = mapped_column(index=True)
    review_means: Mapped[str | None] = mapped_column(sa.String(8))
    reviewed_by: Mapped[str | None] = mapped_column(sa.String(64))
    reviewed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class CountedOrder(FeedbackBase):
    """What was said of an order, from its first word to the last: a row that each fact fills further."""

    __tablename__ = "orders"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_no: Mapped[str | None] = mapped_column(sa.String(8))
    site_path: Mapped[str | None] = mapped_column(sa.String(16), index=True)
    item_code: Mapped[str | None] = mapped_column(sa.String(16))
    kind: Mapped[str | None] = mapped_column(sa.String(12))
    channel: Mapped[str | None] = mapped_column(sa.String(12))
    urgency: Mapped[str | None] = mapped_column(sa.String(8))
    recipient_id: Mapped[UUID | None] = mapped_column(index=True)
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)
    approved_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    served_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    minutes_class: Mapped[str | None] = mapped_column(sa.String(12))
    reviewed_at: Mapped[datetime | None]
    level: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(sa.String(12))


class CountedMinutes(FeedbackBase):
    """What one person served on one order."""

    __tablename__ = "minutes"
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    volunteer_id: Mapped[UUID] = mapped_column(primary_key=True)
    declared: Mapped[int]
