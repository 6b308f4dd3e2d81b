"""Whether the four databases tell the same story. The table and its reasons: docs/reconciliation.md."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from demo.client import Client
from demo.county import OFFICE
from demo.files import orders
from demo.settling import SERVICES, Status

ABSENT = "absent"
ENDS: dict[str, tuple[str, str, str]] = {
    "rejected": (ABSENT, ABSENT, ABSENT),
    "referred": (ABSENT, ABSENT, ABSENT),
    "cancelled": ("cancelled", "cancelled", ABSENT),
    "unfulfilled": ("unfulfilled", "unfulfilled", ABSENT),
    "closed": ("served", "served", "closed"),
}
"""The state in which an order ends in request → its state in dispatch, volunteer and feedback."""


@dataclass(frozen=True, slots=True)
class Books:
    """What each service holds of each order: order id → state."""

    states: Mapping[str, Mapping[str, str]]
    minutes: Mapping[str, int]
    served_minutes: Mapping[str, int]

    def counted(self, service: str) -> Counter[str]:
        """Orders by state."""
        return Counter(self.states[service].values())


def open_books(client: Client) -> Books:
    """Read all four services."""
    views = {service: client.all(f"/{service}/api/v1/orders", OFFICE) for service in SERVICES}
    states = {service: {one["order_id"]: one["state"] for one in views[service]} for service in SERVICES}
    entries = client.all("/volunteer/api/v1/ledger", OFFICE)
    facts = client.all("/feedback/api/v1/facts", OFFICE, type="order.served.v1")
    return Books(states, _declared(entries), {one["subject"]: _crew_minutes(one["data"]) for one in facts})


def breaches(books: Books, statuses: Status) -> list[str]:
    """Everything that does not fit, in words; nothing if all is well."""
    found = [*_of_orders(books), *_of_minutes(books), *_of_news(statuses)]
    if len(books.states["request"]) < len(orders()):
        found.append(f"request holds {len(books.states['request'])} orders, the week has {len(orders())}")
    return found


def _of_orders(books: Books) -> list[str]:
    found = []
    for order_id, end in books.states["request"].items():
        expected = ENDS.get(end)
        seen = tuple(books.states[service].get(order_id, ABSENT) for service in SERVICES[1:])
        if expected is None:
            found.append(f"order {order_id} has not ended: it is {end}")
        elif seen != expected:
            found.append(f"order {order_id} is {end} in request, but {', '.join(seen)} elsewhere")
    for service in SERVICES[1:]:
        strays = books.states[service].keys() - books.states["request"].keys()
        found += [f"order {order_id} is in {service} and not in request" for order_id in sorted(strays)]
    return found


def _of_minutes(books: Books) -> list[str]:
    """What the ledger declares is what was said to have been served, order by order."""
    both = books.minutes.keys() | books.served_minutes.keys()
    return [
        f"order {order_id}: {books.minutes.get(order_id, 0)} minutes declared in the ledger, "
        f"{books.served_minutes.get(order_id, 0)} told"
        for order_id in sorted(both)
        if books.minutes.get(order_id, 0) != books.served_minutes.get(order_id, 0)
    ]


def _of_news(statuses: Status) -> list[str]:
    """Every event was heard once by each who listens, and nothing waits for anybody."""
    said: Counter[str] = Counter()
    for status in statuses.values():
        said.update(status["outbox"]["said"])
    found = []
    for service, status in statuses.items():
        heard = status["inbox"]["heard"]
        found += [
            f"{service} heard {heard.get(one, 0)} of {said[one]} {one}"
            for one in status["hears"]
            if heard.get(one, 0) != said[one]
        ]
        found += [
            f"{service}: {number} events {state}" for state, number in status["inbox"]["undone"].items() if number
        ]
        if status["outbox"]["unsent"] or status["outbox"]["set_aside"]:
            found.append(f"{service}: events left in the outbox")
    if statuses["feedback"]["facts"] != sum(said.values()):
        found.append(f"feedback keeps {statuses['feedback']['facts']} facts of {sum(said.values())} events")
    return found


def _declared(entries: list[Any]) -> dict[str, int]:
    minutes: Counter[str] = Counter()
    for entry in entries:
        if entry["minutes_class"] == "declared":
            minutes[entry["order_id"]] += entry["minutes"]
    return dict(minutes)


def _crew_minutes(data: Mapping[str, Any]) -> int:
    return sum(one["minutes"] for one in data["crew"])
