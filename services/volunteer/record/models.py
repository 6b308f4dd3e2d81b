"""The tables of the service record: what staff entered of a volunteer, the table of stars, certificates."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from services.volunteer.models import Base
from shared.clock import SHANGHAI


class Merit(Base):
    """A training, a commendation or stars, as staff entered it."""

    __tablename__ = "merits"

    merit_id: Mapped[UUID] = mapped_column(primary_key=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(16), comment="training, commendation or stars")
    title: Mapped[str] = mapped_column(sa.String(80))
    stars: Mapped[int | None]
    given_on: Mapped[date]
    entered_by: Mapped[str] = mapped_column(sa.String(80), comment="role and id")


class StarTable(Base):
    """A version of the local table of stars: the hours for one star, for two, and so on."""

    __tablename__ = "star_tables"

    version: Mapped[int] = mapped_column(primary_key=True)
    hours: Mapped[list[int]]
    published_by: Mapped[str] = mapped_column(sa.String(64))
    published_at: Mapped[datetime]


class Certificate(Base):
    """Minutes of a period, certified as they stood on the day of issue."""

    __tablename__ = "certificates"

    number: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"), index=True)
    since: Mapped[date]
    until: Mapped[date]
    minutes: Mapped[dict[str, int]] = mapped_column(comment="by class")
    services: Mapped[int] = mapped_column(comment="how many orders")
    ledger_number: Mapped[int] = mapped_column(comment="of the last entry that it knows; 0 before the first")
    issued_by: Mapped[str] = mapped_column(sa.String(80), comment="role and id")
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(sa.String(80), comment="role and id")
    revoked_for: Mapped[str | None] = mapped_column(sa.String(16))

    @property
    def total(self) -> int:
        """Minutes of all classes."""
        return sum(self.minutes.values())

    @property
    def status(self) -> str:
        """Whether it still counts."""
        return "valid" if self.revoked_at is None else "revoked"

    def covers(self, moment: Any) -> sa.ColumnElement[bool]:
        """The condition that a moment lies within its days, both included."""
        begins, ends = (datetime.combine(day, time(), SHANGHAI) for day in (self.since, self.until))
        return sa.and_(moment >= begins, moment < ends + timedelta(days=1))
