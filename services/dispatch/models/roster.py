"""The roster and the catalogue, as their owners described them."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from services.dispatch.models.base import Base


class Rated:
    """Whoever leads a visit is rated by its resident, level 1 to 5; kept beside the description, which is replaced."""

    rating_sum: Mapped[int] = mapped_column(default=0)
    rating_count: Mapped[int] = mapped_column(default=0)


class Volunteer(Rated, Base):
    """A volunteer as volunteer described them; the columns are the words of the contract."""

    __tablename__ = "volunteers"

    volunteer_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    status: Mapped[str] = mapped_column(sa.String(12), index=True)
    age_class: Mapped[str] = mapped_column(sa.String(20))
    gender: Mapped[str | None] = mapped_column(sa.String(8))
    home_path: Mapped[str] = mapped_column(sa.String(16), index=True)
    skills: Mapped[list[str]]
    qualifications: Mapped[list[dict[str, Any]]]
    insured_until: Mapped[date | None]
    languages: Mapped[list[str]]
    available: Mapped[list[str]]
    max_per_week: Mapped[int]
    travel_km: Mapped[int]
    team_ids: Mapped[list[str]]


class Team(Rated, Base):
    """A team as volunteer described it."""

    __tablename__ = "teams"

    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(16), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    home_path: Mapped[str] = mapped_column(sa.String(16), index=True)
    leader_id: Mapped[UUID]
    skills: Mapped[list[str]]
    standing: Mapped[bool]
    duty_team: Mapped[bool]


class Ability(Base):
    """What somebody on the roster can do, or may do by law: a line for each word, so that it is found by it."""

    __tablename__ = "abilities"
    __table_args__ = (sa.Index("ix_abilities_kind_name", "kind", "name", "home_path"),)

    holder_id: Mapped[UUID] = mapped_column(primary_key=True, comment="a volunteer or a team")
    kind: Mapped[str] = mapped_column(sa.String(16), primary_key=True, comment="skill, qualification or presence")
    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    home_path: Mapped[str] = mapped_column(sa.String(16), comment="where whoever has it is at home")
    until: Mapped[date | None] = mapped_column(comment="the last day on which a qualification counts")


class Item(Base):
    """A catalogue item as request published it."""

    __tablename__ = "items"

    code: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    version: Mapped[int]
    platform_code: Mapped[str] = mapped_column(sa.String(4))
    name_zh: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    rules: Mapped[dict[str, Any]]


class Site(Base):
    """Where a center, an office or a station is, as request said it."""

    __tablename__ = "sites"

    path: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    version: Mapped[int]
    place: Mapped[dict[str, float] | None] = mapped_column(sa.JSON(none_as_null=True), comment="in degrees")
