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
    submitted_at: Mapped[datetime] = mapped_column(index=True)
    verified_by: Mapped[str | None] = mapped_column(sa.String(64))
    verified_means: Mapped[str | None] = mapped_column(sa.String(8), comment="visit, phone or online")
    reason_code: Mapped[str | None] = mapped_column(sa.String(32))
    sentence: Mapped[str | None] = mapped_column(sa.String(500), comment="what the resident reads about the end")
    referred_to: Mapped[str | None] = mapped_column(sa.String(32))
    duplicate_of: Mapped[UUID | None] = mapped_column(sa.ForeignKey("orders.order_id"), index=True)
    closed_at: Mapped[datetime | None]
    has_card: Mapped[bool] = mapped_column(default=True, comment="until it is purged")
    card: Mapped["ContactCard | None"] = relationship(back_populates="order")


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
