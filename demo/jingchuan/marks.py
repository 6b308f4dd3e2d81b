"""Half-hours of the demonstration's weeks as whole numbers, so that a story is plain arithmetic."""

from datetime import datetime, timedelta, timezone

ZONE = timezone(timedelta(hours=8))
FIRST_DAY = datetime(2026, 11, 16, tzinfo=ZONE)
HALF_HOUR = timedelta(minutes=30)
DAY = 48
OPENS, CLOSES = 16, 40  # people act between 08:00 and 20:00
OFFICE_OPENS, OFFICE_CLOSES = 17, 36  # staff at their desks: 08:30 to 18:00
NOON = 24
RINGING_HOURS = (20, 32)  # when staff ring residents back: 10:00 and 16:00
LEISURE = (25, 39)  # when residents open a link: 12:30 and 19:30


def moment(mark: int) -> datetime:
    """The time of a mark."""
    return FIRST_DAY + mark * HALF_HOUR


def mark_at_or_before(when: datetime) -> int:
    """The last mark that is not later than the time."""
    return (when - FIRST_DAY) // HALF_HOUR


def mark_after(when: datetime) -> int:
    """The first mark that is later than the time."""
    return mark_at_or_before(when) + 1


def mark_from(when: datetime) -> int:
    """The first mark that is not earlier than the time."""
    return -((FIRST_DAY - when) // HALF_HOUR)


def waking(mark: int) -> int:
    """The mark itself, or the next morning's first one when people are asleep."""
    return _within(mark, OPENS, CLOSES)


def at_desk(mark: int) -> int:
    """The mark itself, or the next one in office hours."""
    return _within(mark, OFFICE_OPENS, OFFICE_CLOSES)


def next_of(hours: tuple[int, ...], mark: int) -> int:
    """The mark itself, or the next one that falls on one of these hours."""
    return next(later for later in range(mark, mark + DAY) if later % DAY in hours)


def half_days(start: int, finish: int) -> list[tuple[int, str]]:
    """The half-days (day number, am or pm) that a visit touches."""
    day = start // DAY
    touched = []
    if start % DAY < NOON:
        touched.append((day, "am"))
    if finish - day * DAY > NOON:
        touched.append((day, "pm"))
    return touched


def _within(mark: int, opens: int, closes: int) -> int:
    day, of_day = divmod(mark, DAY)
    if of_day < opens:
        return day * DAY + opens
    if of_day > closes:
        return (day + 1) * DAY + opens
    return mark
