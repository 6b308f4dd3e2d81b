"""Whoever can be suggested: all persons, then all teams, numbered by their ids, so that it does not matter in which
order the roster came to know them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.dispatch.matching.arrays import Rows
from services.dispatch.matching.model import PERSON, TEAM
from services.dispatch.matching.roster import Roster


class Units:
    """The units of a roster as it is now."""

    def __init__(self, roster: Roster) -> None:
        self._people = len(roster.people)
        self._groups = (roster.people, roster.teams)
        self._rows = [np.argsort(group.places()) for group in self._groups]
        self._row_of = np.concatenate(self._rows)

    def numbers(self, *, of_teams: bool) -> Rows:
        """For each row of the persons or of the teams its number."""
        places = self._groups[of_teams].places()
        return places + self._people if of_teams else places

    def column(self, name: str) -> NDArray[Any]:
        """What stands in a column of all units."""
        parts = zip(self._groups, self._rows, strict=True)
        return np.concatenate([group.column(name)[rows] for group, rows in parts])

    def row(self, unit: int) -> int:
        """The row of a unit among its kind."""
        return int(self._row_of[unit])

    def named(self, unit: int) -> tuple[str, str]:
        """The kind and the id of a unit."""
        kind = TEAM if unit >= self._people else PERSON
        group = self._groups[kind == TEAM]
        return kind, group.ids[self.row(unit)]
