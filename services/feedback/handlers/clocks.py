"""The clock of whatever somebody has to act on in time: at most of its limit they are reminded, at its end the breach
is shown, a working day later the level above watches (DOMAIN §2.4)."""

from datetime import datetime, timedelta

from services.feedback import policy
from services.feedback.models.base import Clocked
from shared import clock
from shared.workdays import A_DAY, after_working


def run_working_day(thing: Clocked) -> None:
    """Somebody has to act on this within a working day."""
    now = clock.now()
    _run(thing, after_working(now, policy.A_WORKING_DAY * policy.WARNING), after_working(now, policy.A_WORKING_DAY))


def run_days(thing: Clocked, since: datetime, within: timedelta) -> None:
    """Somebody has to act on this within so many days since then."""
    _run(thing, since + within * policy.WARNING, since + within)


def stop(thing: Clocked) -> None:
    """Nobody has to act on this now. That it was watched stays on record."""
    thing.due_at = thing.alarm = thing.alarm_at = None


def ring(thing: Clocked) -> bool:
    """The clock has something to say; whether it is that the level above watches from now on."""
    if thing.alarm is None:
        thing.alarm, thing.alarm_at = policy.WARNED, thing.due_at
    elif thing.alarm == policy.WARNED:
        assert thing.due_at is not None  # it runs
        thing.alarm, thing.alarm_at = policy.BREACHED, after_working(thing.due_at, A_DAY)
    else:
        begins, thing.alarm_at, thing.supervised = not thing.supervised, None, True
        return begins
    return False


def _run(thing: Clocked, warn_at: datetime, due_at: datetime) -> None:
    thing.alarm, thing.alarm_at, thing.due_at = None, warn_at, due_at
