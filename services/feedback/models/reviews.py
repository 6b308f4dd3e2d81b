"""Served orders: what their residents say of them, whom staff rang, and what was looked into."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.feedback.models.base import Base, Clocked
from shared.history import Storied


class Review(Clocked, Base, Storied):
    """A served order, from the question whether it took place to the end of what its review led to."""

    __tablename__ = "reviews"
    __table_args__ = (sa.Index("ix_reviews_state_served_at", "state", "served_at"),)

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_no: Mapped[str] = mapped_column(sa.String(8))
    state: Mapped[str] = mapped_column(sa.String(20))
    round: Mapped[int] = mapped_column(comment="the round in which it was served")
    site_path: Mapped[str] = mapped_column(sa.String(16), index=True)
    item_code: Mapped[str] = mapped_column(sa.String(16))
    leader_kind: Mapped[str] = mapped_column(sa.String(8))
    leader_id: Mapped[UUID]
    crew: Mapped[list[str]] = mapped_column(comment="volunteer ids")
    entered_by: Mapped[list[str]] = mapped_column(comment="ids of the staff who wrote the visit down for them")
    served_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    confirmation_means: Mapped[str | None] = mapped_column(sa.String(8))
    confirmed_by: Mapped[str | None] = mapped_column(sa.String(64))
    minutes_class: Mapped[str | None] = mapped_column(sa.String(12))
    denied_at: Mapped[datetime | None]
    denial_means: Mapped[str | None] = mapped_column(sa.String(8))
    denied_by: Mapped[str | None] = mapped_column(sa.String(64))
    level: Mapped[int | None] = mapped_column(index=True, comment="5 is the best")
    review_means: Mapped[str | None] = mapped_column(sa.String(8))
    callback: Mapped[bool] = mapped_column(default=False, comment="the resident was rung up and asked")
    text: Mapped[str | None] = mapped_column(sa.String(1000), comment="the resident's own words; never travels")
    reviewed_by: Mapped[str | None] = mapped_column(sa.String(64))
    reviewed_at: Mapped[datetime | None]
    sampled_at: Mapped[datetime | None] = mapped_column(comment="since when it is on the call-back list in the sample")
    sampling_version: Mapped[int | None] = mapped_column(comment="the share by which it was drawn, or not")
    follow_up_level: Mapped[int | None] = mapped_column(comment="said once more after it was looked into (T32)")
    follow_up_text: Mapped[str | None] = mapped_column(sa.String(1000))
    followed_up_by: Mapped[str | None] = mapped_column(sa.String(64))
    followed_up_at: Mapped[datetime | None]
    rework_asked_at: Mapped[datetime | None] = mapped_column(comment="it is done once more, as a new order (T31)")
    closed_at: Mapped[datetime | None]
    closings: Mapped[int] = mapped_column(default=0, comment="how often it was closed: an appeal opens it again (T38)")
    outcome: Mapped[str | None] = mapped_column(sa.String(12))
    rectifications: Mapped[list["Rectification"]] = relationship(order_by="Rectification.rectification_id")
    calls: Mapped[list["Call"]] = relationship(order_by="Call.call_id")

    @property
    def looking(self) -> "Rectification":
        """What stands open, or was looked into last; only asked where something was."""
        return self.rectifications[-1]


class Rectification(Base):
    """A looking into an order by a level above: after a bad review, a denial, or an appeal."""

    __tablename__ = "rectifications"

    rectification_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("reviews.order_id"), index=True)
    cause: Mapped[str] = mapped_column(sa.String(12))
    opened_at: Mapped[datetime]
    rung_at: Mapped[datetime | None] = mapped_column(comment="when somebody first rang the resident about it")
    reached: Mapped[bool] = mapped_column(default=False, comment="and whether one of the calls reached them")
    appeal_about: Mapped[str | None] = mapped_column(sa.String(8), comment="result, rating or no_show")
    appealed_by: Mapped[str | None] = mapped_column(sa.String(80), comment="role and id")
    appeal_text: Mapped[str | None] = mapped_column(sa.String(1000), comment="in their own words; never travels")
    finding: Mapped[str | None] = mapped_column(sa.String(16))
    finding_sentence: Mapped[str | None] = mapped_column(sa.String(500))
    proposed_by: Mapped[str | None] = mapped_column(sa.String(64), comment="the first signature under a decision")
    found_by: Mapped[str | None] = mapped_column(sa.String(64), comment="of a decision the second signature")
    closed_at: Mapped[datetime | None]


class Call(Base):
    """A call to a resident: by whom, when, and how it went."""

    __tablename__ = "calls"

    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("reviews.order_id"), index=True)
    at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(sa.String(64))
    outcome: Mapped[str] = mapped_column(sa.String(12))
    solved: Mapped[bool | None] = mapped_column(comment="what they say, if they were reached and asked")


class Sampling(Base):
    """A version of the share, in percent, of those who said nothing that is rung up."""

    __tablename__ = "samplings"

    version: Mapped[int] = mapped_column(primary_key=True)
    percent: Mapped[int]
    published_by: Mapped[str] = mapped_column(sa.String(64))
    published_at: Mapped[datetime]
