"""Whoever had accepted does not come: they give the order back (T20), or nobody came (T23)."""

from uuid import UUID

from sqlalchemy.orm import Session

from services.volunteer import policy
from services.volunteer.handlers.orders import locked, must_lead, need_of, release, tell_leader
from services.volunteer.handlers.words import Spoken, take_down, whose_word
from services.volunteer.lifecycle import LIFECYCLE
from services.volunteer.models import Assignment
from shared import clock
from shared.actor import CALLERS, Actor, Role
from shared.contracts.volunteer import OrderNoShow, OrderReturned
from shared.messaging.outbox import say

REPORTERS = CALLERS | {Role.VILLAGE_WORKER, Role.CLERK, Role.DISPATCHER}


def return_order(session: Session, actor: Actor, *, order_id: UUID, reason_code: str, spoken: Spoken) -> Assignment:
    """Give an order back after accepting it (T20); the reason stays here, for it may be an illness."""
    order = locked(session, actor, order_id)
    accepted_round = order.round
    LIFECYCLE.obey(order, "return_order")
    must_lead(session, order, whose_word(actor, spoken))
    take_down(session, actor, order, "return", spoken)
    late = policy.returned_late(order.starts_at or need_of(order).wanted_from, clock.now())
    release(session, order)
    order.return_reason = reason_code
    say(session, OrderReturned(order_id=order_id, round=accepted_round, late=late))
    return order


def report_no_show(session: Session, actor: Actor, *, order_id: UUID) -> Assignment:
    """Nobody came, says whoever waited, or staff whom the clock has made look (T23). The leader is told, so that they
    may answer to it."""
    actor.must_be(REPORTERS)
    order = locked(session, actor, order_id)
    accepted_round = order.round
    LIFECYCLE.obey(order, "report_no_show")
    tell_leader(session, order, "no_show_reported")
    release(session, order)
    say(session, OrderNoShow(order_id=order_id, round=accepted_round))
    return order
