"""What the ledger decides, as pure functions over plain values. Moments are in local time: a day is a local day."""

from collections.abc import Iterable, Mapping, Sequence
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
"""So often within so long one member of staff may write one volunteer down, or vouch for them, until somebody looks."""
COMPANY = 1
"""So many more than the service needs may well come along; whoever is one of a crowd was perhaps not there at all."""
UNNOTICED = timedelta(minutes=15)
"""So much longer than between check-in and end somebody may well have served: nobody taps at once."""
LONGEST_AGO = timedelta(days=366)
"""What lies further back is not entered any more."""

_GLAD, _BAD = 4, 2
THANKS = "thanked"


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
    other visits; `on_sheet`: staff entered it from paper, so that no check-in tells when it began; `crew`, `needed`:
    how many went, and how many it takes; `paired`: how often one member of staff has spoken for this person of late;
    `code_seen_by`: who had looked the finishing code up, `finisher`, `staff` or nobody."""

    span: Span
    others: Sequence[Span]
    came_at: datetime
    checked_in_at: datetime
    finished_at: datetime
    appointment: datetime | None
    on_sheet: bool
    crew: int
    needed: int
    paired: int
    code_seen_by: str | None


def doubts(visit: Visit) -> dict[str, Mapping[str, Any]]:
    """What a person should look at: codes, each with what words about it need (DOMAIN §6.3 no. 9)."""
    span, written = visit.span, visit.finished_at - visit.span.ended_at
    found: dict[str, Mapping[str, Any] | None] = {
        **clashes(span, visit.others),
        "longer_than_visit": None if visit.on_sheet else _longer(span, visit.finished_at - visit.checked_in_at),
        "hasty": _if(visit.finished_at - visit.came_at < HASTY, minutes=_minutes(visit.finished_at - visit.came_at)),
        "crowd": _if(visit.crew > visit.needed + COMPANY, crew=visit.crew, needed=visit.needed),
        "back_dated": _if(written >= BACK_DATED, days=written.days),
        "outside_window": _outside_window(visit.appointment, visit.checked_in_at),
        "code_looked_up": _if(visit.code_seen_by is not None, by=visit.code_seen_by),
        "same_pair": pair(visit.paired),
    }
    return {code: parameters for code, parameters in found.items() if parameters is not None}


def clashes(span: Span, others: Sequence[Span]) -> dict[str, Mapping[str, Any]]:
    """What does not go together with other visits of the same person; asked again when a decision changes minutes."""
    found = {"overlap": _overlap(span, others), "long_day": _long_day(span, others)}
    return {code: parameters for code, parameters in found.items() if parameters is not None}


def raises(held: str, heard: str) -> bool:
    """Whether a class of minutes is higher than the one held."""
    return MINUTES_CLASSES.index(heard) > MINUTES_CLASSES.index(held)


def lower(one: str, other: str) -> str:
    """The lower of two classes."""
    return min(one, other, key=MINUTES_CLASSES.index)


def pair(times: int) -> Mapping[str, Any] | None:
    """Whether one member of staff has spoken for one volunteer unusually often."""
    return _if(times >= PAIR_OFTEN, times=times, days=PAIR_WITHIN.days)


def said_fault(said: Iterable[datetime], now: datetime) -> str | None:
    """Why nobody can have begun or ended then, or None."""
    for moment in said:
        if moment > now:
            return "ends_ahead"
        if moment < now - LONGEST_AGO:
            return "too_long_ago"
    return None


def span(minutes: int, began: datetime | None, ended: datetime | None, usual: datetime) -> tuple[datetime, datetime]:
    """From when until when somebody served: as they say, else for so many minutes from the usual moment on."""
    start = began or (ended - timedelta(minutes=minutes) if ended else usual)
    return start, ended or start + timedelta(minutes=minutes)


def span_fault(minutes: int, start: datetime, end: datetime) -> str | None:
    """Why nobody can have served so many minutes in that time, or None."""
    if end - start > ONE_DAY:
        return "longer_than_a_day"
    return "more_than_the_time" if timedelta(minutes=minutes) > end - start else None


def correction_fault(held: tuple[int, str], new: tuple[int, str]) -> str | None:
    """Why minutes and class cannot be corrected so, or None: only who was helped can raise a class, and for more
    minutes than they vouched for nobody has vouched."""
    if raises(held[1], new[1]):
        return "class_raised"
    return "more_is_declared" if new[0] > held[0] and new[1] != MINUTES_CLASSES[0] else None


def review_notice(level: int) -> str:
    """What is told of a rating: a thank-you for a good one, which each who went hears, of a bad one that it is looked
    into (T30), the plain fact of any other."""
    if level <= _BAD:
        return "rated_and_looked_into"
    return THANKS if level >= _GLAD else "rated"


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


def _longer(span: Span, visit: timedelta) -> Mapping[str, Any] | None:
    minutes = timedelta(minutes=span.minutes)
    return _if(minutes > visit + UNNOTICED, minutes=span.minutes, visit=_minutes(visit))


def _outside_window(appointment: datetime | None, at: datetime) -> Mapping[str, Any] | None:
    side = visits.arrival(appointment, at)
    return _if(side in {"early", "late"}, side=side, minutes=_minutes(abs(at - (appointment or at))))


def _if(holds: bool, **parameters: Any) -> Mapping[str, Any] | None:
    return parameters if holds else None


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
