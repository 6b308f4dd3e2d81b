"""Time's door of dispatch: what falls due, and who answers."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.dispatch.handlers import queue
from services.dispatch.lifecycle import State
from services.dispatch.models import Order
from services.dispatch.policy import PROMISE
from shared.messaging.keeper import Due


def _overdue_orders(now: datetime) -> sa.Select[Any]:
    waiting = Order.state.in_([State.PENDING, State.OFFERED])
    overdue = sa.select(Order).where(waiting, Order.submitted_at <= now - PROMISE, ~Order.supervised)
    return overdue.order_by(Order.submitted_at)


DUE = {"supervise overdue order": Due(_overdue_orders, Order.order_id, queue.supervise_order)}
