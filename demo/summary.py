"""What is printed at the end of the week."""

from collections.abc import Sequence

from demo import stories
from demo.reconciliation import Books
from demo.settling import SERVICES, Status

_STATES = (
    "submitted",
    "pending_dispatch",
    "pending",
    "offered",
    "accepted",
    "lapsed",
    "returned",
    "no_show",
    "withdrawn",
    "rejected",
    "referred",
    "unfulfilled",
    "cancelled",
    "in_service",
    "served",
    "pending_review",
    "reviewed",
    "rectifying",
    "closed",
)
_CLASSES = ("declared", "witnessed", "verified")


def lines(books: Books, statuses: Status, dead: int, unexpected: Sequence[str], breaches: Sequence[str]) -> list[str]:
    """The whole summary, line by line."""
    return [
        "",
        *_orders(books),
        "",
        *stories.lines(books, statuses),
        "",
        *_news(statuses, dead),
        "",
        *_minutes(statuses),
        *_reviews(statuses),
        "",
        *_verdict(books, unexpected, breaches),
    ]


def _orders(books: Books) -> list[str]:
    counted = {service: books.counted(service) for service in SERVICES}
    seen = [state for state in _STATES if any(counted[service][state] for service in SERVICES)]
    total = [sum(counted[service].values()) for service in SERVICES]
    return [
        _row("Orders by final state", SERVICES),
        *(_row(f"  {state}", [counted[service][state] or "-" for service in SERVICES]) for state in seen),
        _row("  total", total),
    ]


def count_dead(statuses: Status) -> int:
    """How many messages lie in dead queues, as those who lead have counted."""
    return sum(max((one["dead"] or 0 for one in standing["processes"]), default=0) for standing in statuses.values())


def _news(statuses: Status, dead: int) -> list[str]:
    columns = [statuses[service] for service in SERVICES]
    said = [sum(one["outbox"]["said"].values()) for one in columns]
    heard = [sum(one["inbox"]["heard"].values()) for one in columns]
    undone = [one["inbox"]["undone"] for one in columns]
    rows = {
        "  said": said,
        "  heard": heard,
        "  not told yet": [one["outbox"]["unsent"] for one in columns],
        "  waiting": [one.get("waiting", 0) for one in undone],
        "  parked": [sum(n for state, n in one.items() if state not in {"waiting", "dropped"}) for one in undone],
    }
    return [
        _row("Events", [*SERVICES, "total"]),
        *(_row(name, [*numbers, sum(numbers)]) for name, numbers in rows.items()),
        _row("  dead at the broker", ["", "", "", "", dead]),
    ]


def _minutes(statuses: Status) -> list[str]:
    minutes = statuses["volunteer"]["minutes"]
    total = sum(minutes.values())
    return [
        "Minutes served, each in its highest class: "
        + ", ".join(f"{minutes[one]:,} {one}" for one in _CLASSES)
        + f"; {total:,} in all."
    ]


def _reviews(statuses: Status) -> list[str]:
    feedback = statuses["feedback"]
    levels = ", ".join(f"{level}: {feedback['levels'].get(level, 0)}" for level in "54321")
    given = sum(feedback["levels"].values())
    return [f"Reviews, 5 is best: {levels}; {given} given, {feedback['silent']} orders closed in silence."]


def _verdict(books: Books, unexpected: Sequence[str], breaches: Sequence[str]) -> list[str]:
    if not unexpected and not breaches:
        number = len(books.views["request"])
        return [f"Reconciled: all {number} orders tell the same story in the four databases."]
    return [
        "NOT RECONCILED:",
        *(f"  not as the files say: {one}" for one in unexpected[:20]),
        *(f"  {one}" for one in breaches[:20]),
        f"  ({len(unexpected)} acts and {len(breaches)} facts do not fit)",
    ]


def _row(name: str, cells: Sequence[object]) -> str:
    return f"{name:<24}" + "".join(f"{cell!s:>11}" for cell in cells)
