"""The tables of suggesting: ids, numbers and codes; nothing that tells of a person."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.dispatch.models import Base


class Mark(Base):
    """In which version of the roster somebody on it last changed; zero stands for the roster itself, one for where its
    sites are."""

    __tablename__ = "roster_marks"

    unit_id: Mapped[UUID] = mapped_column(primary_key=True, comment="a volunteer or a team")
    number: Mapped[int] = mapped_column(index=True)


class Weighing(Base):
    """A version of the weights of the county, each in the words of matching's Weights, and what follows from them."""

    __tablename__ = "weighings"

    version: Mapped[int] = mapped_column(primary_key=True)
    weights: Mapped[dict[str, Any]]
    automatic_items: Mapped[list[str]] = mapped_column(comment="of these a suggestion is offered by itself")
    published_by: Mapped[str] = mapped_column(sa.String(64))
    published_at: Mapped[datetime]


class Paper(Base):
    """A question to the engine, with all that its answer follows from: whoever has it can ask again."""

    __tablename__ = "papers"

    paper_id: Mapped[UUID] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(comment="matching's Paper as JSON, compressed")
    rarities: Mapped[dict[str, Any] | None] = mapped_column(
        sa.JSON(none_as_null=True), comment="of skills in the whole roster, where the paper holds a part of it"
    )


class Snapshot(Base):
    """A decision: what was suggested from which roster under which weights, and what was chosen."""

    __tablename__ = "snapshots"

    snapshot_id: Mapped[UUID] = mapped_column(primary_key=True, comment="sorts by time")
    paper_id: Mapped[UUID] = mapped_column(sa.ForeignKey("papers.paper_id"), index=True)
    order_id: Mapped[UUID] = mapped_column(index=True)
    round: Mapped[int]
    at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(sa.String(64))
    roster_version: Mapped[int]
    weights_version: Mapped[str] = mapped_column(sa.String(16))
    status: Mapped[str] = mapped_column(sa.String(16), comment="ranked, or the solver's own word")
    objective: Mapped[int | None] = mapped_column(
        sa.BigInteger, comment="the points of the county, where it was solved"
    )
    suggested: Mapped[list[dict[str, Any]]] = mapped_column(comment="kind, id and points, the best first")
    chosen: Mapped[list[dict[str, Any]]] = mapped_column(comment="kind, id, and the place among the suggested")
    reason_code: Mapped[str | None] = mapped_column(sa.String(24), comment="why somebody else was chosen")
    paper: Mapped[Paper] = relationship()


class Suggestion(Base):
    """Who is suggested for an order out of all of the county's together, until somebody acts on it."""

    __tablename__ = "suggestions"

    suggestion_id: Mapped[UUID] = mapped_column(primary_key=True, comment="that of its snapshot")
    order_id: Mapped[UUID] = mapped_column(sa.ForeignKey("orders.order_id"), index=True)
    round: Mapped[int]
    version: Mapped[int] = mapped_column(comment="of the need")
    kind: Mapped[str] = mapped_column(sa.String(8))
    unit_id: Mapped[UUID] = mapped_column(index=True)
    visit_at: Mapped[datetime] = mapped_column(comment="the beginning of the half-day, or of the wanted time in it")
    points: Mapped[int]
    crew: Mapped[list[Any]] = mapped_column(sa.JSON, comment="who could fill each place; none where it is open")
    why: Mapped[dict[str, Any]] = mapped_column(comment="the reasons, as codes and their parameters")
    automatic: Mapped[bool] = mapped_column(comment="the county has it offered by itself")
    published_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(sa.String(12), index=True, comment="none while it stands")

    reasons = cast("Any", None)
    """The reasons in words: live only in the answer to a look."""
