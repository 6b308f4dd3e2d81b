"""The names of the arrays, and the two moves that matching makes with them: laying groups side by side, and columns
that grow."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Points = NDArray[np.int64]
Flags = NDArray[np.bool_]


def laid_out(first: Rows, count: Rows) -> tuple[Rows, Rows]:
    """Groups of consecutive numbers side by side: for each member its group, and the number itself."""
    group = np.repeat(np.arange(len(count)), count)
    begins = np.cumsum(count) - count
    return group, np.arange(len(group)) - begins[group] + first[group]


class Marks:
    """A row for each name (a skill, a language, a qualification), a column for each person or team.

    Two rows stand before the named ones, so that nothing has to be asked about at look-up: what is not asked for, which
    all have, and what nobody has. `count` says for each name how many have it.
    """

    NOT_ASKED, UNKNOWN = 0, 1

    def __init__(self, kind: type[np.generic], everything: int) -> None:
        self._numbers: dict[str, int] = {}
        self.cells: NDArray[Any] = np.zeros((4, 64), dtype=kind)
        self._everything = everything
        self.cells[self.NOT_ASKED] = everything
        self.count: Rows = np.zeros(4, dtype=np.int64)

    def number(self, name: str | None) -> int:
        """The row of a name, or one of the two that stand before."""
        return self.NOT_ASKED if name is None else self._numbers.get(name, self.UNKNOWN)

    def names(self) -> list[str]:
        """All names that were ever marked, in the order of their rows."""
        return list(self._numbers)

    def write(self, column: int, marks: Mapping[str, int]) -> None:
        """Write a column anew."""
        self._grow(column, marks)
        cells = self.cells[:, column]
        self.count -= cells != 0
        cells[2:] = 0
        for name, mark in marks.items():
            cells[self._numbers[name]] = mark
        self.count += cells != 0

    def held(self, names: Iterable[str | None], size: int) -> NDArray[Any]:
        """The rows of some names, of the first `size` columns."""
        return self.cells[[self.number(name) for name in names], :size]

    def _grow(self, column: int, names: Iterable[str]) -> None:
        while column >= self.cells.shape[1]:
            self.cells = np.concatenate([self.cells, np.zeros_like(self.cells)], axis=1)
            self.cells[self.NOT_ASKED] = self._everything
        for name in names:
            self._numbers.setdefault(name, len(self._numbers) + 2)
        while len(self._numbers) + 2 > self.cells.shape[0]:
            self.cells = np.concatenate([self.cells, np.zeros_like(self.cells)])
            self.count = np.concatenate([self.count, np.zeros_like(self.count)])
