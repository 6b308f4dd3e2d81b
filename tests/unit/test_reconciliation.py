"""Whatever does not fit between the four records of an order is found, and told in words."""

from collections.abc import Mapping
from typing import Any

import pytest

from demo.reconciliation import Books, breaches
from demo.settling import SERVICES

ORDER: Mapping[str, Mapping[str, Any]] = {
    "request": {"state": "closed", "need_version": 2, "urges": 1, "starts_at": "09:00", "held_until": None},
    "dispatch": {"state": "served", "need": {"version": 2}, "urges": 1, "starts_at": "09:00", "held_until": None},
    "volunteer": {"state": "served", "need": {"version": 2}, "starts_at": "09:00"},
    "feedback": {"state": "closed"},
}
STATUS: Mapping[str, Any] = {
    "outbox": {"said": {}, "unsent": 0, "set_aside": 0},
    "inbox": {"heard": {}, "undone": {}},
    "hears": [],
    "facts": 0,
}


def found(gaps: int = 0, served: int = 50, **changed: Mapping[str, Any] | None) -> list[str]:
    """What is found about one order that is so, but for what changed; that the week has more of them is known."""
    held = {name: changed.get(name, {}) for name in SERVICES}
    views = {name: {"o1": {**ORDER[name], **held[name]}} if held[name] is not None else {} for name in SERVICES}
    books = Books(views, {"o1": 50}, {"o1": served}, gaps=gaps, put_off=0, disputed=0)
    return [one for one in breaches(books, dict.fromkeys(SERVICES, STATUS)) if "the week has 400" not in one]


def test_an_order_that_is_the_same_everywhere_is_not_told() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"request": {"state": "accepted"}}, "order o1 has not ended: it is accepted"),
        (
            {"dispatch": {"state": "cancelled"}},
            "order o1 is closed in request, but cancelled, served, closed elsewhere",
        ),
        ({"feedback": None}, "order o1 is closed in request, but served, served, absent elsewhere"),
        (
            {"dispatch": {"need": {"version": 1}}},
            "order o1: the version of the need is 2 in request, 1 in dispatch",
        ),
        ({"dispatch": {"urges": 0}}, "order o1: the number of urgings is 1 in request, 0 in dispatch"),
        (
            {"volunteer": {"starts_at": "10:00"}},
            "order o1: the appointment is 09:00 in request, 09:00 in dispatch, 10:00 in volunteer",
        ),
        ({"dispatch": {"held_until": "noon"}}, "order o1: the hold is None in request, noon in dispatch"),
        ({"served": 40}, "order o1: 50 minutes declared in the ledger, 40 told"),
        ({"gaps": 1}, "dispatch lists 1 gaps, 0 orders are unfulfilled"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_differs_is_told(changed: dict[str, Any], told: str) -> None:
    assert found(**changed) == [told]
