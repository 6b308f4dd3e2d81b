"""The tables of feedback. Nobody's name or phone is here; a resident's words stand in `reviews.text` and go nowhere."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db import UtcDateTime, service_metadata
from shared.history import HISTORY, Storied
from shared.messaging.tables import INBOX, OUTBOX
from shared.notices import NOTICES
from shared.processes import PROCESSES
from shared.web.idempotency import IDEMPOTENCY_KEYS


class Base(DeclarativeBase):
    """All tables of this service."""

    metadata = service_metadata(OUTBOX, INBOX, NOTICES, HISTORY, PROCESSES, IDEMPOTENCY_KEYS)
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: sa.JSON, list[str]: sa.JSON}  # noqa: RUF012


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


class Review(Base, Storied):
    """A served order, from the question whether it took place to the end of what its review led to."""

    __tablename__ = "reviews"
    __table_args__ = (sa.Index("ix_reviews_state_served_at", "state", "served_at"),)

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_no: Mapped[str] = mapped_column(sa.String(8))
    state: Mapped[str] = mapped_column(sa.String(20))
    round: Mapped[int] = mapped_column(comment="the round in which it was served")
    site_path: Mapped[str] = mapped_column(sa.String(16), index=True)
    item_code: Mapped[str] = mapped_column(sa.String(16))
    leader_kind: Mapped[str] = mapped_column(sa.String(8))
    leader_id: Mapped[UUID]
    crew: Mapped[list[str]] = mapped_column(comment="volunteer ids")
    served_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    confirmation_means: Mapped[str | None] = mapped_column(sa.String(8))
    confirmed_by: Mapped[str | None] = mapped_column(sa.String(64))
    minutes_class: Mapped[str | None] = mapped_column(sa.String(12))
    level: Mapped[int | None] = mapped_column(index=True, comment="5 is the best")
    review_means: Mapped[str | None] = mapped_column(sa.String(8))
    callback: Mapped[bool] = mapped_column(default=False, comment="the resident was rung up and asked")
    text: Mapped[str | None] = mapped_column(sa.String(1000), comment="the resident's own words; never travels")
    reviewed_by: Mapped[str | None] = mapped_column(sa.String(64))
    reviewed_at: Mapped[datetime | None]
    rectification_opened_at: Mapped[datetime | None]
    finding: Mapped[str | None] = mapped_column(sa.String(16))
    finding_sentence: Mapped[str | None] = mapped_column(sa.String(500))
    found_by: Mapped[str | None] = mapped_column(sa.String(64))
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(sa.String(12))
