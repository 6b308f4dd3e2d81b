"""How good an answer is, and what no answer can be better than."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from benchmarks.matching.county import County
from services.dispatch.matching.candidates import Candidates
from services.dispatch.matching.flow import Network
from services.dispatch.matching.units import Units

UNSERVED = 10_000
"""What an order that stays unserved loses for each level, in points: a hundred kilometres."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one answer. `loss` is its points, and what the unserved orders lose."""

    loss: int
    unserved: int
    urgent_unserved: int
    kilometres: float
    """Between home and the order, on average."""
    visits: float
    """Of the busiest village's people, on average."""
    spread: float
    """How far the villages lie apart in that: standard deviation."""


def quality(county: County, units: Units, found: Candidates, chosen: NDArray[np.int64], points: int) -> Quality:
    """Of the answer that takes these pairs for so many points."""
    asked, orders = county.asked, found.orders[chosen]
    left = np.ones(len(asked), dtype=bool)
    left[orders] = False
    homes = units.column("home")
    living = np.bincount(homes, minlength=len(county.roster.sites.known))
    going = np.bincount(homes[found.units[chosen]], minlength=len(living))
    visits = going[living > 0] / living[living > 0]
    return Quality(
        loss=points + int(((asked.level[left] + 1) * UNSERVED).sum()),
        unserved=int(left.sum()),
        urgent_unserved=int((left & urgent(county)).sum()),
        kilometres=float(asked.metres(orders, homes[found.units[chosen]]).mean() / 1000),
        visits=float(visits.max()),
        spread=float(visits.std()),
    )


def urgent(county: County) -> NDArray[np.bool_]:
    """Which orders are of the highest class."""
    return np.array([one.priority == 1 for one in county.asked.needs])


def fewest_unserved(county: County, net: Network) -> tuple[int, int]:
    """How many orders, and how many of the highest class, stay unserved at least: by a largest flow."""
    everybody, most_urgent = np.arange(len(county.asked)), np.flatnonzero(urgent(county))
    return len(everybody) - _largest(net, everybody), len(most_urgent) - _largest(net, most_urgent)


def cheapest(net: Network) -> int:
    """The cost of the cheapest answer, by another solver (HiGHS) that knows nothing of flows."""
    arcs = np.arange(len(net.tails))
    signs = np.repeat([1, -1], len(arcs))
    nodes = np.concatenate([net.tails, net.heads])
    balance = coo_array((signs, (nodes, np.tile(arcs, 2))), shape=(len(net.supply), len(arcs)))
    found = linprog(net.cost, A_eq=balance.tocsr(), b_eq=net.supply, bounds=(0, 1), method="highs")
    return round(found.fun)


def _largest(net: Network, orders: NDArray[np.int64]) -> int:
    begin, end = len(net.supply), len(net.supply) - 1
    kept = np.delete(np.arange(len(net.tails)), np.arange(len(net.tails))[net.unserved])
    tails = np.concatenate([net.tails[kept], np.full(len(orders), begin)])
    heads = np.concatenate([net.heads[kept], orders])
    graph = coo_array((np.ones(len(tails), dtype=np.int32), (tails, heads)), shape=(begin + 1, begin + 1))
    return int(maximum_flow(graph.tocsr(), begin, end).flow_value)
