"""Volunteers, their answers and visits, and the ledger of their minutes."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from benchmarks.flow.peers.story import now
from benchmarks.flow.peers.tables.everywhere import TYPES, Heard, Keyed, Move, Notice, Offer, Staged, Volunteer

MINUTES = "minutes"
"""The name of the one chain of the ledger."""
BEGINNING = "0" * 64
"""What its first entry follows."""


class VolunteerBase(DeclarativeBase):
    type_annotation_map = TYPES


class VolunteerHeard(Heard, VolunteerBase): ...


class VolunteerNotice(Notice, VolunteerBase): ...


class VolunteerMove(Move, VolunteerBase): ...


class Enrolled(Volunteer, VolunteerBase):
    volunteer_no: Mapped[str] = mapped_column(sa.String(16), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    phone: Mapped[str] = mapped_column(sa.String(20))
    birth_year: Mapped[int]


class Assignment(Staged, VolunteerBase):
    __tablename__ = "assignments"
    need: Mapped[dict[str, Any]]
    came_at: Mapped[datetime] = mapped_column(default=now)
    leader_id: Mapped[UUID | None] = mapped_column(index=True)
    checked_in_at: Mapped[datetime | None]
    means: Mapped[str | None] = mapped_column(sa.String(12))
    finished_at: Mapped[datetime | None]
    level: Mapped[int | None]


class VolunteerOffer(Offer, VolunteerBase):
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.id"), index=True)
    answered_at: Mapped[datetime | None]


class CrewMember(VolunteerBase):
    """Somebody who goes, and what stands of their minutes."""

    __tablename__ = "crew"
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.id"), primary_key=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.id"), primary_key=True, index=True)
    minutes: Mapped[int | None]
    minutes_class: Mapped[str | None] = mapped_column(sa.String(12))
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class LedgerEntry(Keyed, VolunteerBase):
    """What stands of somebody's minutes for an order from then on, chained to the entry before."""

    __tablename__ = "ledger"
    number: Mapped[int] = mapped_column(unique=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.id"), index=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.id"), index=True)
    minutes: Mapped[int]
    minutes_class: Mapped[str] = mapped_column(sa.String(12))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(sa.String(64))
    caused_by: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
    previous_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    hash: Mapped[str] = mapped_column(sa.String(64))


class LedgerHead(VolunteerBase):
    """Where the chain ends; whoever writes an entry locks it."""

    __tablename__ = "ledger_heads"
    chain: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


@sa.event.listens_for(LedgerHead.__table__, "after_create")
def _begin_chain(heads: sa.Table, connection: sa.Connection, **_: Any) -> None:
    connection.execute(heads.insert().values(chain=MINUTES, number=0, hash=BEGINNING))


class Flag(Keyed, VolunteerBase):
    """Something about somebody's minutes for an order that a person should look at."""

    __tablename__ = "flags"
    __table_args__ = (sa.UniqueConstraint("order_id", "volunteer_id", "code"),)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.id"))
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(24))
    parameters: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime] = mapped_column(default=now)
    decision: Mapped[str | None] = mapped_column(sa.String(12), index=True)
