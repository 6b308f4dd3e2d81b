"""Who lives how far from an order, in rings of sites that grow outward: most orders never look at the whole county."""

import numpy as np

from services.dispatch.matching import costs
from services.dispatch.matching.arrays import Points, Rows, laid_out
from services.dispatch.matching.rules import Pairs, Side

NOBODY = np.iinfo(np.int64).max
"""What somebody beyond the last ring would cost."""

FIRST = 8
"""The first ring holds so many able people for each that is wanted: about one in eight passes all rules."""


class Rings:
    """Some orders, and how far each of them has been looked around. Whoever is able stands sorted by home, so that a
    site's people are one slice."""

    def __init__(self, side: Side, orders: Rows) -> None:
        self._side, asked = side, side.asked
        sites, homes = len(asked.roster.sites.known), side.group.column("home")
        by_home = np.argsort(homes, kind="stable")
        sets, self._set_at = np.unique(asked.skill_set[orders], return_inverse=True)
        self._left = side.left()
        listed = [by_home[(side.able[one] & (self._left != 0))[by_home]] for one in sets]
        counts = [np.bincount(homes[one], minlength=sites) for one in listed]
        self._count = np.array(counts, dtype=np.int64).reshape(-1, sites)
        self._first = (np.cumsum(self._count) - self._count.ravel()).reshape(-1, sites)
        self._rows = np.concatenate(listed) if listed else np.zeros(0, dtype=np.int64)
        nearest, metres = asked.roster.sites.nearest()
        at = asked.site[orders]
        self._reached = (metres[at] <= int(side.group.column("travel").max(initial=0))).sum(axis=1)
        widest = max(1, self._reached.max(initial=0))
        self._sites, self._metres = nearest[at, :widest], metres[at, :widest]
        self._before = np.cumsum(np.take_along_axis(self._count[self._set_at], self._sites, axis=1), axis=1)
        self._orders, self._done = orders, np.zeros(len(orders), dtype=np.int64)
        self._wanted = FIRST

    def next(self, orders: Rows, most: int | None) -> tuple[Rows, Rows, Points]:
        """The next ring of these orders: order and site of each part of it, and what anybody beyond costs at least."""
        at = np.searchsorted(self._orders, orders)
        done = self._done[at]
        enough = NOBODY if most is None else most * self._wanted
        self._wanted *= 4
        upto = np.minimum((self._before[at] < enough).sum(axis=1) + 1, self._reached[at])
        part, place = laid_out(done, np.maximum(upto - done, 0))
        self._done[at] = upto
        further = upto < self._reached[at]
        next_metres = self._metres[at, np.minimum(upto, self._metres.shape[1] - 1)]
        beyond = np.where(further, costs.at_least(self._side, orders, next_metres), NOBODY)
        return orders[part], self._sites[at[part], place], beyond

    def pairs(self, orders: Rows, sites: Rows) -> Pairs:
        """The orders beside all who live at the sites, are able and have a half-day left then."""
        of_set = self._set_at[np.searchsorted(self._orders, orders)]
        part, place = laid_out(self._first[of_set, sites], self._count[of_set, sites])
        beside, rows = orders[part], self._rows[place]
        free = np.flatnonzero(self._side.asked.half_days[beside] & self._left[rows])
        return Pairs(self._side, beside[free], rows[free])
