"""What is decided about a visit, as pure functions over plain values."""

from collections.abc import Iterable
from datetime import datetime, timedelta

FINISHED_WITHIN = timedelta(hours=24)
"""So long after a check-in without an end those who went are asked (T26)."""
HOME_WITHIN = timedelta(hours=2)
"""So long after a visit that was to be watched staff see to it when nobody says that they are home safe."""
CODE_WITHIN = timedelta(days=3)
"""So long after the end the finishing code may still be given; from then on the resident is rung (T27)."""
MOST_ABSENCES = 2
"""One new appointment when nobody was in, then the order ends (T24)."""

LONGEST_AGO = timedelta(days=366)
"""What lies further back is not entered any more."""

NOT_THERE, NOT_FINISHED, NOT_HOME, SUSPENDED = "not_there", "not_finished", "not_home", "suspended"
"""What staff are to see to."""


def said_fault(said: Iterable[datetime], now: datetime) -> str | None:
    """Why nobody can have begun or ended then, or None."""
    for moment in said:
        if moment > now:
            return "ends_ahead"
        if moment < now - LONGEST_AGO:
            return "too_long_ago"
    return None


def span(
    minutes: int, began: datetime | None, ended: datetime | None, checked_in_at: datetime
) -> tuple[datetime, datetime]:
    """From when until when somebody served: as they say, else for so many minutes from the check-in on."""
    start = began or (ended - timedelta(minutes=minutes) if ended else checked_in_at)
    return start, ended or start + timedelta(minutes=minutes)


def span_fault(minutes: int, start: datetime, end: datetime) -> str | None:
    """Why nobody can have served so many minutes in that time, or None."""
    if end - start > timedelta(days=1):
        return "longer_than_a_day"
    return "more_than_the_time" if timedelta(minutes=minutes) > end - start else None
