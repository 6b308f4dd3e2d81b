"""Metres between sites: as the crow flies where both have coordinates, by the tree of sites where one has none.

A place on the globe is kept in whole centimetres from the middle of the earth. From there on only sums, products and
square roots are taken, which IEEE 754 rounds alike everywhere: no machine finds another distance. It is measured
straight through the ground, not along it: over a hundred kilometres that is a metre less.
"""

import math
from collections.abc import Iterable

import numpy as np

from services.dispatch.matching.arrays import Rows
from services.dispatch.matching.model import Site
from services.dispatch.matching.weights import Weights

EARTH_CM = 637_100_880
"""Mean radius of the earth (IUGG)."""


class Sites:
    """The sites of a county by number, and the metres from one to all of them."""

    def __init__(self, sites: Iterable[Site], weights: Weights) -> None:
        self._tree = np.array(weights.tree_km, dtype=np.int64) * 1000
        self.known: list[Site] = []
        self.number: dict[str, int] = {}
        self._table: Rows | None = None
        self._nearest: tuple[Rows, Rows] | None = None
        self.put(sites)

    def put(self, sites: Iterable[Site]) -> None:
        """Name sites, or place them anew."""
        for site in sites:
            number = self.number.setdefault(site.path, len(self.known))
            self.known[number : number + 1] = [site]
        self._table = self._nearest = None

    def at(self, path: str) -> int:
        """The number of a site; one that nobody has named yet has its place in the tree."""
        if path not in self.number:
            self.put([Site(path=path)])
        return self.number[path]

    def table(self) -> Rows:
        """The metres between all sites."""
        if self._table is None:
            self._table = self._measured()
        return self._table

    def nearest(self) -> tuple[Rows, Rows]:
        """For each site all sites, the nearest first, and the metres to them."""
        if self._nearest is None:
            by = np.argsort(self.table(), axis=1, kind="stable")
            self._nearest = by, np.take_along_axis(self.table(), by, axis=1)
        return self._nearest

    def _measured(self) -> Rows:
        parts = np.array([_parts(site.path) for site in self.known], dtype=np.int64).reshape(-1, 3)
        placed = np.array([_placed(site) for site in self.known], dtype=np.int64).reshape(-1, 3)
        measured = np.array([site.latitude is not None for site in self.known], dtype=bool)
        metres = np.zeros((len(parts), len(parts)), dtype=np.int64)
        for site in range(len(parts)):
            shared = np.cumprod((parts == parts[site]) & (parts >= 0), axis=1).sum(axis=1)
            shared[site] = len(self._tree) - 1
            chord = np.sqrt(((placed - placed[site]) ** 2).sum(axis=1).astype(np.float64))
            by_globe = np.rint(chord / 100).astype(np.int64)
            metres[site] = np.where(measured & measured[site], by_globe, self._tree[shared])
        return metres


def _parts(path: str) -> tuple[int, int, int]:
    """County, office and station as numbers; -1 for what the path does not reach down to."""
    county, office, station, *_ = [*map(int, path.split("/")), -1, -1]
    return county, office, station


def _placed(site: Site) -> tuple[int, int, int]:
    if site.latitude is None or site.longitude is None:
        return 0, 0, 0
    north, east = math.radians(site.latitude), math.radians(site.longitude)
    on_equator = math.cos(north)
    place = on_equator * math.cos(east), on_equator * math.sin(east), math.sin(north)
    x, y, z = (round(EARTH_CM * part) for part in place)
    return x, y, z
