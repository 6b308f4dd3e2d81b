"""The two figures that are no fractions: a median, and how evenly services are spread. Pure functions."""

from collections.abc import Mapping, Sequence
from statistics import median

_HOUR = 3600


def median_hours(seconds: Sequence[int]) -> float | None:
    """The median of so many seconds each, in hours with one decimal; None of nothing."""
    return round(median(seconds) / _HOUR, 1) if seconds else None


def gini(people: Mapping[int, int]) -> float | None:
    """The Gini coefficient of services: how many people there are by how many services each of them had.

    0: everybody had as many; near 1: a few had all of them. None when nobody had any (Gini 1912; the form by ranks).
    """
    services, count = sum(had * many for had, many in people.items()), sum(people.values())
    if not services:
        return None
    weighted = ranked = 0
    for had, many in sorted(people.items()):
        weighted += had * (many * ranked + many * (many + 1) // 2)
        ranked += many
    return round(2 * weighted / (count * services) - (count + 1) / count, 4)
