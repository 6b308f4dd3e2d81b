"""The tables of volunteer. Names and phones stand with the volunteers and with spoken answers, nowhere else."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, foreign, mapped_column, relationship

from services.volunteer import policy
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
    contact_minutes: Mapped[int | None] = mapped_column(comment="working minutes in which a leader rings the resident")
    leader_kind: Mapped[str | None] = mapped_column(sa.String(8))
    leader_id: Mapped[UUID | None] = mapped_column(index=True)
    accepted_offer_id: Mapped[UUID | None]
    accepted_by: Mapped[UUID | None] = mapped_column(comment="the volunteer whose yes it was")
    contact_warn_at: Mapped[datetime | None] = mapped_column(index=True, comment="when the leader is reminded to ring")
    contact_due_at: Mapped[datetime | None] = mapped_column(index=True, comment="by when the leader has to have rung")
    waits: Mapped[bool] = mapped_column(default=False, comment="whoever leads was told to wait (T36)")
    starts_at: Mapped[datetime | None] = mapped_column(comment="the time agreed with the resident")
    postponed_to: Mapped[datetime | None] = mapped_column(comment="asked for, until a dispatcher says yes")
    postponed_why: Mapped[str | None] = mapped_column(sa.String(16))
    postponed: Mapped[bool] = mapped_column(default=False, comment="an appointment is put off once (T37)")
    return_reason: Mapped[str | None] = mapped_column(sa.String(12), comment="stays here: it may be an illness")
    checked_in_at: Mapped[datetime | None]
    checked_in_by: Mapped[str | None] = mapped_column(sa.String(80), comment="role and id")
    means: Mapped[str | None] = mapped_column(sa.String(12))
    finished_at: Mapped[datetime | None]
    finished_by: Mapped[str | None] = mapped_column(sa.String(80), comment="role and id")
    outcome: Mapped[str | None] = mapped_column(sa.String(500))
    members: Mapped[list["CrewMember"]] = relationship()

    @property
    def recruits(self) -> list["CrewMember"]:
        """Who comes along, or was asked to, in the round that stands."""
        return sorted((one for one in self.members if one.round == self.round), key=lambda one: one.volunteer_id)

    @property
    def crew(self) -> list[UUID]:
        """Who went."""
        return [one.volunteer_id for one in self.recruits if one.state == policy.WENT]

    def enlist(self, volunteer_id: UUID, state: str) -> None:
        """Note how somebody stands to the visit of this round."""
        member = next((one for one in self.recruits if one.volunteer_id == volunteer_id), None)
        if member is None:
            member = CrewMember(volunteer_id=volunteer_id, round=self.round)
            self.members.append(member)
        member.state = state


class Wish(Base):
    """The newest that request said of what is wanted, of an order that may yet be unknown here."""

    __tablename__ = "wishes"

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(comment="of the need (T40)")
    hold: Mapped[int] = mapped_column(comment="the last one that is known here (T36)")


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
    wave: Mapped[int] = mapped_column(comment="asked when the wave before it has ended without a yes")
    version: Mapped[int] = mapped_column(comment="of the need that it was made for")
    deadline: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(12))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]
    chip: Mapped[str | None] = mapped_column(sa.String(24))
    order: Mapped[Assignment] = relationship()
    newest: Mapped[int | None] = column_property(
        sa.select(Wish.version).where(Wish.order_id == order_id).scalar_subquery()
    )

    @property
    def is_outdated(self) -> bool:
        """Whether what is needed has changed since this was asked."""
        return self.newest is not None and self.version < self.newest

    @property
    def card(self) -> dict[str, Any] | None:
        """What is needed; in the pool, where anybody reads it, only what decides whether one can help (T9)."""
        need = self.order.need
        return need if need is None or self.to_id is not None else {name: need[name] for name in policy.CARD}


class SpokenAnswer(Base):
    """A word said on the phone and taken down by staff: whose, to whom, over which number."""

    __tablename__ = "spoken_answers"

    answer_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.order_id"), index=True)
    said_by: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"))
    answer: Mapped[str] = mapped_column(sa.String(8), comment="the verb that it was an answer to")
    spoken_to: Mapped[str] = mapped_column(sa.String(64), comment="the member of staff")
    rang: Mapped[str] = mapped_column(sa.String(20), comment="the number rung")
    at: Mapped[datetime]
    disputed_at: Mapped[datetime | None] = mapped_column(comment="when whose word it is said that it was not theirs")


class CrewMember(Base):
    """Somebody beside or behind the leader of an order in one round: asked to come along, coming, gone."""

    __tablename__ = "crew"

    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.order_id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"), primary_key=True, index=True)
    state: Mapped[str] = mapped_column(sa.String(8), comment="asked, joined, left, released or went")


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


class Move(Base):
    """A move of an order, as the lifecycle wrote it down."""

    __table__ = Base.metadata.tables["history"]
    id: Mapped[UUID]
    order_id: Mapped[UUID]


def _whom_to_ring() -> sa.ColumnElement[bool]:
    """The volunteer who is told, or the leader of the team that is."""
    leader = sa.select(Team.leader_id).where(Team.team_id == Call.to_id).scalar_subquery()
    return Volunteer.volunteer_id == sa.func.coalesce(leader, foreign(Call.to_id))


class Call(Base):
    """A notice, seen as a call to make."""

    __table__ = Base.metadata.tables["notices"]
    id: Mapped[UUID]
    to_id: Mapped[UUID]
    order_id: Mapped[UUID]
    template: Mapped[str]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sent_through: Mapped[str | None]
    rung: Mapped[Volunteer] = relationship(primaryjoin=_whom_to_ring, viewonly=True)
