"""Working time: the hours and days on which an office answers, with public holidays and make-up workdays (调休).

They are data: a file of the house, or the county's own in the same form. A year that the file does not know has its
weekends free, and nothing else.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from shared.clock import SHANGHAI

OF_THE_HOUSE = Path(__file__).with_suffix(".json")
A_DAY = timedelta(hours=8)
"""A working day, as limits count it."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Workdays:
    """The hours of a working day, the days that are free besides weekends, and the weekend days that are worked."""

    hours: tuple[tuple[time, time], ...]
    free: frozenset[date]
    worked: frozenset[date]
    complete_until: int
    """The last year whose make-up workdays are known."""

    @classmethod
    def read(cls, file: Path) -> "Workdays":
        """The days that a file names. Raises OSError, ValueError and KeyError for one that is not as it should be."""
        told = json.loads(file.read_text(encoding="utf-8"))
        years: list[dict[str, Any]] = list(told["years"].values())
        return cls(
            hours=tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in told["hours"]),
            free=frozenset(day for year in years for first, last in year["free"] for day in _days(first, last)),
            worked=frozenset(date.fromisoformat(day) for year in years for day in year["worked"]),
            complete_until=max(int(year) for year, about in told["years"].items() if about["complete"]),
        )

    def is_worked(self, day: date) -> bool:
        """Whether the office answers on that day."""
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.free)

    def after(self, moment: datetime, span: timedelta) -> datetime:
        """When so much working time will have passed, UTC."""
        for begin, end in self._spells(moment):
            if end - begin >= span:
                return (begin + span).astimezone(UTC)
            span -= end - begin
        raise AssertionError("unreachable: there is always another working day")

    def between(self, moment: datetime, later: datetime) -> timedelta:
        """How much working time lies between two moments; none where the later one is not later."""
        passed = timedelta()
        for begin, end in self._spells(moment):
            if begin >= later:
                break
            passed += min(end, later) - begin
        return passed

    def _spells(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The spells of work from a moment on, the one that is under way first."""
        here = moment.astimezone(SHANGHAI)
        day = here.date()
        while True:
            if self.is_worked(day):
                for begin, end in self.hours:
                    closes = datetime.combine(day, end, SHANGHAI)
                    if closes > here:
                        yield max(datetime.combine(day, begin, SHANGHAI), here), closes
            day += timedelta(days=1)


def follow(file: Path | None) -> None:
    """Count by the days of this file from now on, or of the house's."""
    global _followed
    _followed = Workdays.read(file or OF_THE_HOUSE)


def after_working(moment: datetime, span: timedelta) -> datetime:
    """When so much working time will have passed, UTC."""
    return _followed.after(moment, span)


def working_between(moment: datetime, later: datetime) -> timedelta:
    """How much working time lies between two moments; none where the later one is not later."""
    return _followed.between(moment, later)


def complete_until() -> int:
    """The last year whose make-up workdays are known: the next one has to be entered when it is announced."""
    return _followed.complete_until


def _days(first: str, last: str) -> Iterator[date]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day
        day += timedelta(days=1)


_followed = Workdays.read(OF_THE_HOUSE)
