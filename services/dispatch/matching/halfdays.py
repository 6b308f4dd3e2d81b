"""Half-days: the grain in which volunteers say when they can, and in which an order is served.

Four weeks of half-days fit into one whole number, one bit each: bit 0 is the morning of the Monday with which the
roster begins. Sets of half-days are intersected by one `&`, for one person or for a million pairs.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

HalfDays = NDArray[np.uint64]
"""Sets of half-days, one for each row."""

WEEKS = 4
IN_A_WEEK = 14
EVER = (1 << WEEKS * IN_A_WEEK) - 1
WEEK = tuple(((1 << IN_A_WEEK) - 1) << IN_A_WEEK * week for week in range(WEEKS))
"""The half-days of each week."""

NAMES = tuple(f"{day}_{half}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") for half in ("am", "pm"))
LOCAL = ZoneInfo("Asia/Shanghai")
"""A morning is a morning where people live."""


def monday(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def named(names: Iterable[str]) -> int:
    """The half-days of a weekly habit (`mon_am` …), in all four weeks."""
    one_week = sum(1 << NAMES.index(name) for name in set(names))
    return sum(one_week << IN_A_WEEK * week for week in range(WEEKS))


def bit_of(day: date, afternoon: bool, begins: date) -> int | None:
    """Which half-day this is, counted from `begins`; None when it lies outside of the four weeks."""
    bit = (day - begins).days * 2 + afternoon
    return bit if 0 <= bit < WEEKS * IN_A_WEEK else None


def day_of(bit: int, begins: date) -> date:
    """The day of a half-day."""
    return begins + timedelta(days=bit // 2)


def since(moment: datetime, begins: date) -> int:
    """The half-day of this moment and all that follow."""
    return EVER & ~((1 << max(0, _bit_at(moment, begins))) - 1)


def within(wanted_from: datetime, wanted_to: datetime, minutes: int, begins: date) -> int:
    """The half-days in which a visit of so many minutes can begin, so that it ends within the wanted time."""
    last = wanted_to - timedelta(minutes=minutes)
    last_bit = _bit_at(last, begins)
    return since(wanted_from, begins) & ((2 << last_bit) - 1) if last >= wanted_from and last_bit >= 0 else 0


def _bit_at(moment: datetime, begins: date) -> int:
    local = moment.astimezone(LOCAL)
    return (local.date() - begins).days * 2 + (local.hour >= 12)


def until(last_days: NDArray[np.int32], begins: date) -> HalfDays:
    """For each last day (as an ordinal; 0: never) the half-days up to its end."""
    days = np.clip(last_days.astype(np.int64) - begins.toordinal() + 1, 0, WEEKS * 7)
    return (np.uint64(1) << (2 * days).astype(np.uint64)) - np.uint64(1)


def bits_of(halves: int) -> list[int]:
    """The half-days of a set, earliest first."""
    return [bit for bit, one in enumerate(f"{halves:b}"[::-1]) if one == "1"]


def earliest(halves: HalfDays) -> NDArray[Any]:
    """The first half-day of each set; no set may be empty."""
    lowest = halves & (~halves + np.uint64(1))
    return np.bitwise_count(lowest - np.uint64(1)).astype(np.int64)


def whole_days(halves: int) -> int:
    """Both halves of every day that has one of these."""
    mornings = int("01" * (WEEKS * 7), 2)
    touched = (halves | halves >> 1) & mornings
    return touched | touched << 1
