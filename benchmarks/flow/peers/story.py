"""What both peers agree upon: who hears what, and what may be told of an order."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from benchmarks.flow import hearing

LISTENERS = {
    "item.published.v1": ("dispatch", "feedback"),
    "site.named.v1": ("dispatch", "feedback"),
    "volunteer.described.v1": ("dispatch", "feedback"),
    **hearing.LISTENERS,
}
STAGES = ("submitted", "pending", "offered", "accepted", "in_service", "served", "reviewed", "closed")
"""News may overtake each other: a state only moves forward."""

MOVES = {
    "order.offered.v1": ("offered", None),
    "order.accepted.v1": ("accepted", "order_accepted"),
    "order.checked_in.v1": ("in_service", None),
    "order.served.v1": ("served", "please_confirm"),
    "order.reviewed.v1": ("reviewed", None),
    "order.closed.v1": ("closed", "order_closed"),
}
"""Event → the state that it tells of, and what the resident is told."""


REVIEWING = (("confirm", "pending_review"), ("review", "reviewed"), ("close", "closed"))
"""The moves of an order that its resident rates well, all at once: verb and state."""


def now() -> datetime:
    return datetime.now(UTC)


def is_ahead(state: str, of: str) -> bool:
    return STAGES.index(state) > STAGES.index(of)


def moved(move: type[Any], order: Any, verb: str, target: str, moved_by: str) -> Any:
    """The order moves there; what its history says of it."""
    source, order.state = order.state, target
    about = {"order_id": order.id, "round": order.round}
    return move(verb=verb, source=source, target=target, moved_by=moved_by, **about)


def event(kind: str, subject: Any, /, **data: Any) -> dict[str, Any]:
    said = {name: _plain(value) for name, value in data.items()}
    return {
        "id": str(uuid7()),
        "type": kind,
        "subject": str(subject),
        "said_at": now().isoformat(),
        "data": said,
    }


def site_path(code: str) -> str:
    return "/".join(part for part in (code[:6], code[6:9], code[9:12]) if part)


def need_of(order: Any, rules: dict[str, Any]) -> dict[str, Any]:
    return {
        "order_no": order.order_no,
        "site_path": order.site_path,
        "item": {"code": order.item_code, **rules},
        "title": order.title,
        "wanted_from": order.wanted_from.isoformat(),
        "wanted_to": order.wanted_to.isoformat(),
        "urgency": order.urgency,
        "priority": order.priority,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value
