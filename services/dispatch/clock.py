"""Time's door of dispatch: what falls due, and who answers. Of an order on hold nothing does."""

import sqlalchemy as sa

from services.dispatch.handlers import clocks, duty, levels
from services.dispatch.lifecycle import State
from services.dispatch.models import Order
from shared.due import NOW, Due, Timetable

_RUNNING = Order.held_since.is_(None)
_ALARMS = sa.select(Order).where(Order.alarm_at <= NOW, _RUNNING).order_by(Order.alarm_at)
_LOOKING = (Order.state == State.PENDING, _RUNNING)
_LEVELS_OUT_OF_TIME = sa.select(Order).where(Order.level_until <= NOW, *_LOOKING).order_by(Order.level_until)
_UNKEPT = (Order.state.in_([State.PENDING, State.OFFERED]), Order.supervised_for.is_(None), _RUNNING)
_PROMISES = sa.select(Order).where(Order.promise_at <= NOW, *_UNKEPT).order_by(Order.promise_at)

DUE = Timetable(
    {
        "sound the alarm": Due(_ALARMS, Order.order_id, clocks.sound_alarm),
        "pass on to the next level": Due(_LEVELS_OUT_OF_TIME, Order.order_id, duty.pass_on),
        "keep the promise": Due(_PROMISES, Order.order_id, levels.keep_promise),
    }
)
