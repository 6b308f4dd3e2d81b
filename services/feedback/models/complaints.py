"""Complaints and suggestions: about whom, and in which words, stays here."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from services.feedback.models.base import Base, Clocked


class Complaint(Clocked, Base):
    """A complaint or a suggestion, and its answer. Whoever made it needs no account: a number and a secret open it."""

    __tablename__ = "complaints"

    complaint_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(8), unique=True, comment="can be read out")
    secret: Mapped[str] = mapped_column(sa.String(43), comment="opens it together with the number")
    kind: Mapped[str] = mapped_column(sa.String(12), comment="complaint or suggestion")
    concerns: Mapped[str] = mapped_column(sa.String(12), comment="volunteer, team, staff or system")
    site_path: Mapped[str] = mapped_column(sa.String(16), index=True)
    subject_id: Mapped[str | None] = mapped_column(sa.String(64), comment="of whom it is, if that is known")
    subject_role: Mapped[str | None] = mapped_column(sa.String(16), comment="of staff")
    text: Mapped[str] = mapped_column(sa.String(1000))
    made_by: Mapped[str] = mapped_column(sa.String(80), comment="role and id")
    made_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None] = mapped_column(comment="the first answer: somebody looks into it")
    acknowledged_by: Mapped[str | None] = mapped_column(sa.String(64))
    answer: Mapped[str | None] = mapped_column(sa.String(1000))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(sa.String(64))
