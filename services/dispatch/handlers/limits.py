"""The limits: how long each step may take. The center publishes them as versions, and an order keeps its own."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.handlers.orders import must_speak_for_center
from services.dispatch.models import Base, Limits, Order
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.db import ask, insert_once
from shared.refusals import Conflict, Invalid

_FAULTS = {
    "general_limit_missing": "One of the limits must name no item, level or urgency: it holds where no other does.",
    "limit_twice": "Two limits are about the same; leave one of them out.",
}

_LIMITS = Base.metadata.tables[Limits.__tablename__]
_NEWEST = sa.select(sa.func.max(Limits.version))


def publish_limits(session: Session, actor: Actor, *, limits: Sequence[Mapping[str, Any]]) -> Limits:
    """New limits, for the orders that are approved from now on.

    Raises NotAllowed below the center, Invalid for limits that leave an order without one.
    """
    actor.must_be({Role.OFFICE})
    must_speak_for_center(actor)
    asked = [policy.Limit(**one) for one in limits]
    if fault := policy.limits_fault(asked):
        raise Invalid(fault, _FAULTS[fault])
    row = {"version": newest_version(session) + 1, "limits": [dataclasses.asdict(one) for one in asked]}
    row |= {"published_by": actor.id, "published_at": clock.now()}
    if not insert_once(session, _LIMITS, row, "version"):
        raise Conflict("being_published", "Somebody publishes limits this moment; send yours once more.")
    return session.get_one(Limits, row["version"])


def find_limits(session: Session, actor: Actor) -> sa.Select[Any]:
    """All limits ever published, the newest first; before the first those of the house hold."""
    actor.must_be(STAFF)
    return sa.select(Limits).order_by(Limits.version.desc())


def newest_version(session: Session) -> int:
    """The version that is in force; 0 is the house's own."""
    return ask(session, _NEWEST).scalar() or 0


def limit_of(session: Session, order: Order) -> policy.Limit:
    """The limit that this order began under, at the level that looks for somebody now."""
    published = session.get(Limits, order.limits_version) if order.limits_version else None
    limits = [policy.Limit(**one) for one in published.limits] if published else policy.LIMITS
    assert order.item_code is not None and order.urgency is not None  # it has been approved
    return policy.limit_for(limits, order.item_code, policy.level_of(order.level), order.urgency)
