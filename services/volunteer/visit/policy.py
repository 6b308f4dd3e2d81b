"""What is decided about a visit, as pure functions over plain values."""

from datetime import datetime, timedelta

FINISHED_WITHIN = timedelta(hours=24)
"""So long after a check-in without an end those who went are asked (T26)."""
HOME_WITHIN = timedelta(hours=2)
"""So long after a visit that was to be watched staff see to it when nobody says that they are home safe."""
CODE_WITHIN = timedelta(days=3)
"""So long after the end the finishing code may still be given; from then on the resident is rung (T27)."""
MOST_ABSENCES = 2
"""One new appointment when nobody was in, then the order ends (T24)."""

NOT_THERE, NOT_FINISHED, NOT_HOME, SUSPENDED = "not_there", "not_finished", "not_home", "suspended"
"""What staff are to see to."""


def span(
    minutes: int, began: datetime | None, ended: datetime | None, checked_in_at: datetime
) -> tuple[datetime, datetime]:
    """From when until when somebody served: as they say, else from the check-in on."""
    start = began or (ended - timedelta(minutes=minutes) if ended else checked_in_at)
    return start, ended or start + timedelta(minutes=minutes)


def span_fault(minutes: int, start: datetime, end: datetime, now: datetime, *, said: bool) -> str | None:
    """Why nobody can have served so, or None. A span that nobody said only shows where the minutes lie."""
    if not said:
        return None
    if end > now:
        return "ends_ahead"
    if end - start > timedelta(days=1):
        return "longer_than_a_day"
    return "more_than_the_time" if timedelta(minutes=minutes) > end - start else None
