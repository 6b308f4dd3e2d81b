"""The files of the demonstration week, read into plain rows."""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).parent / "jingchuan"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of one file."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(value: str) -> list[str]:
    """A list inside a field."""
    return [part for part in value.split("|") if part]


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does to an order at some time; `number` is its place in the week."""

    number: int
    at: datetime
    order: str
    role: str
    person: str
    site: str
    verb: str
    to: tuple[str, ...]
    how: str
    value: str


def orders() -> dict[str, Row]:
    """The orders of the week by reference: the row of the file is the reference."""
    return {f"JC-2026-W47-{number:03d}": row for number, row in enumerate(rows("orders-week.csv"), start=1)}


def acts() -> list[Act]:
    """Everything that people do, placing orders included, in the order of time."""
    placed = [_placing(reference, row) for reference, row in orders().items()]
    done = [(datetime.fromisoformat(row["at"]), 1, row) for row in rows("people.csv")]
    week = sorted([*placed, *done], key=lambda one: one[:2])
    return [_act(number, at, row) for number, (at, _, row) in enumerate(week)]


def _placing(reference: str, row: Row) -> tuple[datetime, int, Row]:
    role = "proxy" if row["proxy_name"] else "resident"
    act = {"external_ref": reference, "role": role, "person": role, "act": "place"}
    return datetime.fromisoformat(row["submitted_at"]), 0, act


def _act(number: int, at: datetime, row: Row) -> Act:
    return Act(
        number=number,
        at=at,
        order=row["external_ref"],
        role=row["role"],
        person=row["person"],
        site=row.get("site", ""),
        verb=row["act"],
        to=tuple(split(row.get("to", ""))),
        how=row.get("how", ""),
        value=row.get("value", ""),
    )
