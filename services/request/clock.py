"""Time's door of request: what falls due, and who answers."""

from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from services.request.handlers import changing, clocks, orders, referring, verifying
from services.request.lifecycle import UNACCEPTED, State
from services.request.models import ContactCard, Order
from services.request.policy import CARD_KEPT
from shared.messaging.keeper import Due


def _alarms(state: State, now: datetime) -> sa.Select[Any]:
    running = (Order.state == state, Order.alarm_at <= now, Order.held_until.is_(None))
    return sa.select(Order).where(*running).order_by(Order.alarm_at)


def _holds_over(now: datetime) -> sa.Select[Any]:
    over = (Order.held_until <= now, Order.state.in_(UNACCEPTED))
    return sa.select(Order).where(*over).order_by(Order.held_until)


def _cards_to_purge(now: datetime) -> sa.Select[Any]:
    ended = (Order.has_card, Order.closed_at <= now - CARD_KEPT)
    return sa.select(ContactCard).join(Order).where(*ended).order_by(Order.closed_at)


DUE = {
    "ring clock of verifying": Due(partial(_alarms, State.SUBMITTED), Order.order_id, clocks.ring_clock),
    "miss answer": Due(partial(_alarms, State.INFO_NEEDED), Order.order_id, verifying.miss_answer),
    "miss ring back": Due(partial(_alarms, State.REFERRED), Order.order_id, referring.miss_ring_back),
    "resume order": Due(_holds_over, Order.order_id, changing.resume),
    "purge contact card": Due(_cards_to_purge, ContactCard.order_id, orders.purge_card),
}
