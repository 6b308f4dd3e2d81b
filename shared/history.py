"""The history of an order in one service: each of its moves, with who, when, through which door and why.

The lifecycle writes it while it moves an order, so that no handler can forget it; the doors say who acts.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, object_session

from shared import clock
from shared.actor import Actor
from shared.db import NAMING, UtcDateTime, write
from shared.identity import new_id

_METADATA = sa.MetaData(naming_convention=NAMING)
_ACTOR = "actor"
HEARD = "heard"
"""Where a transaction keeps the id of the event that it takes in."""

HISTORY = sa.Table(
    "history",
    _METADATA,
    sa.Column("id", sa.Uuid, primary_key=True, comment="sorts by time"),
    sa.Column("order_id", sa.Uuid, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("verb", sa.String(32), nullable=False),
    sa.Column("transition", sa.String(16), nullable=False, comment="its numbers in DOMAIN §2.3"),
    sa.Column("source", sa.String(20), comment="the state before; none where an order begins here"),
    sa.Column("target", sa.String(20), nullable=False),
    sa.Column("round", sa.Integer, nullable=False, comment="the round that stands afterwards"),
    sa.Column("actor_id", sa.String(64), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("door", sa.String(8), nullable=False),
    sa.Column("why", sa.String(40), comment="a code, never anybody's words"),
    sa.Index("ix_history_order_id_id", "order_id", "id"),
)
_WRITE_DOWN = HISTORY.insert()


def acting(session: Session, actor: Actor) -> None:
    """Whatever moves in this transaction from now on is moved by this actor."""
    session.info[_ACTOR] = actor


def longest_waits(order: Any, states: Sequence[str], session: Session) -> dict[str, datetime | None]:
    """For each of these states since when the order has been in it that came first; None where there is none.

    `order` is the service's class of orders. It costs as much as there are orders in these states, however many are
    kept in others.
    """
    came = sa.or_(HISTORY.c.source.is_(None), HISTORY.c.source != HISTORY.c.target)
    reached = (order.order_id == HISTORY.c.order_id) & (order.state == HISTORY.c.target) & came
    entered = sa.select(order.state, sa.func.max(HISTORY.c.at).label("at")).join(HISTORY, reached)
    each = entered.where(order.state.in_(states)).group_by(order.order_id, order.state).subquery()
    found = dict(session.execute(sa.select(each.c.state, sa.func.min(each.c.at)).group_by(each.c.state)).all())
    return {state: found.get(state) for state in states}


class Storied:
    """An order whose moves are written down; it belongs to a session before its first one."""

    order_id: Mapped[UUID]
    state: Mapped[str]
    round: Mapped[int]

    def moved(self, verb: str, transition: str, source: str | None, why: str | None) -> None:
        """It has just moved here from the state `source`."""
        session = object_session(self)
        assert session is not None  # who creates an order adds it first
        actor: Actor = session.info[_ACTOR]
        row = {"id": new_id(), "order_id": self.order_id, "at": clock.now(), "verb": verb, "transition": transition}
        row |= {"source": source, "target": self.state, "round": self.round, "why": why}
        row |= {"actor_id": actor.id, "role": actor.role, "door": actor.door}
        write(session, _WRITE_DOWN, row)
