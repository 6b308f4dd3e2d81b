"""Those who help: volunteers, teams, and the calls to make to them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from services.volunteer.models.base import Base


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
