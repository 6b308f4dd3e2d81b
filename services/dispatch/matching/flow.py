"""The county as a network: from each order over the units that may serve it, their turns and their weeks, to the end.

An order that nobody serves goes straight to the end, at the price of that. Each visit more in a week costs more than
the one before, so the flow fills the weeks evenly by itself. Limits lie inside each other (turn, week), so the cheapest
flow is whole: no order is ever split.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from services.dispatch.matching.arrays import Flags, Points, Rows, laid_out
from services.dispatch.matching.asked import Asked
from services.dispatch.matching.candidates import Candidates
from services.dispatch.matching.halfdays import IN_A_WEEK, WEEK, WEEKS, HalfDays
from services.dispatch.matching.units import Units

TURN = {False: 1, True: 2}
"""How many half-days one visit takes up: its own, or the whole day where people rest."""


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs with a cost, each for one; `supply` of each node. Orders are the first nodes, the end is the last.

    The first arcs are those of the `pairs` (which candidate an arc stands for, in which of its `half_days`), then come
    those of the orders that stay unserved.
    """

    tails: Rows
    heads: Rows
    cost: Points
    supply: Rows
    pairs: Rows
    half_days: HalfDays

    @property
    def unserved(self) -> slice:
        """The arcs of the orders that stay unserved."""
        return slice(len(self.pairs), len(self.pairs) + int(-self.supply[-1]))


@dataclass(frozen=True, slots=True)
class Solution:
    """What flows over each arc, what it costs together, and the solver's word for how it ended."""

    flows: Rows
    cost: int
    status: str


Solve = Callable[[Network], Solution]


class Weeks:
    """The weeks of all units: `room` for so many visits in each, the points of the first of them, and of each `more`.

    Two visits of a week take turns, so that nobody has to be in two places. Without `by_turn` nobody minds: that is for
    comparing, not for people. `room_wanted` is the room in the weeks in which anything is asked for.
    """

    def __init__(self, asked: Asked, units: Units, *, by_turn: bool = True) -> None:
        weights = asked.roster.weights
        jobs, had, most = (units.column(name).astype(np.int64) for name in ("jobs", "asked", "per_week"))
        room = np.minimum(most[:, None] - jobs, weights.most_asked - had)
        self.room: Rows = np.maximum(room, 0).ravel()
        self.first: Points = (weights.visits * jobs + weights.offers * had).ravel()
        self.more = weights.visits + weights.offers
        self.by_turn: Flags = (self.room > 1) & by_turn
        self.turn = TURN[weights.rest_days]
        wanted = np.bitwise_or.reduce(asked.half_days, initial=np.uint64(0)) & np.array(WEEK, dtype=np.uint64) != 0
        self.room_wanted = int(self.room.reshape(-1, WEEKS)[:, wanted].sum())


def network(asked: Asked, found: Candidates, weeks: Weeks, step: int) -> Network:
    """The network of these candidates; `step` is what each level of an unserved order costs."""
    pair, week, turn = _turns(found, weeks)
    used, week_at = np.unique(found.units[pair] * WEEKS + week, return_inverse=True)
    through = np.flatnonzero(turn >= 0)
    turns, turn_at = np.unique(found.units[pair[through]] << 8 | turn[through], return_inverse=True)
    orders, first_week, first_turn = np.arange(len(asked)), len(asked), len(asked) + len(used)
    end = first_turn + len(turns)
    heads = first_week + week_at
    heads[through] = first_turn + turn_at
    turn_week = np.zeros(len(turns), dtype=np.int64)
    turn_week[turn_at] = week_at[through]
    of_week, visit = laid_out(np.zeros(len(used), dtype=np.int64), np.minimum(weeks.room[used], np.bincount(week_at)))
    cost = [found.points[pair], (asked.level + 1) * step, np.zeros(len(turns), dtype=np.int64)]
    return Network(
        tails=np.concatenate([found.orders[pair], orders, first_turn + np.arange(len(turns)), first_week + of_week]),
        heads=np.concatenate([heads, np.full(len(orders), end), first_week + turn_week, np.full(len(of_week), end)]),
        cost=np.concatenate([*cost, weeks.first[used][of_week] + visit * weeks.more]),
        supply=np.concatenate([np.ones_like(orders), np.zeros(end - len(orders), dtype=np.int64), [-len(orders)]]),
        pairs=pair,
        half_days=found.half_days[pair] & _halves(week, turn, weeks.turn),
    )


def steps(found: Candidates, weeks: Weeks, orders: int) -> tuple[int, int]:
    """A step that nearly always outweighs every exchange of points, and one that always does.

    Which orders can be served together is a matroid. So where a step outweighs every exchange, the cheapest answer
    serves as many orders as can be served, and of the higher levels as many as can be; `proof` tells whether it does.
    """
    dearest = weeks.first.max(initial=0) + weeks.more * weeks.room.max(initial=0)
    span = int(found.points.max(initial=0) - found.points.min(initial=0) + dearest) + 1
    return 2 * span, orders * span


def _turns(found: Candidates, weeks: Weeks) -> tuple[Rows, Rows, Rows]:
    """Each pair in each week, and in each turn of it where turns are told apart (else -1): pair, week, turn."""
    listed = []
    for week in range(WEEKS):
        here = np.flatnonzero(found.half_days & np.uint64(WEEK[week]))
        by_turn = weeks.by_turn[found.units[here] * WEEKS + week]
        listed.append((here[~by_turn], week, -1))
        for bit in range(week * IN_A_WEEK, (week + 1) * IN_A_WEEK, weeks.turn):
            halves = np.uint64(((1 << weeks.turn) - 1) << bit)
            listed.append((here[by_turn & (found.half_days[here] & halves != 0)], week, bit))
    pair = np.concatenate([pairs for pairs, _, _ in listed])
    week_of = np.concatenate([np.full(len(pairs), week) for pairs, week, _ in listed])
    turn_of = np.concatenate([np.full(len(pairs), turn) for pairs, _, turn in listed])
    by = np.lexsort((turn_of, week_of, pair))
    return pair[by], week_of[by], turn_of[by]


def _halves(week: Rows, turn: Rows, lasts: int) -> HalfDays:
    of_turn = np.uint64((1 << lasts) - 1) << np.maximum(turn, 0).astype(np.uint64)
    return np.where(turn < 0, np.array(WEEK, dtype=np.uint64)[week], of_turn)
