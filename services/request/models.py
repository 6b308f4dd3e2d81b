"""The tables of request. Whatever tells of a person stands on the contact card and with the recipient, nowhere else."""

from datetime import datetime
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
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: sa.JSON, list[str]: sa.JSON}  # noqa: RUF012


class Order(Base, Storied):
    """An order and its public story. `round` is the round that stands or will be opened next."""

    __tablename__ = "orders"
    __table_args__ = (sa.Index("ix_orders_has_card_closed_at", "has_card", "closed_at"),)

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_no: Mapped[str] = mapped_column(sa.String(8), unique=True)
    link_token: Mapped[str] = mapped_column(sa.String(43), unique=True, comment="opens the resident's page")
    external_ref: Mapped[str | None] = mapped_column(sa.String(64), unique=True, comment="the caller's own reference")
    state: Mapped[str] = mapped_column(sa.String(20), index=True)
    round: Mapped[int] = mapped_column(default=1)
    site_path: Mapped[str] = mapped_column(sa.String(16), index=True)
    recipient_id: Mapped[UUID] = mapped_column(sa.ForeignKey("recipients.recipient_id"), index=True)
    channel: Mapped[str] = mapped_column(sa.String(12))
    kind: Mapped[str] = mapped_column(sa.String(12))
    urgency: Mapped[str] = mapped_column(sa.String(8))
    item_code: Mapped[str | None] = mapped_column(sa.String(16), comment="as picked, then as filed by the clerk")
    title: Mapped[str | None] = mapped_column(sa.String(40), comment="written by the clerk; travels")
    priority: Mapped[int | None]
    wanted_from: Mapped[datetime]
    wanted_to: Mapped[datetime]
    need_version: Mapped[int] = mapped_column(default=1, comment="counts changes of time, place or need (T40)")
    need: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), comment="contract Need, as spoken")
    submitted_at: Mapped[datetime] = mapped_column(index=True)
    verified_by: Mapped[str | None] = mapped_column(sa.String(64))
    verified_means: Mapped[str | None] = mapped_column(sa.String(8), comment="visit, phone or online")
    reason_code: Mapped[str | None] = mapped_column(sa.String(32))
    sentence: Mapped[str | None] = mapped_column(sa.String(500), comment="what the resident reads about the end")
    referred_to: Mapped[str | None] = mapped_column(sa.String(32))
    emergency: Mapped[bool] = mapped_column(default=False, comment="a life is in danger: nobody is offered it (T5)")
    rung_back_at: Mapped[datetime | None]
    duplicate_of: Mapped[UUID | None] = mapped_column(sa.ForeignKey("orders.order_id"), index=True)
    left_at: Mapped[datetime | None] = mapped_column(comment="its caller leaves it to the others who wait (T7)")
    resubmission_of: Mapped[UUID | None] = mapped_column(sa.ForeignKey("orders.order_id"), unique=True)
    rework_of: Mapped[UUID | None] = mapped_column(sa.ForeignKey("orders.order_id"), unique=True)
    limits_version: Mapped[int] = mapped_column(default=0, comment="the limits that it began under; 0: of the house")
    clock_since: Mapped[datetime | None] = mapped_column(comment="while the clock of verifying runs")
    clock_spent: Mapped[int] = mapped_column(default=0, comment="working seconds that had passed before")
    due_at: Mapped[datetime | None] = mapped_column(comment="until when a clerk has to act")
    alarm: Mapped[str | None] = mapped_column(sa.String(8), comment="warned or breached")
    alarm_at: Mapped[datetime | None] = mapped_column(index=True, comment="when the clock rings next")
    supervised: Mapped[bool] = mapped_column(default=False, comment="the level above watches over it (T34)")
    urges: Mapped[int] = mapped_column(default=0, comment="how often the one who ordered has asked when (T33)")
    urged_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None] = mapped_column(index=True, comment="it waits, as its recipient wishes (T36)")
    held_for: Mapped[str | None] = mapped_column(sa.String(16))
    holds: Mapped[int] = mapped_column(default=0, comment="how often it was put on hold")
    starts_at: Mapped[datetime | None] = mapped_column(comment="the appointment, as volunteer told it")
    closed_at: Mapped[datetime | None]
    closings: Mapped[int] = mapped_column(default=0, comment="how often feedback closed it: an appeal opens it (T38)")
    has_card: Mapped[bool] = mapped_column(default=True, comment="until it is purged")
    card: Mapped["ContactCard | None"] = relationship(back_populates="order")
    proposal: Mapped["Proposal | None"] = relationship(cascade="all, delete-orphan")

    likely_duplicates = 0
    next_step = ""
    """How many orders ask for the same, what happens next: live only in the answers to an order and to an urging."""

    @property
    def ring(self) -> str | None:
        """The number to ring at once, where a life is in danger."""
        return self.referred_to if self.emergency else None


class ContactCard(Base):
    """Who ordered, for whom, where and in which words. Purged 180 days after closing."""

    __tablename__ = "contact_cards"

    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("orders.order_id"), primary_key=True)
    requester_name: Mapped[str] = mapped_column(sa.String(60))
    requester_phone: Mapped[str] = mapped_column(sa.String(20))
    proxy_name: Mapped[str | None] = mapped_column(sa.String(60))
    proxy_relation: Mapped[str | None] = mapped_column(sa.String(20))
    recipient_name: Mapped[str] = mapped_column(sa.String(60))
    recipient_age: Mapped[int | None]
    circumstances: Mapped[list[str]]
    address_detail: Mapped[str] = mapped_column(sa.String(200))
    need_text: Mapped[str] = mapped_column(sa.String(2000))
    cancel_reason: Mapped[str | None] = mapped_column(sa.String(200), comment="in the caller's words, hence here")
    order: Mapped[Order] = relationship(back_populates="card")
    questions: Mapped[list["Question"]] = relationship(cascade="all, delete-orphan", order_by="Question.question_id")


class Question(Base):
    """What a clerk needs to know before an order can be verified (T2), and the answer (T3). Goes with the card."""

    __tablename__ = "questions"

    question_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("contact_cards.order_id"), index=True)
    text: Mapped[str] = mapped_column(sa.String(500))
    asked_by: Mapped[str] = mapped_column(sa.String(64))
    asked_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None] = mapped_column(comment="nobody had answered, so the station rings")
    answer: Mapped[str | None] = mapped_column(sa.String(2000))
    answered_by: Mapped[str | None] = mapped_column(sa.String(64), comment="the one who ordered, or who wrote it down")
    answered_at: Mapped[datetime | None]


class Proposal(Base):
    """Two signatures under a rejection (T4); the last proposal for each order."""

    __tablename__ = "proposals"

    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("orders.order_id"), primary_key=True)
    need_version: Mapped[int] = mapped_column(comment="counts only as long as the need is the same")
    reason_code: Mapped[str] = mapped_column(sa.String(32))
    sentence: Mapped[str] = mapped_column(sa.String(500))
    alternative: Mapped[str] = mapped_column(sa.String(16), comment="what else could help")
    proposed_by: Mapped[str] = mapped_column(sa.String(64))
    proposed_at: Mapped[datetime]
    signed_by: Mapped[str | None] = mapped_column(sa.String(64))
    signed_at: Mapped[datetime | None]


class Limits(Base):
    """A version of the limits: each entry in the words of policy.Limit."""

    __tablename__ = "limits"

    version: Mapped[int] = mapped_column(primary_key=True)
    limits: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    published_by: Mapped[str] = mapped_column(sa.String(64))
    published_at: Mapped[datetime]


class Move(Base):
    """A move of an order, as its history tells it."""

    __table__ = Base.metadata.tables["history"]


class Call(Base):
    """A notice to whoever ordered, seen as a call to make."""

    __table__ = Base.metadata.tables["notices"]

    id: Mapped[UUID]
    to_id: Mapped[UUID]
    template: Mapped[str]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sent_through: Mapped[str | None]
    order: Mapped[Order] = relationship(primaryjoin=lambda: sa.orm.foreign(Call.to_id) == Order.order_id, viewonly=True)

    @property
    def question(self) -> str | None:
        """What they are asked, while they have not answered it."""
        card = self.order.card
        open_ones = [one.text for one in card.questions if one.answered_at is None] if card else []
        return open_ones[-1] if open_ones else None


class Recipient(Base):
    """Who receives a service: a random id for a name at a site, so that others know repeats without knowing whose."""

    __tablename__ = "recipients"
    __table_args__ = (sa.UniqueConstraint("site_path", "name"),)

    recipient_id: Mapped[UUID] = mapped_column(primary_key=True)
    site_path: Mapped[str] = mapped_column(sa.String(16))
    name: Mapped[str] = mapped_column(sa.String(60))


class Item(Base):
    """A catalogue item; `rules` are the words of the contract ItemRules."""

    __tablename__ = "items"

    code: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    version: Mapped[int]
    platform_code: Mapped[str] = mapped_column(sa.String(4))
    name_zh: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    rules: Mapped[dict[str, Any]]


class Site(Base):
    """A center, an office or a station."""

    __tablename__ = "sites"

    path: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    version: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    level: Mapped[str] = mapped_column(sa.String(8))
    name: Mapped[str] = mapped_column(sa.String(60))
    place: Mapped[dict[str, float] | None] = mapped_column(sa.JSON(none_as_null=True), comment="in degrees")
