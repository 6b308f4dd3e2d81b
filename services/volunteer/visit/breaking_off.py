"""A visit that is broken off, to be safe: one tap by whoever is there, and staff see it at once (T25)."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.volunteer.handlers.orders import locked, name_of, tell_leader, watch, worry
from services.volunteer.handlers.words import Spoken
from services.volunteer.lifecycle import LIFECYCLE
from services.volunteer.models import Assignment
from services.volunteer.visit import policy
from services.volunteer.visit.door import must_speak_at_the_door
from shared import clock
from shared.actor import STAFF, Actor
from shared.contracts.volunteer import OrderSuspended, VisitResumed
from shared.messaging.outbox import say


def suspend_visit(session: Session, actor: Actor, *, order_id: UUID, reason_code: str, spoken: Spoken) -> Assignment:
    """Break off, at any moment, for whatever reason. From then on the crew is watched until they are home."""
    order = locked(session, actor, order_id)
    LIFECYCLE.obey(order, "suspend", reason_code)
    must_speak_at_the_door(session, order, actor, "suspend", spoken)
    order.suspended_at, order.suspended_by, order.suspended_for = clock.now(), name_of(actor), reason_code
    order.asks_home = True
    worry(order, policy.SUSPENDED)
    tell_leader(session, order, "visit_suspended", reason=reason_code)
    say(session, OrderSuspended(**_about(order), reason_code=reason_code))
    return order


def go_on_with_visit(session: Session, actor: Actor, *, order_id: UUID) -> Assignment:
    """Staff have seen to it, and the visit goes on. To end it instead, they finish it with the minutes so far."""
    actor.must_be(STAFF)
    order = locked(session, actor, order_id)
    LIFECYCLE.obey(order, "go_on")
    watch(order, clock.now() + policy.FINISHED_WITHIN)
    tell_leader(session, order, "visit_goes_on")
    say(session, VisitResumed(**_about(order)))
    return order


def _about(order: Assignment) -> dict[str, Any]:
    return {"order_id": order.order_id, "round": order.round, "site_path": order.site_path}
