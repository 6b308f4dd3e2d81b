"""What is kept of visits besides the visit itself: ways that were made in vain, and what those who went have to say."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from services.volunteer.models import Base


class WastedTrip(Base):
    """Somebody stood before a closed door (T24): noted for thanks, without minutes."""

    __tablename__ = "wasted_trips"

    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.order_id"), primary_key=True)
    times: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"), index=True)
    at: Mapped[datetime]


class Statement(Base):
    """What a volunteer has to say: to a no-show that is put to them, or about a visit. It stays here, for staff."""

    __tablename__ = "statements"

    statement_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.order_id"), index=True)
    round: Mapped[int]
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"))
    about: Mapped[str] = mapped_column(sa.String(8), comment="no_show or visit")
    code: Mapped[str | None] = mapped_column(sa.String(16))
    text: Mapped[str | None] = mapped_column(sa.String(500), comment="in their own words")
    at: Mapped[datetime]
