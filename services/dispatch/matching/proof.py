"""Whether an answer serves as many orders as can be served, and of the higher levels as many as can be.

Which orders can be served together is a matroid, so an answer is best if no single exchange betters it: along the arcs
that are free, and back along those that are taken, no unserved order reaches a free place at the end, nor a served
order of a lower level. Found by walking, without a solver.
"""

from dataclasses import dataclass

import numpy as np

from services.dispatch.matching.arrays import Flags, Points, Rows, laid_out
from services.dispatch.matching.flow import Network


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether no other answer serves more, or more urgent, orders on this network; and which orders could be exchanged
    for those that stay unserved, these included."""

    serves_most: bool
    exchangeable: Flags


def prove(net: Network, flows: Rows, levels: Points) -> Proof:
    """Walk from all orders that stay unserved, those of the highest level first."""
    taken = flows > 0
    tails, heads = np.where(taken, net.heads, net.tails), np.where(taken, net.tails, net.heads)
    ways = np.delete(np.stack([tails, heads]), net.unserved, axis=1)
    ways = ways[:, np.argsort(ways[0], kind="stable")]
    count = np.bincount(ways[0], minlength=len(net.supply))
    unserved = flows[net.unserved] > 0
    seen = np.zeros(len(net.supply), dtype=bool)
    lower_seen = False
    for level in np.unique(levels[unserved])[::-1]:
        _walk(np.flatnonzero(unserved & (levels == level)), ways[1], count, seen)
        lower_seen |= bool((seen[: len(levels)] & ~unserved & (levels < level)).any())
    return Proof(not (seen[-1] or lower_seen), seen[: len(levels)])


def _walk(edge: Rows, heads: Rows, count: Rows, seen: Flags) -> None:
    """Mark as seen whatever is reached from the edge; `heads` are sorted by where one comes from, `count` to each."""
    first = np.cumsum(count) - count
    edge = edge[~seen[edge]]
    while len(edge):
        seen[edge] = True
        _, at = laid_out(first[edge], count[edge])
        reached = np.unique(heads[at])
        edge = reached[~seen[reached]]
