"""What people do instead, among the same candidates and under the same rules: one order after the other, no way back.

*Nearest ten* is what the best open peer does: of the ten nearest who can, a person picks one; here the first who is
free. *By score* takes all pairs, the best first; *by priority and age* takes the orders in that order, and for each the
best who is left.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching.county import County
from services.dispatch.matching.candidates import Candidates
from services.dispatch.matching.flow import Weeks
from services.dispatch.matching.halfdays import IN_A_WEEK, WEEKS
from services.dispatch.matching.units import Units

NEAREST = 10
Rows = NDArray[np.int64]


def nearest_ten(county: County, found: Candidates, units: Units) -> Iterator[int]:
    """Pairs as they are tried: orders as they came in, the ten nearest of each."""
    metres = county.asked.metres(found.orders, units.column("home")[found.units])
    came = np.argsort([one.submitted_at.timestamp() for one in county.asked.needs], kind="stable")
    place = np.empty(len(came), dtype=np.int64)
    place[came] = np.arange(len(came))
    by = np.lexsort((found.units, metres, place[found.orders]))
    orders = place[found.orders[by]]
    yield from by[np.arange(len(by)) - np.searchsorted(orders, orders) < NEAREST].tolist()


def by_score(county: County, found: Candidates, units: Units) -> Iterator[int]:
    """Pairs as they are tried: all of them, the best first."""
    yield from np.lexsort((found.units, found.orders, found.points + found.load)).tolist()


def by_priority(county: County, found: Candidates, units: Units) -> Iterator[int]:
    """Pairs as they are tried: the most urgent order first, the best for it first."""
    level = county.asked.level[found.orders]
    yield from np.lexsort((found.units, found.points + found.load, found.orders, -level)).tolist()


RIVALS = {"nearest ten": nearest_ten, "by score": by_score, "by priority and age": by_priority}


def taken(county: County, found: Candidates, units: Units, pairs: Iterator[int]) -> tuple[Rows, int]:
    """The pairs that are taken, and their points: each order once, nobody twice in a turn nor beyond their weekly cap.

    Whoever is tried goes in the first turn that is free for them.
    """
    weeks = Weeks(county.asked, units)
    room, visits = weeks.room.tolist(), [0] * len(weeks.room)
    first = weeks.first.tolist()
    orders, of_unit, halves = found.orders.tolist(), found.units.tolist(), found.half_days.tolist()
    served, busy, chosen, points = set(), set(), [], 0
    for pair in pairs:
        order, unit = orders[pair], of_unit[pair]
        if order in served:
            continue
        for turn in _turns(halves[pair], weeks.turn):
            week = unit * WEEKS + turn * weeks.turn // IN_A_WEEK
            if visits[week] < room[week] and (unit, turn) not in busy:
                points += first[week] + weeks.more * visits[week]
                visits[week] += 1
                served.add(order)
                busy.add((unit, turn))
                chosen.append(pair)
                break
    return np.array(chosen, dtype=np.int64), points + int(found.points[chosen].sum())


def _turns(halves: int, lasts: int) -> Iterator[int]:
    while halves:
        turn = ((halves & -halves).bit_length() - 1) // lasts
        yield turn
        halves &= ~(((1 << lasts) - 1) << turn * lasts)
