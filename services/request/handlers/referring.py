"""Orders that somebody outside helps with; where a life is in danger at once, and somebody asks whether help has come.

The words that mean danger are data, beside this file.
"""

import json
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from services.request import policy
from services.request.handlers.calls import record_rung
from services.request.handlers.clocks import run_clock, supervise
from services.request.handlers.ending import end
from services.request.handlers.orders import VERIFIERS, locked, tell_callers
from services.request.lifecycle import LIFECYCLE
from services.request.models import Order
from shared import clock
from shared.actor import Actor
from shared.contracts.request import OrderReferralUndone, OrderReferred
from shared.messaging.outbox import say
from shared.refusals import Conflict

EMERGENCIES = json.loads(Path(__file__).with_name("emergencies.json").read_text(encoding="utf-8"))


def refer_order(
    session: Session, actor: Actor, *, order_id: UUID, target: str, sentence: str, emergency: bool
) -> Order:
    """Hand over to somebody outside and give the contact (T5)."""
    order = locked(session, actor, order_id, VERIFIERS)
    _refer(session, order, target, sentence, emergency)
    order.verified_by = actor.id
    return order


def refer_emergency(session: Session, order: Order, words: str) -> bool:
    """Where these words of a need mean danger to life it is no order for volunteers: the number is given at once, and
    a clerk rings back (T5). Whether they did."""
    number = policy.emergency_in(words, EMERGENCIES)
    if number is not None:
        _refer(session, order, number, EMERGENCIES[number]["sentence"], emergency=True)
    return number is not None


def record_ring_back(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """A clerk has rung back after an emergency (T5). Raises Conflict when there is nobody to ring."""
    order = _emergency(session, actor, order_id)
    if order.rung_back_at is not None:
        raise Conflict("rung_back_already", "Somebody has rung back already.")
    LIFECYCLE.obey(order, "ring_back")
    order.rung_back_at = clock.now()
    order.due_at = order.alarm_at = None
    record_rung(session, order, "order_referred")
    return order


def undo_referral(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """It was no emergency: the order is verified like any other (T5)."""
    order = _emergency(session, actor, order_id)
    LIFECYCLE.obey(order, "undo_referral")
    order.emergency, order.referred_to, order.sentence, order.closed_at = False, None, None, None
    run_clock(session, order)
    say(session, OrderReferralUndone(order_id=order_id, site_path=order.site_path))
    tell_callers(session, order, "referral_undone")
    return order


def miss_ring_back(session: Session, actor: Actor, order: Order) -> None:
    """Nobody has rung back in time: shown as breached, and the level above watches over it (T34)."""
    order.alarm, order.alarm_at = policy.BREACHED, None
    supervise(order)


def _refer(session: Session, order: Order, target: str, sentence: str, emergency: bool) -> None:
    why = "emergency" if emergency else None
    end(order, "refer", why, referred_to=target, sentence=sentence, emergency=emergency)
    if emergency:
        order.rung_back_at = None
        order.due_at = order.alarm_at = clock.now() + policy.RING_BACK_WITHIN
    say(session, OrderReferred(order_id=order.order_id, target=target, emergency=emergency))
    tell_callers(session, order, "order_referred", target=target)


def _emergency(session: Session, actor: Actor, order_id: UUID) -> Order:
    order = locked(session, actor, order_id, VERIFIERS)
    if not order.emergency:
        raise Conflict("no_emergency", "This order was not referred as an emergency.")
    return order
