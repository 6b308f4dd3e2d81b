"""What is asked, as arrays: a row for each order, in the terms of a roster."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from services.dispatch.matching import halfdays
from services.dispatch.matching.arrays import Flags, Points, Rows
from services.dispatch.matching.halfdays import LOCAL, HalfDays
from services.dispatch.matching.model import Need
from services.dispatch.matching.roster import GENDERS, Group, Roster
from services.dispatch.matching.weights import BANDS_KM


class Listed:
    """Who is named in which orders, and with what number: looked up for many pairs of order and row at once."""

    def __init__(self, entries: Iterable[tuple[int, int, int]]) -> None:
        named = sorted((order << 32 | row, value) for order, row, value in entries if row >= 0)
        self._keys = np.array([key for key, _ in named] or [-1], dtype=np.int64)
        self._values = np.array([value for _, value in named] or [0], dtype=np.int64)

    def of(self, orders: Rows | int, rows: Rows) -> Points:
        """The number that each pair is named with; 0 for the others."""
        pairs = np.asarray(orders, dtype=np.int64) << 32 | rows
        found = np.minimum(np.searchsorted(self._keys, pairs), len(self._keys) - 1)
        return np.where(self._keys[found] == pairs, self._values[found], 0)


class Asked:
    """Orders beside a roster, by id, from `now` on: nothing is served in a half-day that has passed."""

    def __init__(self, roster: Roster, needs: Sequence[Need], now: datetime) -> None:
        self.roster, self.now = roster, now
        self.needs = needs = sorted(needs, key=lambda need: need.id)
        self.today = now.astimezone(LOCAL).date()
        self.from_now = halfdays.since(now, roster.begins)
        people, table = roster.people, roster.sites
        self.site = _whole(table.at(need.site) for need in needs)
        self.places = _whole(len(need.places) for need in needs)
        self.risk = _whole(need.risk_level for need in needs)
        self.minors = np.array([need.minors_may_help for need in needs], dtype=bool)
        self.gender = _whole(GENDERS.index(need.carer_gender) for need in needs)
        self.language = _whole(people.speaks.number(need.language) for need in needs)
        self.only_language = np.array([need.only_language for need in needs], dtype=bool)
        self.qualification = _whole(people.qualified_until.number(need.qualification) for need in needs)
        self.known = np.array([bool(need.served_by) for need in needs], dtype=bool)
        self.half_days: HalfDays = np.array([self._half_days(need) for need in needs], dtype=np.uint64)
        self.rarity = _whole(max(map(roster.rarity, need.places)) for need in needs)
        self.level = _whole(self._level(need) for need in needs)
        self._skill_sets = [frozenset(need.places) for need in needs]
        self.skill_sets = sorted(set(self._skill_sets), key=lambda one: sorted(map(str, one)))
        numbers = {one: number for number, one in enumerate(self.skill_sets)}
        self.skill_set = _whole(numbers[one] for one in self._skill_sets)
        items = sorted({need.item for need in needs})
        self.item = _whole(items.index(need.item) for need in needs)
        unknown = (1000,) * (len(BANDS_KM) + 1)
        self.likelihoods = np.array([roster.weights.acceptance_of.get(item, unknown) for item in items], dtype=np.int64)

    def __len__(self) -> int:
        return len(self.needs)

    def able(self, group: Group, whole: bool) -> Flags:
        """For each set of skills who has one of them, or with `whole` all of them."""
        combined = np.logical_and if whole else np.logical_or
        rows = [combined.reduce(group.skilled.held(one, len(group)), axis=0) for one in self.skill_sets]
        return np.array(rows, dtype=bool).reshape(len(self.skill_sets), len(group))

    def listed(self, group: Group, named: Callable[[Need], Iterable[tuple[str, int]]]) -> Listed:
        """Who of a group is named in each order."""
        return Listed(
            (order, group.number(one_id), value)
            for order, need in enumerate(self.needs)
            for one_id, value in named(need)
        )

    def metres(self, orders: Rows | int, sites: Rows) -> NDArray[np.int64]:
        """The metres from orders to sites."""
        table = self.roster.sites.table()
        return np.asarray(table.take(self.site[orders] * len(table) + sites))

    def _half_days(self, need: Need) -> int:
        return halfdays.within(max(need.wanted_from, self.now), need.wanted_to, need.minutes, self.roster.begins)

    def _level(self, need: Need) -> int:
        """How much an order has to be served: its class, and the days that it has waited."""
        weights = self.roster.weights
        waited = (self.now - need.submitted_at).days
        return weights.class_levels[need.priority - 1] + min(max(waited, 0), weights.oldest_days)


def _whole(values: Iterable[int]) -> Rows:
    return np.fromiter(values, dtype=np.int64)
