"""What the ledger decides, as pure functions over plain values. Moments are in local time: a day is a local day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.volunteer import policy as visits

MINUTES_CLASSES = ("declared", "witnessed", "verified")
"""How well somebody else vouches for minutes, lowest first (DOMAIN §6.3)."""

ONE_DAY = timedelta(days=1)
LONGEST_DAY = 8 * 60
"""Minutes that somebody may well serve in a day."""
HASTY = timedelta(minutes=15)
"""An order that is done with so soon after it came here was perhaps made for its minutes (DOMAIN §6.3)."""
BACK_DATED = timedelta(hours=24)
"""Whoever is written down so long after the visit is written down from memory, or from paper."""
PAIR_WITHIN, PAIR_OFTEN = timedelta(days=30), 10
"""So often within so long one member of staff may write one volunteer down before somebody looks."""

_GLAD, _BAD = 4, 2


@dataclass(frozen=True, slots=True)
class Span:
    """A visit of one person: of which order, from when until when, and the minutes that stand for it."""

    order_id: str
    started_at: datetime
    ended_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Visit:
    """All that is looked at when minutes are declared. `came_at`: when the order came here; `others`: the same person's
    other visits; `paired`: how often this member of staff has written this person down of late; `code_seen_by`: who had
    looked the finishing code up, `finisher`, `staff` or nobody."""

    span: Span
    others: Sequence[Span]
    came_at: datetime
    checked_in_at: datetime
    finished_at: datetime
    appointment: datetime | None
    paired: int
    code_seen_by: str | None


def doubts(visit: Visit) -> dict[str, Mapping[str, Any]]:
    """What a person should look at: codes, each with what words about it need (DOMAIN §6.3 no. 9)."""
    span, written = visit.span, visit.finished_at - visit.span.ended_at
    found: dict[str, Mapping[str, Any] | None] = {
        "overlap": _overlap(span, visit.others),
        "long_day": _long_day(span, visit.others),
        "hasty": _if(visit.finished_at - visit.came_at < HASTY, minutes=_minutes(visit.finished_at - visit.came_at)),
        "back_dated": _if(written >= BACK_DATED, days=written.days),
        "outside_window": _outside_window(visit.appointment, visit.checked_in_at),
        "code_looked_up": _if(visit.code_seen_by is not None, by=visit.code_seen_by),
        "same_pair": _if(visit.paired >= PAIR_OFTEN, times=visit.paired, days=PAIR_WITHIN.days),
    }
    return {code: parameters for code, parameters in found.items() if parameters is not None}


def raises(held: str, heard: str) -> bool:
    """Whether a class of minutes is higher than the one held."""
    return MINUTES_CLASSES.index(heard) > MINUTES_CLASSES.index(held)


def lower(one: str, other: str) -> str:
    """The lower of two classes."""
    return min(one, other, key=MINUTES_CLASSES.index)


def correction_fault(held: tuple[int, str], new: tuple[int, str]) -> str | None:
    """Why minutes and class cannot be corrected so, or None: only who was helped can raise a class, and for more
    minutes than they vouched for nobody has vouched."""
    if raises(held[1], new[1]):
        return "class_raised"
    return "more_is_declared" if new[0] > held[0] and new[1] != MINUTES_CLASSES[0] else None


def review_notice(level: int) -> str:
    """What the leader is told of a rating: a thank-you for a good one, of a bad one that it is looked into (T30), the
    plain fact of any other."""
    if level <= _BAD:
        return "rated_and_looked_into"
    return "thanked" if level >= _GLAD else "rated"


def _overlap(span: Span, others: Sequence[Span]) -> Mapping[str, Any] | None:
    """The longest one; with a minute or more in common."""
    common = [
        (_minutes(min(span.ended_at, one.ended_at) - max(span.started_at, one.started_at)), one) for one in others
    ]
    minutes, longest = max(common, key=lambda each: each[0], default=(0, span))
    return _if(minutes > 0, order_id=longest.order_id, minutes=minutes)


def _long_day(span: Span, others: Sequence[Span]) -> Mapping[str, Any] | None:
    day = span.started_at.date()
    minutes = span.minutes + sum(one.minutes for one in others if one.started_at.date() == day)
    return _if(minutes > LONGEST_DAY, day=day.isoformat(), minutes=minutes)


def _outside_window(appointment: datetime | None, at: datetime) -> Mapping[str, Any] | None:
    side = visits.arrival(appointment, at)
    return _if(side in {"early", "late"}, side=side, minutes=_minutes(abs(at - (appointment or at))))


def _if(holds: bool, **parameters: Any) -> Mapping[str, Any] | None:
    return parameters if holds else None


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
