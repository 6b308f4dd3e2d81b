"""The queue: orders, the questions of their rounds, and what is decided about them."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.dispatch.models.base import Base
from shared.history import Storied


class Order(Base, Storied):
    """An order in the queue. A stone (cancelled before it was approved here) has an id and a state, nothing else."""

    __tablename__ = "orders"
    __table_args__ = (
        sa.Index("ix_orders_state_submitted_at", "state", "submitted_at"),
        sa.Index("ix_orders_state_promise_at", "state", "promise_at"),
        sa.Index("ix_orders_state_level_until", "state", "level_until"),
        sa.Index("ix_orders_recipient_id_item_code", "recipient_id", "item_code"),
        sa.Index("ix_orders_site_path_state", "site_path", "state"),
        sa.Index("ix_orders_leader_id_state_served_at", "leader_id", "state", "served_at"),
    )

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_no: Mapped[str | None] = mapped_column(sa.String(8), index=True)
    state: Mapped[str] = mapped_column(sa.String(20))
    round: Mapped[int] = mapped_column(comment="the round that stands or will be opened next")
    site_path: Mapped[str] = mapped_column(sa.String(16))
    need: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), comment="contract Need, as spoken")
    version: Mapped[int] = mapped_column(default=0, comment="of the need; 0 while it is unknown")
    item_code: Mapped[str | None] = mapped_column(sa.String(16))
    recipient_id: Mapped[UUID | None]
    leave_out: Mapped[UUID | None] = mapped_column(comment="who is not asked: it is done once more, by others (T31)")
    submitted_at: Mapped[datetime | None]
    start_by: Mapped[datetime | None] = mapped_column(comment="when the last visit that the wanted time allows begins")
    priority: Mapped[int | None]
    urgency: Mapped[str | None] = mapped_column(sa.String(8))
    leader_kind: Mapped[str | None] = mapped_column(sa.String(8), comment="team or person, while somebody leads")
    leader_id: Mapped[UUID | None]
    starts_at: Mapped[datetime | None] = mapped_column(comment="the appointment, while somebody leads")
    served_at: Mapped[datetime | None]
    front: Mapped[bool] = mapped_column(default=False, comment="given back or missed: it is looked at first")
    urges: Mapped[int] = mapped_column(default=0, comment="how often the one who ordered has asked when (T33)")
    returns: Mapped[int] = mapped_column(default=0, comment="how often it was given back (T20)")
    level: Mapped[str] = mapped_column(sa.String(16), index=True, comment="the site that looks for somebody")
    level_until: Mapped[datetime | None] = mapped_column(comment="its share of the time, while it looks")
    transfer_to: Mapped[str | None] = mapped_column(sa.String(16), comment="the neighbour asked to look instead (T18)")
    duty_round: Mapped[int | None] = mapped_column(comment="the round in which the duty team was asked (T15)")
    limits_version: Mapped[int] = mapped_column(default=0, comment="the limits that it began under; 0: of the house")
    promise_at: Mapped[datetime | None] = mapped_column(comment="until when the resident has an answer")
    ask_by: Mapped[datetime | None] = mapped_column(comment="until when somebody has to be asked; kept for an undo")
    due_at: Mapped[datetime | None] = mapped_column(index=True, comment="where the clock ends that runs now")
    alarm: Mapped[str | None] = mapped_column(sa.String(8), comment="warned or breached")
    alarm_at: Mapped[datetime | None] = mapped_column(index=True, comment="when the clock has something to say next")
    supervised_for: Mapped[str | None] = mapped_column(sa.String(24), comment="why the level above watches it (T34)")
    held_since: Mapped[datetime | None] = mapped_column(comment="its clocks stand still (T36)")
    held_until: Mapped[datetime | None]
    holds: Mapped[int] = mapped_column(default=0, comment="the last hold that is known here")
    offers: Mapped[list["Offer"]] = relationship(cascade="all, delete-orphan", order_by="Offer.wave, Offer.offer_id")
    proposal: Mapped["Proposal | None"] = relationship(cascade="all, delete-orphan")

    undone = ""
    """How an undo ended, `unsaid` or `withdrawn`: lives only in the answer to it."""
    served_last = cast("datetime | None", None)
    waits_longest = cast("UUID | None", None)
    """When this recipient last had the same, and which order has waited longest: live only in the answer to a look."""
    choice = cast("Any", None)
    """Where those who are asked stand among all who could be: lives only in the answer to asking them."""

    @property
    def standing_offers(self) -> list["Offer"]:
        """The offers of the round that stands; none before it is opened."""
        return [offer for offer in self.offers if offer.round == self.round]


class Offer(Base):
    """One question of a round, and its answer as volunteer told it."""

    __tablename__ = "offers"
    __table_args__ = (sa.Index("ix_offers_to_id_visit_at", "to_id", "visit_at"),)

    offer_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("orders.order_id"), index=True)
    round: Mapped[int]
    version: Mapped[int] = mapped_column(comment="of the need that it was made for")
    to_kind: Mapped[str] = mapped_column(sa.String(8))
    to_id: Mapped[UUID | None] = mapped_column(comment="none for the pool")
    wave: Mapped[int] = mapped_column(comment="asked when the wave before it has ended without a yes")
    deadline: Mapped[datetime]
    visit_at: Mapped[datetime] = mapped_column(comment="when the visit would begin, as far as can be said")
    state: Mapped[str] = mapped_column(sa.String(8), comment="open, declined, expired, accepted, closed")
    made_by: Mapped[str] = mapped_column(sa.String(64))
    event_id: Mapped[UUID] = mapped_column(comment="the word in the outbox that an undo takes back")

    warning = cast("str | None", None)
    """What they said lately about such an order, as a chip: lives only in the answer to asking them."""


class Proposal(Base):
    """Two signatures under the sentence that nobody can be found (T16); the last proposal for each order."""

    __tablename__ = "proposals"

    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("orders.order_id"), primary_key=True)
    round: Mapped[int] = mapped_column(comment="counts only as long as no other round was tried since")
    reason_code: Mapped[str] = mapped_column(sa.String(32))
    sentence: Mapped[str] = mapped_column(sa.String(500))
    alternative: Mapped[str] = mapped_column(sa.String(16), comment="what may help instead")
    proposed_by: Mapped[str] = mapped_column(sa.String(64))
    proposed_at: Mapped[datetime]
    signed_by: Mapped[str | None] = mapped_column(sa.String(64))
    signed_at: Mapped[datetime | None]


class Gap(Base):
    """A line of the gap list: what nobody could be found for, where, and why (T16). It tells of no person, and whoever
    reads the list does not learn of which order it is."""

    __tablename__ = "gaps"

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_code: Mapped[str] = mapped_column(sa.String(16), index=True)
    site_path: Mapped[str] = mapped_column(sa.String(16), index=True)
    reason_code: Mapped[str] = mapped_column(sa.String(32))
    alternative: Mapped[str] = mapped_column(sa.String(16))
    at: Mapped[datetime]


class Chip(Base):
    """What somebody said with a no, of their own will: it counts for what it names, and for so long."""

    __tablename__ = "chips"

    offer_id: Mapped[UUID] = mapped_column(primary_key=True)
    to_id: Mapped[UUID] = mapped_column(index=True, comment="a volunteer or a team")
    chip: Mapped[str] = mapped_column(sa.String(24))
    item_code: Mapped[str | None] = mapped_column(sa.String(16), comment="the only item that it names, or any")
    site_path: Mapped[str | None] = mapped_column(sa.String(16), comment="the only site that it names, or any")
    until: Mapped[datetime]


class Crew(Base):
    """One of those who were there when an order was served."""

    __tablename__ = "crews"
    __table_args__ = (sa.Index("ix_crews_volunteer_id_served_at", "volunteer_id", "served_at"),)

    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("orders.order_id"), primary_key=True)
    volunteer_id: Mapped[UUID] = mapped_column(primary_key=True)
    served_at: Mapped[datetime]


class Limits(Base):
    """A version of the limits: each entry in the words of policy.Limit."""

    __tablename__ = "limits"

    version: Mapped[int] = mapped_column(primary_key=True)
    limits: Mapped[list[dict[str, Any]]]
    published_by: Mapped[str] = mapped_column(sa.String(64))
    published_at: Mapped[datetime]


class Move(Base):
    """A move of an order, as the history tells it."""

    __table__ = Base.metadata.tables["history"]
