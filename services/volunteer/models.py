"""The tables of volunteer. Names and phones stand with the volunteers and with spoken answers, nowhere else."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from shared.db import UtcDateTime, service_metadata
from shared.history import HISTORY, Storied
from shared.messaging.tables import INBOX, OUTBOX
from shared.notices import NOTICES
from shared.processes import PROCESSES
from shared.web.idempotency import IDEMPOTENCY_KEYS


class Base(DeclarativeBase):
    """All tables of this service."""

    metadata = service_metadata(OUTBOX, INBOX, NOTICES, HISTORY, PROCESSES, IDEMPOTENCY_KEYS)
    type_annotation_map = {  # noqa: RUF012
        datetime: UtcDateTime,
        dict[str, Any]: sa.JSON,
        list[str]: sa.JSON,
        list[dict[str, Any]]: sa.JSON,
    }


class Volunteer(Base):
    """Somebody who helps. `qualifications` are the words of the contract Qualification."""

    __tablename__ = "volunteers"

    volunteer_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    volunteer_no: Mapped[str] = mapped_column(sa.String(16), unique=True, comment="never an identity number")
    name: Mapped[str] = mapped_column(sa.String(60))
    phone: Mapped[str] = mapped_column(sa.String(20))
    gender: Mapped[str | None] = mapped_column(sa.String(8))
    birth_year: Mapped[int]
    guardian_consent: Mapped[bool | None]
    status: Mapped[str] = mapped_column(sa.String(12))
    home_path: Mapped[str] = mapped_column(sa.String(16), index=True)
    skills: Mapped[list[str]]
    qualifications: Mapped[list[dict[str, Any]]]
    insured_until: Mapped[date | None]
    languages: Mapped[list[str]]
    available: Mapped[list[str]] = mapped_column(comment="half-days, mon_am to sun_pm")
    max_per_week: Mapped[int]
    travel_km: Mapped[int]


class Team(Base):
    """A team, and the volunteer who answers for it."""

    __tablename__ = "teams"

    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    home_path: Mapped[str] = mapped_column(sa.String(16))
    leader_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"), index=True)
    skills: Mapped[list[str]]
    standing: Mapped[bool]
    duty_team: Mapped[bool] = mapped_column(comment="the fallback agreed beforehand")
    members: Mapped[list["TeamMember"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def member_ids(self) -> list[UUID]:
        """Who is in it, the leader too."""
        return sorted(member.volunteer_id for member in self.members)


class TeamMember(Base):
    """A volunteer in a team."""

    __tablename__ = "team_members"

    team_id: Mapped[UUID] = mapped_column(sa.ForeignKey("teams.team_id"), primary_key=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"), primary_key=True, index=True)


class Assignment(Base, Storied):
    """An order: ONE row, and it names the order's leader. A stone (an end heard before any offer) knows no need."""

    __tablename__ = "assignments"

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_no: Mapped[str | None] = mapped_column(sa.String(8))
    state: Mapped[str] = mapped_column(sa.String(12), index=True)
    round: Mapped[int]
    site_path: Mapped[str] = mapped_column(sa.String(16), index=True)
    need: Mapped[dict[str, Any] | None] = mapped_column(comment="the words of the contract Need")
    leader_kind: Mapped[str | None] = mapped_column(sa.String(8))
    leader_id: Mapped[UUID | None] = mapped_column(index=True)
    accepted_offer_id: Mapped[UUID | None]
    accepted_by: Mapped[UUID | None] = mapped_column(comment="the volunteer whose yes it was")
    return_reason: Mapped[str | None] = mapped_column(sa.String(12), comment="stays here: it may be an illness")
    checked_in_at: Mapped[datetime | None]
    checked_in_by: Mapped[str | None] = mapped_column(sa.String(80), comment="role and id")
    means: Mapped[str | None] = mapped_column(sa.String(12))
    finished_at: Mapped[datetime | None]
    finished_by: Mapped[str | None] = mapped_column(sa.String(80), comment="role and id")
    outcome: Mapped[str | None] = mapped_column(sa.String(500))
    crew: Mapped[list["CrewMember"]] = relationship(lazy="selectin")


class Offer(Base):
    """One question to a team, a person or everybody, and what became of it."""

    __tablename__ = "offers"
    __table_args__ = (
        sa.Index("ix_offers_order_state", "order_id", "state"),
        sa.Index("ix_offers_state_deadline", "state", "deadline"),
    )

    offer_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.order_id"))
    round: Mapped[int]
    to_kind: Mapped[str] = mapped_column(sa.String(8))
    to_id: Mapped[UUID | None] = mapped_column(index=True)
    deadline: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(12))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]
    chip: Mapped[str | None] = mapped_column(sa.String(24))
    order: Mapped[Assignment] = relationship()


class SpokenAnswer(Base):
    """A word said on the phone and taken down by staff: whose, to whom, over which number."""

    __tablename__ = "spoken_answers"

    answer_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.order_id"), index=True)
    said_by: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"))
    answer: Mapped[str] = mapped_column(sa.String(8), comment="accept, decline or return")
    spoken_to: Mapped[str] = mapped_column(sa.String(64), comment="the member of staff")
    rang: Mapped[str] = mapped_column(sa.String(20), comment="the number rung")
    at: Mapped[datetime]


class CrewMember(Base):
    """Somebody who went."""

    __tablename__ = "crew"

    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.order_id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"), primary_key=True, index=True)


class LedgerEntry(Base):
    """Minutes, written once and never changed or deleted; a later entry of a higher class raises them."""

    __tablename__ = "ledger"

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.order_id"), index=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"), index=True)
    minutes: Mapped[int]
    minutes_class: Mapped[str] = mapped_column(sa.String(12))
    cause: Mapped[str] = mapped_column(sa.String(64), comment="the event type that it follows from")
    at: Mapped[datetime]
