"""Every fact, and what the figures count: one row an order, kept current from the facts as they are heard.

How a row takes in what is said stands beside each column, so that news in any order makes the same row: `said` is said
once, of `first` moments the earliest counts, `counted` adds up, `newest` goes by the number that says which is newer.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from services.feedback.models.base import Base

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Second(sa.types.TypeDecorator[datetime]):
    """A moment to the second, kept as a number, so that both databases count the time between two of them alike."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        """Seconds since 1970."""
        return None if value is None else int(value.timestamp())

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:
        """An aware moment, UTC."""
        return None if value is None else _EPOCH + timedelta(seconds=value)

    def __repr__(self) -> str:
        """What a step of the schema makes of it."""
        return "sa.BigInteger()"


def said(kind: Any, comment: str = "", **more: Any) -> Any:
    """Said once, or the same each time."""
    return mapped_column(kind, nullable=True, comment=comment or None, **more)


def first(comment: str = "") -> Any:
    """The first of several moments."""
    return mapped_column(Second, nullable=True, comment=comment or None, info={"takes": "first"})


def counted(comment: str = "") -> Any:
    """How often it was said."""
    return mapped_column(sa.Integer, nullable=False, default=0, comment=comment or None, info={"takes": "sum"})


def newest(kind: Any, by: str, **more: Any) -> Any:
    """What was said with the highest number in the column `by`."""
    return mapped_column(kind, info={"takes": by}, **more)


class Fact(Base):
    """An event as it was said, once for good; statistics, rehearsals and audits read it."""

    __tablename__ = "facts"
    __table_args__ = (sa.Index("ix_facts_type_said_at", "type", "said_at"),)

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(sa.String(64))
    subject: Mapped[str] = mapped_column(sa.String(64), index=True)
    speaker: Mapped[str] = mapped_column(sa.String(64))
    said_at: Mapped[datetime] = mapped_column(index=True)
    heard_at: Mapped[datetime]
    data: Mapped[dict[str, Any]]


class Order(Base):
    """What was said of an order, from its first word to the last."""

    __tablename__ = "orders"

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_no: Mapped[str | None] = said(sa.String(8))
    need_version: Mapped[int] = newest(sa.Integer, "need_version", nullable=False, default=0)
    site_path: Mapped[str | None] = newest(sa.String(16), "need_version", nullable=True, index=True)
    item_code: Mapped[str | None] = newest(sa.String(16), "need_version", nullable=True)
    kind: Mapped[str | None] = said(sa.String(12))
    channel: Mapped[str | None] = said(sa.String(12))
    by_proxy: Mapped[bool | None] = said(sa.Boolean)
    urgency: Mapped[str | None] = said(sa.String(8))
    recipient_id: Mapped[UUID | None] = said(sa.Uuid, index=True)
    rework_of: Mapped[UUID | None] = said(sa.Uuid, "it does once more what this order did not do well (T31)")
    duplicate_of: Mapped[UUID | None] = said(sa.Uuid)
    cancelled_by: Mapped[str | None] = said(sa.String(8))
    unmet_reason: Mapped[str | None] = said(sa.String(32), "why nobody could be found")
    proof: Mapped[int] = newest(sa.Integer, "proof", nullable=False, default=0)
    confirmation_means: Mapped[str | None] = newest(sa.String(8), "proof", nullable=True)
    minutes_class: Mapped[str | None] = newest(
        sa.String(12), "proof", nullable=True, comment="to which the confirmation raised the minutes"
    )
    level: Mapped[int | None] = said(sa.Integer)
    callback: Mapped[bool | None] = said(sa.Boolean)
    follow_up_level: Mapped[int | None] = said(sa.Integer)
    outcome: Mapped[str | None] = newest(sa.String(12), "closings", nullable=True)
    submitted_at: Mapped[datetime | None] = said(Second, index=True)
    decided_at: Mapped[datetime | None] = first("verified, rejected, referred or merged")
    approved_at: Mapped[datetime | None] = first()
    asked_at: Mapped[datetime | None] = first()
    accepted_at: Mapped[datetime | None] = first()
    answered_at: Mapped[datetime | None] = first("accepted, or honestly given up")
    contacted_at: Mapped[datetime | None] = first("a time was agreed, or they came")
    arrived_at: Mapped[datetime | None] = first()
    served_at: Mapped[datetime | None] = first()
    finished_at: Mapped[datetime | None] = first("served, or honestly given up")
    confirmed_at: Mapped[datetime | None] = newest(Second, "proof", nullable=True)
    reviewed_at: Mapped[datetime | None] = first()
    closed_at: Mapped[datetime | None] = first()
    urges: Mapped[int] = counted()
    holds: Mapped[int] = counted()
    declines: Mapped[int] = counted()
    expiries: Mapped[int] = counted()
    escalations: Mapped[int] = counted()
    returns: Mapped[int] = counted()
    no_shows: Mapped[int] = counted()
    contacts_missed: Mapped[int] = counted()
    rejections: Mapped[int] = counted()
    referrals: Mapped[int] = counted()
    referrals_undone: Mapped[int] = counted()
    cancellations: Mapped[int] = counted()
    unfulfilled: Mapped[int] = counted()
    denials: Mapped[int] = counted()
    rectifications: Mapped[int] = counted("bad reviews and denials that were looked into")
    rectified: Mapped[int] = counted("and those with a finding")
    appeals: Mapped[int] = counted()
    reworks: Mapped[int] = counted("how often it had to be done once more")
    closings: Mapped[int] = newest(sa.Integer, "closings", nullable=False, default=0)
    calls: Mapped[int] = counted()
    calls_reached: Mapped[int] = counted()
    calls_solved: Mapped[int] = counted()


class Minutes(Base):
    """What one person served on one order: as it was declared, and as it was corrected."""

    __tablename__ = "minutes"

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    volunteer_id: Mapped[UUID] = mapped_column(primary_key=True)
    declared: Mapped[int | None] = said(sa.Integer)
    corrected: Mapped[int | None] = newest(sa.Integer, "corrected_at", nullable=True)
    corrected_class: Mapped[str | None] = newest(sa.String(12), "corrected_at", nullable=True)
    frozen: Mapped[bool | None] = newest(sa.Boolean, "corrected_at", nullable=True, comment="disputed: counts nowhere")
    corrected_at: Mapped[datetime | None] = newest(Second, "corrected_at", nullable=True)


class Item(Base):
    """An item of the catalogue, and its service platform: the category under which gaps are told."""

    __tablename__ = "items"

    code: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    version: Mapped[int] = newest(sa.Integer, "version", nullable=False)
    platform_code: Mapped[str] = newest(sa.String(4), "version", nullable=False)
