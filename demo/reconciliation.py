"""Whether the four databases tell the same story. The table and its reasons: docs/reconciliation.md."""

from collections import Counter
from collections.abc import Callable, Mapping
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


View = Mapping[str, Any]
_FACTS: Mapping[str, Mapping[str, Callable[[View], Any]]] = {
    "the version of the need": {
        "request": lambda order: order["need_version"],
        "dispatch": lambda order: order["need"]["version"],
    },
    "the number of urgings": {"request": lambda order: order["urges"], "dispatch": lambda order: order["urges"]},
    "the appointment": dict.fromkeys(("request", "dispatch", "volunteer"), lambda order: order["starts_at"]),
    "the hold": {"request": lambda order: order["held_until"], "dispatch": lambda order: order["held_until"]},
}
"""What is compared besides the state: how each service shows it of an order whose need it knows."""


@dataclass(frozen=True, slots=True)
class Books:
    """What each service holds of each order: service → order id → how it shows it; and what was served."""

    views: Mapping[str, Mapping[str, View]]
    minutes: Mapping[str, int]
    served_minutes: Mapping[str, int]
    gaps: int
    put_off: int
    disputed: int

    def states(self, service: str) -> dict[str, str]:
        """Order id → state."""
        return {order_id: view["state"] for order_id, view in self.views[service].items()}

    def counted(self, service: str) -> Counter[str]:
        """Orders by state."""
        return Counter(self.states(service).values())


def open_books(client: Client) -> Books:
    """Read all four services."""
    listed = {service: client.all(f"/{service}/api/v1/orders", OFFICE) for service in SERVICES}
    served, agreed = (_facts(client, f"order.{word}.v1") for word in ("served", "scheduled"))
    return Books(
        views={service: {one["order_id"]: one for one in views} for service, views in listed.items()},
        minutes=_declared(client.all("/volunteer/api/v1/ledger", OFFICE)),
        served_minutes={one["subject"]: _crew_minutes(one["data"]) for one in served},
        gaps=len(client.all("/dispatch/api/v1/gaps", OFFICE)),
        put_off=sum(1 for one in agreed if one["data"]["postponed"]),
        disputed=len(client.all("/volunteer/api/v1/spoken-answers", OFFICE, standing="disputed")),
    )


def breaches(books: Books, statuses: Status) -> list[str]:
    """Everything that does not fit, in words; nothing if all is well."""
    found = [*_of_orders(books), *_of_mirrors(books), *_of_minutes(books), *_of_news(statuses)]
    held, unfulfilled = len(books.views["request"]), books.counted("request")["unfulfilled"]
    if held < len(orders()):
        found.append(f"request holds {held} orders, the week has {len(orders())}")
    if books.gaps != unfulfilled:
        found.append(f"dispatch lists {books.gaps} gaps, {unfulfilled} orders are unfulfilled")
    return found


def _of_orders(books: Books) -> list[str]:
    found = []
    ends, *elsewhere = (books.states(service) for service in SERVICES)
    for order_id, end in ends.items():
        expected = ENDS.get(end)
        seen = tuple(states.get(order_id, ABSENT) for states in elsewhere)
        if expected is None:
            found.append(f"order {order_id} has not ended: it is {end}")
        elif seen != expected:
            found.append(f"order {order_id} is {end} in request, but {', '.join(seen)} elsewhere")
    for service, states in zip(SERVICES[1:], elsewhere, strict=True):
        strays = states.keys() - ends.keys()
        found += [f"order {order_id} is in {service} and not in request" for order_id in sorted(strays)]
    return found


def _of_mirrors(books: Books) -> list[str]:
    """What one service decides about an order, and others hold too, is the same everywhere in the end."""
    found = []
    for order_id, view in books.views["request"].items():
        others = {service: books.views[service].get(order_id, {}) for service in ("dispatch", "volunteer")}
        for fact, told in _FACTS.items():
            seen = {"request": told["request"](view)}
            seen |= {name: told[name](other) for name, other in others.items() if name in told and other.get("need")}
            if len(set(seen.values())) > 1:
                found.append(
                    f"order {order_id}: {fact} is {', '.join(f'{said} in {name}' for name, said in seen.items())}"
                )
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


def _facts(client: Client, type_: str) -> list[Any]:
    return client.all("/feedback/api/v1/facts", OFFICE, type=type_)


def _declared(entries: list[Any]) -> dict[str, int]:
    minutes: Counter[str] = Counter()
    for entry in entries:
        if entry["cause"] == "order.served.v1":
            minutes[entry["order_id"]] += entry["minutes"]
    return dict(minutes)


def _crew_minutes(data: Mapping[str, Any]) -> int:
    return sum(one["minutes"] for one in data["crew"])
