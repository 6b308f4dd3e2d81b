"""What becomes of an order here: offers, answers, its one leader, its crew, its visit."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from services.volunteer import policy
from services.volunteer.models.base import Base
from shared.history import Storied


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
    absences: Mapped[int] = mapped_column(default=0, comment="how often nobody was in (T24)")
    time_void: Mapped[bool] = mapped_column(default=False, comment="nobody was in: another time is to be agreed on")
    watch_at: Mapped[datetime | None] = mapped_column(index=True, comment="when the clock looks after the visit next")
    worry: Mapped[str | None] = mapped_column(sa.String(12), index=True, comment="what staff are to see to")
    worry_since: Mapped[datetime | None]
    return_reason: Mapped[str | None] = mapped_column(sa.String(12), comment="stays here: it may be an illness")
    checked_in_at: Mapped[datetime | None]
    checked_in_by: Mapped[str | None] = mapped_column(sa.String(80), comment="role and id")
    means: Mapped[str | None] = mapped_column(sa.String(12))
    suspended_at: Mapped[datetime | None] = mapped_column(comment="when the visit was last broken off (T25)")
    suspended_by: Mapped[str | None] = mapped_column(sa.String(80), comment="role and id")
    suspended_for: Mapped[str | None] = mapped_column(sa.String(12))
    finished_at: Mapped[datetime | None]
    finished_by: Mapped[str | None] = mapped_column(sa.String(80), comment="role and id")
    outcome: Mapped[str | None] = mapped_column(sa.String(500))
    asks_home: Mapped[bool] = mapped_column(default=False, comment="the crew is to say that they are home safe")
    home_at: Mapped[datetime | None]
    home_by: Mapped[str | None] = mapped_column(sa.String(80), comment="role and id")
    code_tries: Mapped[int] = mapped_column(default=0, comment="wrong finishing codes so far")
    code_standing: Mapped[str | None] = mapped_column(sa.String(12), comment="wrong, locked, looked_up or matched")
    code_at: Mapped[datetime | None] = mapped_column(comment="when the right one was given")
    vouched_by: Mapped[str | None] = mapped_column(sa.String(80), comment="who took down the word: role and id")
    code_by: Mapped[str | None] = mapped_column(sa.String(16), comment="the mark of who gave it")
    level: Mapped[int | None] = mapped_column(comment="how the resident rated it, 5 is the best")
    members: Mapped[list["CrewMember"]] = relationship(back_populates="order")

    @property
    def recruits(self) -> list["CrewMember"]:
        """Who comes along, or was asked to, in the round that stands."""
        return sorted((one for one in self.members if one.round == self.round), key=lambda one: one.volunteer_id)

    @property
    def crew(self) -> list[UUID]:
        """Who went."""
        return [one.volunteer_id for one in self.went]

    @property
    def went(self) -> list["CrewMember"]:
        """Who went, with what stands of their minutes."""
        return [one for one in self.recruits if one.state == policy.WENT]

    @property
    def arrival(self) -> str | None:
        """How the check-in lies to the time agreed on (T22)."""
        return None if self.checked_in_at is None else policy.arrival(self.starts_at, self.checked_in_at)

    @property
    def code_tries_left(self) -> int:
        """How often a finishing code may still be tried."""
        return policy.MOST_TRIES - self.code_tries

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
    __table_args__ = (sa.Index("ix_crew_volunteer_id_ended_at", "volunteer_id", "ended_at"),)

    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.order_id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.volunteer_id"), primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(8), comment="asked, joined, left, released or went")
    minutes: Mapped[int | None] = mapped_column(comment="what the last entry of the ledger says, and so the next ones")
    minutes_class: Mapped[str | None] = mapped_column(sa.String(12))
    frozen: Mapped[bool] = mapped_column(default=False, comment="disputed: they count in no total until it is decided")
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    order: Mapped[Assignment] = relationship(back_populates="members")


class Move(Base):
    """A move of an order, as the lifecycle wrote it down."""

    __table__ = Base.metadata.tables["history"]
    id: Mapped[UUID]
    order_id: Mapped[UUID]
    at: Mapped[datetime]
    verb: Mapped[str]
