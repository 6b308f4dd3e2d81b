"""The tables of the ledger: ids, never names. What anybody said in words stands with their dispute."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from services.volunteer.models import Base

MINUTES = "minutes"
"""The name of the one chain of this database."""


class LedgerEntry(Base):
    """What stands of somebody's minutes for an order from then on. Written once: the database refuses all else."""

    __tablename__ = "ledger"

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True, comment="its place in the chain, from 1 on")
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.order_id"), index=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"), index=True)
    minutes: Mapped[int]
    minutes_class: Mapped[str] = mapped_column(sa.String(12))
    frozen: Mapped[bool] = mapped_column(comment="disputed: they count in no total")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(sa.String(64), comment="the type of an event, or a verb")
    caused_by: Mapped[str] = mapped_column(sa.String(80), comment="the id of that event, or who asked: role and id")
    at: Mapped[datetime]
    previous_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    hash: Mapped[str] = mapped_column(sa.String(64))


class LedgerHead(Base):
    """Where the chain ends. Whoever writes an entry locks it, last of all."""

    __tablename__ = "ledger_heads"

    chain: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


class CodeLook(Base):
    """A member of staff has looked up a finishing code, as request tells it; `mark` stands for who it was."""

    __tablename__ = "code_looks"

    order_id: Mapped[UUID] = mapped_column(primary_key=True, comment="of an order that may yet be unknown here")
    mark: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    looked_at: Mapped[datetime] = mapped_column(comment="for the first time")


class Flag(Base):
    """Something about somebody's minutes for an order that a person should look at."""

    __tablename__ = "flags"
    __table_args__ = (sa.UniqueConstraint("order_id", "volunteer_id", "code"),)

    flag_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.order_id"))
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(24))
    parameters: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime]
    decision: Mapped[str | None] = mapped_column(sa.String(12), index=True, comment="cleared or corrected")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(sa.String(80), comment="role and id")
    sentence: Mapped[str | None] = mapped_column(sa.String(300), comment="why it was decided so")


class Dispute(Base):
    """A volunteer says that their minutes are not what they were, and what becomes of it."""

    __tablename__ = "disputes"

    dispute_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.order_id"), index=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(16))
    text: Mapped[str | None] = mapped_column(sa.String(500), comment="in their own words; stays here")
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[str | None] = mapped_column(sa.String(80), comment="role and id")
    reason_code: Mapped[str | None] = mapped_column(sa.String(16))
    sentence: Mapped[str | None] = mapped_column(sa.String(300), comment="what the volunteer reads of it")
