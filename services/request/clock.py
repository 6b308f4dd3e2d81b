"""Time's door of request: what falls due, and who answers."""

from typing import Any

import sqlalchemy as sa

from services.request.handlers import changing, clocks, orders, referring, verifying
from services.request.lifecycle import UNACCEPTED, State
from services.request.models import ContactCard, Order
from services.request.policy import CARD_KEPT
from shared.due import NOW, Due, Timetable, ago


def _reached(moment: Any, *conditions: Any) -> sa.Select[Any]:
    """The orders for which this moment has come, under these conditions."""
    return sa.select(Order).where(moment <= NOW, *conditions).order_by(moment)


def _alarms(state: State) -> sa.Select[Any]:
    return _reached(Order.alarm_at, Order.state == state, Order.held_until.is_(None))


_LONG_ENDED = (Order.has_card, Order.closed_at <= ago(CARD_KEPT))
_CARDS_TO_PURGE = sa.select(ContactCard).join(Order).where(*_LONG_ENDED).order_by(Order.closed_at)

DUE = Timetable(
    {
        "ring clock of verifying": Due(_alarms(State.SUBMITTED), Order.order_id, clocks.ring_clock),
        "miss answer": Due(_alarms(State.INFO_NEEDED), Order.order_id, verifying.miss_answer),
        "miss ring back": Due(_alarms(State.REFERRED), Order.order_id, referring.miss_ring_back),
        "resume order": Due(_reached(Order.held_until, Order.state.in_(UNACCEPTED)), Order.order_id, changing.resume),
        "purge contact card": Due(_CARDS_TO_PURGE, ContactCard.order_id, orders.purge_card, [CARD_KEPT]),
    }
)
