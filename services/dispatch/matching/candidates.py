"""Everybody who may serve each order, found by site and skill, and of them the cheapest."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.dispatch.matching import costs
from services.dispatch.matching.arrays import Flags, Points, Rows
from services.dispatch.matching.asked import Asked
from services.dispatch.matching.crews import allowed
from services.dispatch.matching.rings import NOBODY, Rings
from services.dispatch.matching.rules import Pairs, Side, sides
from services.dispatch.matching.units import Units

AT_ONCE = 1000
"""Orders that are looked at together: what bounds the memory."""


class Candidates(NamedTuple):
    """Pairs of an order and a unit that all rules let pass, by order, the cheapest first.

    `points` are those of the pair, `load` are those of the unit's lightest week.
    """

    orders: NDArray[Any]
    units: NDArray[Any]
    points: NDArray[Any]
    load: NDArray[Any]
    half_days: NDArray[Any]

    def only(self, kept: Rows | Flags) -> "Candidates":
        """Some of them."""
        return Candidates(*(column[kept] for column in self))


EMPTY = np.zeros(0, dtype=np.int64)
NONE = Candidates(EMPTY, EMPTY, EMPTY, EMPTY, EMPTY.astype(np.uint64))


def candidates(asked: Asked, units: Units, most: int | None) -> Candidates:
    """The cheapest `most` units for each order (all for None): persons, and teams for two places or more."""
    return _cheapest(_found(asked, units, np.arange(len(asked)), most), most)


def widened(asked: Asked, units: Units, found: Candidates, orders: Rows) -> Candidates:
    """The same candidates, and all of some orders."""
    others = found.only(~np.isin(found.orders, orders))
    return _cheapest(_joined([others, _found(asked, units, orders, None)]), None)


def _found(asked: Asked, units: Units, orders: Rows, most: int | None) -> Candidates:
    people, teams = sides(asked)
    several = orders[asked.places[orders] > 1]
    return _joined(
        [
            _gathered(side, some[at : at + AT_ONCE], people, units.numbers(of_teams=side.of_teams), most)
            for side, some in ((people, orders), (teams, several))
            for at in range(0, len(some), AT_ONCE)
        ]
    )


def _gathered(side: Side, orders: Rows, people: Side, numbers: Rows, most: int | None) -> Candidates:
    """Look further and further for some orders, until nobody beyond can be among the cheapest of any of them."""
    rings, found, left = Rings(side, orders), NONE, orders
    while len(left):
        order, site, beyond = rings.next(left, most)
        found = _cheapest(_joined([found, _passing(rings.pairs(order, site), people, numbers)]), most)
        left = left[_may_be_beaten(found, left, beyond, most)]
    return found


def _may_be_beaten(found: Candidates, orders: Rows, beyond: Points, most: int | None) -> Flags:
    """Whether somebody who costs no less than `beyond` could be among the cheapest of each order."""
    last = np.searchsorted(found.orders, orders, side="right") - 1
    full = last - np.searchsorted(found.orders, orders) + 1 == most
    dearest = (found.points + found.load)[last] if len(found.orders) else np.zeros(len(orders), dtype=np.int64)
    beaten: Flags = full & (dearest < beyond)
    return (beyond < NOBODY) & ~beaten


def _passing(pairs: Pairs, people: Side, numbers: Rows) -> Candidates:
    pairs, halves, _ = allowed(pairs, people)
    load, _ = costs.load(pairs, halves)
    return Candidates(np.asarray(pairs.orders), numbers[pairs.rows], costs.fixed(pairs), load, halves)


def _cheapest(found: Candidates, most: int | None) -> Candidates:
    """The cheapest of each order; the unit's number decides between equals. One sort of one number for all three."""
    dearness = found.points + found.load
    dearness = dearness - dearness.min(initial=0)
    unit_bits, dear_bits = (int(one.max(initial=0)).bit_length() for one in (found.units, dearness))
    key = (found.orders << dear_bits | dearness) << unit_bits | found.units
    by = np.argsort(key)
    ordered = found.orders[by]
    rank = np.arange(len(by)) - np.searchsorted(ordered, ordered)
    return found.only(by if most is None else by[rank < most])


def _joined(parts: Sequence[Candidates]) -> Candidates:
    return Candidates(*map(np.concatenate, zip(NONE, *parts, strict=True)))
