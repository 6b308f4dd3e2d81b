"""From when until when somebody served, as it is said; refused where it cannot be."""

from datetime import datetime

from services.volunteer.ledger import policy
from services.volunteer.ledger.entries import span_of
from services.volunteer.models import CrewMember
from shared import clock
from shared.refusals import Invalid

Span = tuple[datetime, datetime]
_FAULTS = {
    "ends_ahead": "Nobody can have begun or ended at a time that lies ahead.",
    "too_long_ago": "What lies more than a year back is not entered any more.",
    "longer_than_a_day": "A visit begins before it ends, and lasts a day at most.",
    "more_than_the_time": "Somebody has more minutes than lie between their beginning and their end.",
}


def said_span(minutes: int, began: datetime | None, ended: datetime | None, usual: datetime) -> Span:
    """As they say, else for so many minutes from the usual moment on. Raises Invalid."""
    start, end = policy.span(minutes, began, ended, usual)
    if began is not None or ended is not None:
        _refuse(policy.said_fault((start, end), clock.now()))
    _refuse(policy.span_fault(minutes, start, end))
    return start, end


def corrected_span(member: CrewMember, minutes: int, began: datetime | None, ended: datetime | None) -> Span:
    """As it is said now; where nothing is said, as it was, which has to be long enough for the minutes that stand from
    now on. Raises Invalid."""
    start, end = span_of(member)
    if began is not None or ended is not None:
        return said_span(minutes, began, ended, start)
    _refuse(policy.span_fault(minutes, start, end))
    return start, end


def _refuse(fault: str | None) -> None:
    if fault:
        raise Invalid(fault, _FAULTS[fault])
