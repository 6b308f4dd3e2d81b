"""How generated text is laid out, the same on every machine."""

import json
from collections.abc import Sequence
from typing import Any


def as_json(value: Any) -> str:
    """JSON for people to read in a diff."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def first_line(documented: Any) -> str:
    """The first line of a docstring."""
    return (documented.__doc__ or "").partition("\n")[0]
