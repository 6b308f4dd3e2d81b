"""The tables of dispatch. Nothing here tells of a person: an order is what may be known of it, the roster has ids."""

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


class Order(Base, Storied):
    """An order in the queue. A stone (cancelled before it was approved here) has an id and a state, nothing else."""

    __tablename__ = "orders"
    __table_args__ = (sa.Index("ix_orders_state_submitted_at", "state", "submitted_at"),)

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_no: Mapped[str | None] = mapped_column(sa.String(8), index=True)
    state: Mapped[str] = mapped_column(sa.String(20))
    round: Mapped[int] = mapped_column(comment="the round that stands or will be opened next")
    site_path: Mapped[str] = mapped_column(sa.String(16), index=True)
    need: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), comment="contract Need, as spoken")
    recipient_id: Mapped[UUID | None]
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)
    priority: Mapped[int | None]
    urgency: Mapped[str | None] = mapped_column(sa.String(8))
    leader_kind: Mapped[str | None] = mapped_column(sa.String(8), comment="team or person, while somebody leads")
    leader_id: Mapped[UUID | None]
    front: Mapped[bool] = mapped_column(default=False, comment="given back or missed: it is looked at first")
    supervised: Mapped[bool] = mapped_column(default=False, comment="the public promise has passed (T34)")
    offers: Mapped[list["Offer"]] = relationship(cascade="all, delete-orphan", order_by="Offer.offer_id")
    proposal: Mapped["Proposal | None"] = relationship(cascade="all, delete-orphan")

    undone = ""
    """How an undo ended, `unsaid` or `withdrawn`: lives only in the answer to it."""

    @property
    def standing_offers(self) -> list["Offer"]:
        """The offers of the round that stands; none before it is opened."""
        return [offer for offer in self.offers if offer.round == self.round]

    def close_open_offers(self) -> None:
        """Whoever has not answered need not do so any more."""
        for offer in self.offers:
            if offer.state == "open":
                offer.state = "closed"


class Offer(Base):
    """One question of a round, and its answer as volunteer told it."""

    __tablename__ = "offers"

    offer_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("orders.order_id"), index=True)
    round: Mapped[int]
    to_kind: Mapped[str] = mapped_column(sa.String(8))
    to_id: Mapped[UUID | None] = mapped_column(comment="none for the pool")
    deadline: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(8), comment="open, declined, expired, accepted, closed")
    made_by: Mapped[str] = mapped_column(sa.String(64))
    event_id: Mapped[UUID] = mapped_column(comment="the word in the outbox that an undo takes back")


class Proposal(Base):
    """Two signatures under the sentence that nobody can be found (T16); the last proposal for each order."""

    __tablename__ = "proposals"

    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("orders.order_id"), primary_key=True)
    round: Mapped[int] = mapped_column(comment="counts only as long as no other round was tried since")
    reason_code: Mapped[str] = mapped_column(sa.String(32))
    sentence: Mapped[str] = mapped_column(sa.String(500))
    proposed_by: Mapped[str] = mapped_column(sa.String(64))
    proposed_at: Mapped[datetime]
    signed_by: Mapped[str | None] = mapped_column(sa.String(64))
    signed_at: Mapped[datetime | None]


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
    """A center, an office or a station as request named it."""

    __tablename__ = "sites"

    path: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    version: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(12))
    level: Mapped[str] = mapped_column(sa.String(8))
    name: Mapped[str] = mapped_column(sa.String(60))
