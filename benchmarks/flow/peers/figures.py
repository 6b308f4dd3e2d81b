"""What each event tells of an order that figures count, whichever peer keeps it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

Said = Mapping[str, Any]


def is_of_an_order(said: Said) -> bool:
    """Whether it tells of an order at all."""
    return said["type"] in _COLUMNS


def of_order(said: Said) -> dict[str, Any]:
    """The columns that it fills."""
    return _COLUMNS[said["type"]](said["data"], datetime.fromisoformat(said["said_at"]))


def _submitted(data: Said, _: datetime) -> dict[str, Any]:
    words = {name: data[name] for name in ("order_no", "site_path", "kind", "channel", "urgency")}
    return words | {"submitted_at": datetime.fromisoformat(data["submitted_at"])}


def _approved(data: Said, at: datetime) -> dict[str, Any]:
    recipient_id, item_code = UUID(data["recipient_id"]), data["need"]["item"]["code"]
    return {"recipient_id": recipient_id, "item_code": item_code, "approved_at": at}


_COLUMNS: Mapping[str, Callable[[Said, datetime], dict[str, Any]]] = {
    "order.submitted.v1": _submitted,
    "order.approved.v1": _approved,
    "order.offered.v1": lambda _, at: {"asked_at": at},
    "order.accepted.v1": lambda _, at: {"accepted_at": at},
    "order.checked_in.v1": lambda data, _: {"arrived_at": datetime.fromisoformat(data["checked_in_at"])},
    "order.served.v1": lambda data, _: {"served_at": datetime.fromisoformat(data["served_at"])},
    "service.confirmed.v1": lambda data, at: {"confirmed_at": at, "minutes_class": data["minutes_class"]},
    "order.reviewed.v1": lambda data, at: {"reviewed_at": at, "level": data["level"]},
    "order.closed.v1": lambda data, at: {"closed_at": at, "outcome": data["outcome"]},
}
