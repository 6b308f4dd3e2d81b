"""All open orders of a county at once: who is suggested for which, so that as many as possible are served, the most
urgent classes first, at the fewest points together."""

import numpy as np

from services.dispatch.matching import flow, halfdays
from services.dispatch.matching.arrays import Rows
from services.dispatch.matching.asked import Asked
from services.dispatch.matching.candidates import Candidates, candidates, widened
from services.dispatch.matching.flow import Network, Solution, Solve, Weeks
from services.dispatch.matching.model import Plan, Suggestion
from services.dispatch.matching.muster import Muster
from services.dispatch.matching.proof import Proof, prove
from services.dispatch.matching.units import Units

OPTIMAL = "OPTIMAL"

SCARCE = 0.7
"""Where orders want so much of the room that is left, all candidates are weighed: they are few, and all are needed."""


class Unsolved(Exception):
    """The solver did not come to an end; its own word for it."""


def assign(asked: Asked, solve: Solve, *, most: int | None = None, by_turn: bool = True) -> Plan:
    """Solve a county; `most` candidates are weighed for each order, by default as many as the weights say, or all.

    Deterministic: ids decide between equals. See `Weeks` for `by_turn`. Raises Unsolved.
    """
    units, weights = Units(asked.roster), asked.roster.weights
    scarce = len(asked) > SCARCE * Weeks(asked, units).room_wanted
    most = most or (None if scarce else weights.candidates)
    return plan(asked, units, candidates(asked, units, most), solve, most=most, by_turn=by_turn)


def plan(
    asked: Asked, units: Units, found: Candidates, solve: Solve, *, most: int | None = None, by_turn: bool = True
) -> Plan:
    """The best answer on these candidates; see `Weeks` for `by_turn`.

    Where only the cheapest `most` were found, and somebody stays unserved, all candidates count of every order that
    could be exchanged for theirs: so nobody stays unserved because somebody was not weighed.
    """
    weeks = Weeks(asked, units, by_turn=by_turn)
    narrow = np.bincount(found.orders, minlength=len(asked)) == (most or -1)
    while True:
        net, solution, proved = _solved(asked, found, weeks, solve)
        short = np.flatnonzero(narrow & proved.exchangeable)
        if not len(short):
            break
        found, narrow = widened(asked, units, found, short), narrow & ~proved.exchangeable
    taken = np.flatnonzero(solution.flows[: len(net.pairs)])
    chosen, bits = found.only(net.pairs[taken]), halfdays.earliest(net.half_days[taken])
    unserved = solution.flows[net.unserved] > 0
    return Plan(
        suggestions=_suggestions(asked, units, chosen, bits),
        unserved=tuple(asked.needs[order].id for order in np.flatnonzero(unserved).tolist()),
        points=solution.cost - int(net.cost[net.unserved][unserved].sum()),
        status=solution.status,
    )


def _solved(asked: Asked, found: Candidates, weeks: Weeks, solve: Solve) -> tuple[Network, Solution, Proof]:
    """Solve with a small step, which is faster; with the large one where that did not serve all it could."""
    for step in flow.steps(found, weeks, len(asked)):
        net = flow.network(asked, found, weeks, step)
        solution = solve(net)
        if solution.status != OPTIMAL:
            raise Unsolved(solution.status)
        proved = prove(net, solution.flows, asked.level)
        if proved.serves_most:
            break
    return net, solution, proved


def _suggestions(asked: Asked, units: Units, chosen: Candidates, bits: Rows) -> tuple[Suggestion, ...]:
    begins = asked.roster.begins
    crews = Muster(asked, units).crews(chosen.orders, chosen.units, bits)
    columns = (chosen.orders, chosen.units, bits, chosen.points)
    return tuple(
        Suggestion(
            asked.needs[order].id,
            *units.named(unit),
            halfdays.day_of(bit, begins),
            bit % 2 == 1,
            points,
            crews.get(order, ()),
        )
        for order, unit, bit, points in zip(*(column.tolist() for column in columns), strict=True)
    )
