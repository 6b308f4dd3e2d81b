"""What the orders of the week went through, counted from what the four services say about it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from demo.reconciliation import Books, View
from demo.settling import Status
from shared.sites import within


def lines(books: Books, statuses: Status) -> list[str]:
    """A line for each stage: events by their number, orders by what is true of them in the end."""
    orders, queue = books.views["request"].values(), books.views["dispatch"].values()
    afterwards = books.views["feedback"].values()
    searched = [one for one in queue if one["need"]]
    ends, said, offers = books.counted("request"), _said(statuses), statuses["volunteer"]["offers"]
    return [
        "What the orders went through",
        _line(
            "at the desk",
            f"{said['order.questioned']} asked about, {said['order.answered']} answered",
            f"{_count(orders, lambda one: one['need_version'] > 1)} changed",
            f"{said['order.held']} put on hold",
            f"{_count(orders, lambda one: one['urges'])} urged",
        ),
        _line(
            "not for volunteers",
            f"{ends['rejected']} rejected",
            f"{ends['referred']} referred, {_count(orders, lambda one: one['ring'])} of them emergencies",
            f"{_count(orders, lambda one: one['duplicate_of'])} merged",
        ),
        _line(
            "offers",
            f"{offers['accepted']} accepted",
            f"{offers['declined']} declined, {said['offer.decline_explained']} explained afterwards",
            f"{offers['expired']} expired",
        ),
        _line(
            "escalated",
            f"{_count(searched, _by_office)} to the office",
            f"{_count(searched, _by_center)} to the center",
            f"{_count(searched, lambda one: one['duty_round'])} to a duty team",
            f"{_count(searched, _elsewhere)} to another office",
        ),
        _line(
            "after the yes",
            f"{said['order.scheduled'] - books.put_off} appointments, {books.put_off} put off",
            f"{said['order.returned']} returned",
            f"{said['order.no_show']} where nobody came",
            f"{said['order.contact_missed']} not rung in time",
        ),
        _line(
            "after the visit",
            f"{said['service.denied']} denied",
            f"{said['rectification.opened']} looked into, {said['callback.made']} calls about it",
            f"{said['review.followed_up']} rated once more",
            f"{_count(afterwards, lambda one: one['closings'] > 1)} appealed",
        ),
        _line(
            "in the end",
            f"{ends['unfulfilled']} unfulfilled, {books.gaps} gaps listed",
            f"{_count(searched, lambda one: one['supervised'])} watched from above",
            f"{books.disputed} spoken answer disputed",
        ),
    ]


def _line(stage: str, *told: str) -> str:
    return f"  {stage:<20} " + " · ".join(told)


def _count(orders: Iterable[View], true: Callable[[View], Any]) -> int:
    return sum(1 for one in orders if true(one))


def _said(statuses: Status) -> Mapping[str, int]:
    said: Counter[str] = Counter()
    for status in statuses.values():
        said.update({event.removesuffix(".v1"): number for event, number in status["outbox"]["said"].items()})
    return said


def _by_office(order: View) -> bool:
    """The level that looks in the end is the one above the station."""
    return "/" in order["level"] and order["level"] != order["site_path"] and not _elsewhere(order)


def _by_center(order: View) -> bool:
    return "/" not in order["level"]


def _elsewhere(order: View) -> bool:
    return not within(order["level"], order["site_path"])
