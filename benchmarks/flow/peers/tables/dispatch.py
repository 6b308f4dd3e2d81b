"""The queue, the roster, and what was chosen among when an order was offered."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from benchmarks.flow.peers.story import now
from benchmarks.flow.peers.tables.everywhere import TYPES, Heard, Item, Keyed, Move, Offer, Site, Staged, Volunteer


class DispatchBase(DeclarativeBase):
    type_annotation_map = TYPES


class DispatchHeard(Heard, DispatchBase): ...


class DispatchMove(Move, DispatchBase): ...


class DispatchItem(Item, DispatchBase): ...


class DispatchSite(Site, DispatchBase): ...


class DispatchVolunteer(Volunteer, DispatchBase):
    rating_sum: Mapped[int] = mapped_column(default=0)
    rating_count: Mapped[int] = mapped_column(default=0)


class DispatchOrder(Staged, DispatchBase):
    __tablename__ = "orders"
    need: Mapped[dict[str, Any]]
    recipient_id: Mapped[UUID] = mapped_column(index=True)
    submitted_at: Mapped[datetime] = mapped_column(index=True)
    priority: Mapped[int]
    leader_id: Mapped[UUID | None] = mapped_column(index=True)
    served_at: Mapped[datetime | None]


class DispatchOffer(Offer, DispatchBase):
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    made_by: Mapped[str] = mapped_column(sa.String(64))


class Crew(DispatchBase):
    """One of those who were there when an order was served."""

    __tablename__ = "crews"
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("orders.id"), primary_key=True)
    volunteer_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)


class Paper(Keyed, DispatchBase):
    """What a dispatcher saw before they chose: the need, and who could be asked."""

    __tablename__ = "papers"
    body: Mapped[dict[str, Any]]


class Snapshot(Keyed, DispatchBase):
    """What a dispatcher chose, out of what they saw."""

    __tablename__ = "snapshots"
    paper_id: Mapped[UUID] = mapped_column(sa.ForeignKey("papers.id"), index=True)
    order_id: Mapped[UUID] = mapped_column(index=True)
    round: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    made_by: Mapped[str] = mapped_column(sa.String(64))
    suggested: Mapped[list[dict[str, Any]]]
    chosen: Mapped[list[dict[str, Any]]]
    paper: Mapped[Paper] = relationship()
