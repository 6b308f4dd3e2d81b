"""Time's door of dispatch: what falls due, and who answers. Of an order on hold nothing does."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.dispatch.handlers import clocks, duty, levels
from services.dispatch.lifecycle import State
from services.dispatch.models import Order
from shared.due import Due

_RUNNING = Order.held_since.is_(None)


def _alarms(now: datetime) -> sa.Select[Any]:
    return sa.select(Order).where(Order.alarm_at <= now, _RUNNING).order_by(Order.alarm_at)


def _levels_out_of_time(now: datetime) -> sa.Select[Any]:
    looking = (Order.state == State.PENDING, _RUNNING)
    return sa.select(Order).where(Order.level_until <= now, *looking).order_by(Order.level_until)


def _promises(now: datetime) -> sa.Select[Any]:
    waiting = (Order.state.in_([State.PENDING, State.OFFERED]), Order.supervised_for.is_(None), _RUNNING)
    return sa.select(Order).where(Order.promise_at <= now, *waiting).order_by(Order.promise_at)


DUE = {
    "sound the alarm": Due(_alarms, Order.order_id, clocks.sound_alarm),
    "pass on to the next level": Due(_levels_out_of_time, Order.order_id, duty.pass_on),
    "keep the promise": Due(_promises, Order.order_id, levels.keep_promise),
}
