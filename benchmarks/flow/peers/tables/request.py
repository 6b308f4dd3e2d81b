"""Orders as they are placed, whoever placed them, and what they are told."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from benchmarks.flow.peers.story import now
from benchmarks.flow.peers.tables.everywhere import TYPES, Heard, Item, Keyed, Move, Notice, Site, Staged


class RequestBase(DeclarativeBase):
    type_annotation_map = TYPES


class RequestHeard(Heard, RequestBase): ...


class RequestNotice(Notice, RequestBase): ...


class RequestMove(Move, RequestBase): ...


class RequestItem(Item, RequestBase): ...


class RequestSite(Site, RequestBase): ...


class Recipient(Keyed, RequestBase):
    __tablename__ = "recipients"
    __table_args__ = (sa.UniqueConstraint("site_path", "name"),)
    site_path: Mapped[str] = mapped_column(sa.String(16))
    name: Mapped[str] = mapped_column(sa.String(60))


class RequestOrder(Staged, RequestBase):
    __tablename__ = "orders"
    link_token: Mapped[str] = mapped_column(sa.String(43), unique=True)
    recipient_id: Mapped[UUID] = mapped_column(sa.ForeignKey("recipients.id"), index=True)
    channel: Mapped[str] = mapped_column(sa.String(12))
    kind: Mapped[str] = mapped_column(sa.String(12))
    urgency: Mapped[str] = mapped_column(sa.String(8))
    item_code: Mapped[str] = mapped_column(sa.String(16))
    title: Mapped[str | None] = mapped_column(sa.String(40))
    priority: Mapped[int | None]
    wanted_from: Mapped[datetime]
    wanted_to: Mapped[datetime]
    submitted_at: Mapped[datetime] = mapped_column(default=now, index=True)
    verified_by: Mapped[str | None] = mapped_column(sa.String(64))
    verified_means: Mapped[str | None] = mapped_column(sa.String(8))
    closed_at: Mapped[datetime | None] = mapped_column(index=True)


class ContactCard(RequestBase):
    __tablename__ = "contact_cards"
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("orders.id"), primary_key=True)
    requester_name: Mapped[str] = mapped_column(sa.String(60))
    requester_phone: Mapped[str] = mapped_column(sa.String(20))
    recipient_name: Mapped[str] = mapped_column(sa.String(60))
    recipient_age: Mapped[int | None]
    circumstances: Mapped[list[str]]
    address_detail: Mapped[str] = mapped_column(sa.String(200))
    need_text: Mapped[str] = mapped_column(sa.String(2000))
