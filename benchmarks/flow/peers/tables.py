"""The tables of the peers: those of Sidan that the workload fills, without outbox and idempotency keys."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid_utils.compat import uuid7

from benchmarks.flow.peers.story import now

TYPES = {datetime: sa.DateTime(timezone=True), dict[str, Any]: sa.JSON, list[str]: sa.JSON}


class Keyed:
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


class Heard:
    """What arrived, once: the same event may come again."""

    __tablename__ = "heard"
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(sa.String(64), index=True)
    subject: Mapped[str] = mapped_column(sa.String(64))
    received_at: Mapped[datetime] = mapped_column(default=now)


class Notice(Keyed):
    __tablename__ = "notices"
    to_kind: Mapped[str] = mapped_column(sa.String(16))
    to_id: Mapped[UUID] = mapped_column(index=True)
    order_id: Mapped[UUID]
    template: Mapped[str] = mapped_column(sa.String(40))
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due_at: Mapped[datetime] = mapped_column(default=now, index=True)
    sent_at: Mapped[datetime | None]


class Item:
    __tablename__ = "items"
    code: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    rules: Mapped[dict[str, Any]]


class Site:
    __tablename__ = "sites"
    path: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    level: Mapped[str] = mapped_column(sa.String(8))
    name: Mapped[str] = mapped_column(sa.String(60))


class Volunteer(Keyed):
    __tablename__ = "volunteers"
    status: Mapped[str] = mapped_column(sa.String(12), index=True)
    home_path: Mapped[str] = mapped_column(sa.String(16), index=True)
    skills: Mapped[list[str]]
    available: Mapped[list[str]]


class Offer(Keyed):
    __tablename__ = "offers"
    round: Mapped[int] = mapped_column(default=1)
    to_kind: Mapped[str] = mapped_column(sa.String(8))
    to_id: Mapped[UUID | None] = mapped_column(index=True)
    deadline: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(12), default="open", index=True)


class Staged(Keyed):
    """A part of an order's life."""

    order_no: Mapped[str] = mapped_column(sa.String(8), index=True)
    state: Mapped[str] = mapped_column(sa.String(20), index=True)
    round: Mapped[int] = mapped_column(default=1)
    site_path: Mapped[str] = mapped_column(sa.String(16), index=True)


class RequestBase(DeclarativeBase):
    type_annotation_map = TYPES


class RequestHeard(Heard, RequestBase): ...


class RequestNotice(Notice, RequestBase): ...


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
    recipient_id: Mapped[UUID] = mapped_column(sa.ForeignKey("recipients.id"))
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


class DispatchBase(DeclarativeBase):
    type_annotation_map = TYPES


class DispatchHeard(Heard, DispatchBase): ...


class DispatchItem(Item, DispatchBase): ...


class DispatchSite(Site, DispatchBase): ...


class DispatchVolunteer(Volunteer, DispatchBase):
    rating_sum: Mapped[int] = mapped_column(default=0)
    rating_count: Mapped[int] = mapped_column(default=0)


class DispatchOrder(Staged, DispatchBase):
    __tablename__ = "orders"
    need: Mapped[dict[str, Any]]
    recipient_id: Mapped[UUID]
    submitted_at: Mapped[datetime] = mapped_column(index=True)
    priority: Mapped[int]
    leader_id: Mapped[UUID | None]


class DispatchOffer(Offer, DispatchBase):
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    made_by: Mapped[str] = mapped_column(sa.String(64))


class VolunteerBase(DeclarativeBase):
    type_annotation_map = TYPES


class VolunteerHeard(Heard, VolunteerBase): ...


class VolunteerNotice(Notice, VolunteerBase): ...


class Enrolled(Volunteer, VolunteerBase):
    volunteer_no: Mapped[str] = mapped_column(sa.String(16), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    phone: Mapped[str] = mapped_column(sa.String(20))
    birth_year: Mapped[int]


class Assignment(Staged, VolunteerBase):
    __tablename__ = "assignments"
    need: Mapped[dict[str, Any]]
    leader_id: Mapped[UUID | None] = mapped_column(index=True)
    checked_in_at: Mapped[datetime | None]
    means: Mapped[str | None] = mapped_column(sa.String(12))
    finished_at: Mapped[datetime | None]


class VolunteerOffer(Offer, VolunteerBase):
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.id"), index=True)
    answered_at: Mapped[datetime | None]


class CrewMember(VolunteerBase):
    __tablename__ = "crew"
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.id"), primary_key=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.id"), primary_key=True, index=True)


class LedgerEntry(Keyed, VolunteerBase):
    __tablename__ = "ledger"
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("assignments.id"), index=True)
    volunteer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("volunteers.id"), index=True)
    minutes: Mapped[int]
    minutes_class: Mapped[str] = mapped_column(sa.String(12))
    at: Mapped[datetime] = mapped_column(default=now)


class FeedbackBase(DeclarativeBase):
    type_annotation_map = TYPES


class FeedbackHeard(Heard, FeedbackBase): ...


class Fact(FeedbackBase):
    __tablename__ = "facts"
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(sa.String(64), index=True)
    subject: Mapped[str] = mapped_column(sa.String(64), index=True)
    said_at: Mapped[datetime] = mapped_column(index=True)
    heard_at: Mapped[datetime] = mapped_column(default=now)
    data: Mapped[dict[str, Any]]


class Review(Staged, FeedbackBase):
    __tablename__ = "reviews"
    leader_id: Mapped[UUID]
    crew: Mapped[list[str]]
    served_at: Mapped[datetime] = mapped_column(index=True)
    level: Mapped[int | None] = mapped_column(index=True)
    review_means: Mapped[str | None] = mapped_column(sa.String(8))
    reviewed_by: Mapped[str | None] = mapped_column(sa.String(64))
    reviewed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


BASES = {"request": RequestBase, "dispatch": DispatchBase, "volunteer": VolunteerBase, "feedback": FeedbackBase}
"""Service → its tables."""
