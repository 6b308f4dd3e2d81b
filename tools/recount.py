"""Counts the figures anew, from the exported orders alone, so that nobody has to believe the ones that are told.

    python tools/recount.py orders.csv figures.json

`orders.csv` is what feedback gives away under /api/v1/orders.csv, `figures.json` what it tells under /api/v1/figures
for the same place and period. This file knows neither the services nor their database, only the table and the
definitions (services/feedback/figures/definitions.json). It prints each figure, and ends with 1 when one differs.
"""

import csv
import json
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

Row = Mapping[str, str]
HOUR = 3600
Count = tuple[int, int, float | None]
"""Counted, of how many, and what that makes."""


def moment(row: Row, name: str) -> datetime | None:
    """A moment of an order, None where nothing was said of it."""
    return datetime.fromisoformat(row[name]) if row[name] else None


def seconds(row: Row, name: str) -> float | None:
    """Seconds between placing an order and that moment."""
    later, placed = moment(row, name), moment(row, "submitted_at")
    return None if later is None or placed is None else (later - placed).total_seconds()


def times(row: Row, name: str) -> int:
    """How often something happened."""
    return int(row[name] or 0)


def called_off(row: Row) -> bool:
    """Called off or merged before anybody stood at the door."""
    return times(row, "cancellations") > 0 and not row["arrived_at"]


def demanded(row: Row) -> bool:
    """Verified, and not called off."""
    return bool(row["approved_at"]) and not called_off(row)


def soon(row: Row, name: str, limit: int) -> bool:
    """Whether that came at most so many hours after placing."""
    after = seconds(row, name)
    return after is not None and after <= limit * HOUR


def ended(row: Row) -> bool:
    """Closed at least once after a service."""
    return bool(row["served_at"]) and times(row, "closings") > 0


def silent(row: Row) -> bool:
    """Closed with neither a rating nor a denial."""
    return ended(row) and not row["level"] and not times(row, "denials")


SHARES: Mapping[str, tuple[Callable[[Row], bool], Callable[[Row], bool]]] = {
    "signed_within_a_day": (
        lambda row: bool(row["decided_at"]) or not called_off(row),
        lambda row: soon(row, "decided_at", 24),
    ),
    "response_rate": (demanded, lambda row: bool(row["contacted_at"]) and not times(row, "contacts_missed")),
    "promise_kept": (
        lambda row: (
            bool(row["approved_at"]) and not times(row, "holds") and (bool(row["answered_at"]) or not called_off(row))
        ),
        lambda row: soon(row, "answered_at", 72),
    ),
    "acceptance_rate": (lambda row: bool(row["asked_at"]), lambda row: bool(row["accepted_at"])),
    "finished_within_a_week": (demanded, lambda row: soon(row, "finished_at", 7 * 24)),
    "unmet_rate": (demanded, lambda row: row["end"] == "unfulfilled"),
    "return_rate": (lambda row: bool(row["accepted_at"]), lambda row: times(row, "returns") > 0),
    "no_show_rate": (lambda row: bool(row["accepted_at"]), lambda row: times(row, "no_shows") > 0),
    "denial_rate": (lambda row: bool(row["served_at"]), lambda row: times(row, "denials") > 0),
    "first_time_right": (
        lambda row: ended(row) and not row["rework_of"],
        lambda row: not times(row, "reworks"),
    ),
    "satisfaction_rate": (
        lambda row: bool(row["served_at"]) and bool(row["level"]),
        lambda row: int(row["level"]) >= 3,
    ),
    "silence_rate": (ended, silent),
    "rung_after_bad_rate": (lambda row: times(row, "rectifications") > 0, lambda row: times(row, "calls") > 0),
    "reached_rate": (lambda row: times(row, "calls") > 0, lambda row: times(row, "calls_reached") > 0),
    "by_phone_or_proxy": (lambda row: True, lambda row: row["channel"] == "phone" or row["by_proxy"] == "yes"),
}


def share(counted: int, of: int) -> float | None:
    """A share, to four digits; nothing of nothing."""
    return round(counted / of, 4) if of else None


def recount(rows: Iterable[Row]) -> dict[str, Count]:
    """Every figure."""
    orders = list(rows)
    found: dict[str, Count] = {}
    for code, (belongs, counts) in SHARES.items():
        about = [row for row in orders if belongs(row)]
        counted = sum(1 for row in about if counts(row))
        found[code] = (counted, len(about), share(counted, len(about)))
    found["rectified_rate"] = _sums(orders, "rectified", "rectifications")
    found["resolution_rate"] = _sums(orders, "calls_solved", "calls_reached")
    found["hours_to_service"] = _median(orders)
    found["services_gini"] = _gini(orders)
    wanted = [row for row in orders if demanded(row)]
    served = sum(1 for row in wanted if row["served_at"])
    found["gap"] = (served, len(wanted), len(wanted) - served)
    found["verified_minutes"] = _minutes(orders)
    return found


def _sums(orders: list[Row], counted: str, of: str) -> Count:
    some, whole = (sum(times(row, name) for row in orders) for name in (counted, of))
    return some, whole, share(some, whole)


def _median(orders: list[Row]) -> Count:
    waits = [wait for row in orders if (wait := seconds(row, "arrived_at")) is not None]
    return len(waits), len(waits), round(statistics.median(waits) / HOUR, 1) if waits else None


def _gini(orders: list[Row]) -> Count:
    """By its definition: the mean difference between any two, by twice the mean."""
    had: defaultdict[str, int] = defaultdict(int)
    about = [row for row in orders if demanded(row) and row["recipient_id"]]
    for row in about:
        had[row["recipient_id"]] += bool(row["served_at"])
    people = Counter(had.values())
    served, count = sum(had.values()), len(had)
    apart = sum(abs(one - other) * many * more for one, many in people.items() for other, more in people.items())
    return served, len(about), round(apart / (2 * count * served), 4) if served else None


def _minutes(orders: list[Row]) -> Count:
    classes = [f"minutes_{name}" for name in ("declared", "witnessed", "verified")]
    served = [row for row in orders if row["served_at"]]
    sums = [sum(times(row, name) for row in served) for name in classes]
    return sums[-1], sum(sums), share(sums[-1], sum(sums))


def differences(rows: Iterable[Row], told: Iterable[Mapping[str, object]]) -> list[str]:
    """Each figure that is told otherwise than it is counted here, in words."""
    counted = recount(rows)
    given = {str(one["code"]): (one["counted"], one["of"], one["value"]) for one in told}
    return [
        f"{code}: counted {counted.get(code)}, told {given.get(code)}"
        for code in sorted(counted.keys() | given.keys())
        if counted.get(code) != given.get(code)
    ]


def read(file: Path) -> list[dict[str, str]]:
    """The table."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def main(table: str, figures: str) -> int:
    """Print what both say; 1 when they differ."""
    rows, told = read(Path(table)), json.loads(Path(figures).read_text(encoding="utf-8"))["figures"]
    for code, (counted, of, value) in recount(rows).items():
        sys.stdout.write(f"{code:<24}{counted:>8} of {of:<8}{value}\n")
    different = differences(rows, told)
    sys.stdout.write("\n".join([*different, f"{len(rows)} orders; {len(different)} figures differ.", ""]))
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
