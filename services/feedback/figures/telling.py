"""What each fact tells of an order, of whose minutes, or of an item: pure functions over what was said.

A type that is not here tells nothing that a figure counts. What is told twice, or in another order, makes the same row
(services/feedback/models/facts.py says how a row takes it in).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

Data = Mapping[str, Any]
Told = Mapping[str, Any]
"""Some columns of a row."""

ORDER, MINUTES, ITEM = "orders", "minutes", "items"
ONCE = 1
PROVES = {"declared": 1, "witnessed": 2, "verified": 3}
"""How well a class of minutes is proved."""


def tell(type_: str, subject: str, said_at: datetime, data: Data) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows that a fact tells of, each with the name of its table."""
    if type_ in _OF_ORDERS:
        yield ORDER, {"order_id": UUID(subject), **_OF_ORDERS[type_](said_at, data)}
    if type_ == "order.served.v1":
        yield from ((MINUTES, _declared(subject, one)) for one in data["crew"])
    elif type_ == "minutes.corrected.v1":
        yield MINUTES, _corrected(said_at, data)
    elif type_ == "item.published.v1":
        yield ITEM, {name: data[name] for name in ("code", "version", "platform_code")}


def _declared(order_id: str, one: Data) -> dict[str, Any]:
    return {"order_id": UUID(order_id), "volunteer_id": UUID(one["volunteer_id"]), "declared": one["minutes"]}


def _corrected(said_at: datetime, data: Data) -> dict[str, Any]:
    whose = {name: UUID(data[name]) for name in ("order_id", "volunteer_id")}
    return whose | {
        "corrected": data["minutes"],
        "corrected_class": data["minutes_class"],
        "frozen": data.get("frozen", False),
        "corrected_at": said_at,
    }


def _words(data: Data, *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names}


def _id(data: Data, name: str) -> UUID | None:
    """An id that may be missing: it was not yet said in the first days."""
    told = data.get(name)
    return UUID(told) if told else None


def _submitted(_: datetime, data: Data) -> Told:
    return {
        **_words(data, "order_no", "site_path", "kind", "channel", "by_proxy", "urgency"),
        "rework_of": _id(data, "rework_of"),
        "need_version": 0,
        "submitted_at": datetime.fromisoformat(data["submitted_at"]),
    }


def _need(_: datetime, data: Data) -> Told:
    need = data["need"]
    return {"site_path": need["site_path"], "item_code": need["item"]["code"], "need_version": need["version"]}


def _approved(said_at: datetime, data: Data) -> Told:
    who = {"recipient_id": UUID(data["recipient_id"])}
    return {**_need(said_at, data), **who, "approved_at": said_at, "decided_at": said_at}


def _cancelled(said_at: datetime, data: Data) -> Told:
    duplicate_of = _id(data, "duplicate_of")
    decided = {"decided_at": said_at} if duplicate_of else {}
    return {"cancellations": ONCE, "cancelled_by": data["cancelled_by"], "duplicate_of": duplicate_of, **decided}


def _unfulfilled(said_at: datetime, data: Data) -> Told:
    return {
        "unfulfilled": ONCE,
        "unmet_reason": data["reason_code"],
        "answered_at": said_at,
        "finished_at": said_at,
    }


def _checked_in(_: datetime, data: Data) -> Told:
    at = datetime.fromisoformat(data["checked_in_at"])
    return {"arrived_at": at, "contacted_at": at}


def _served(_: datetime, data: Data) -> Told:
    at = datetime.fromisoformat(data["served_at"])
    return {"served_at": at, "finished_at": at}


def _confirmed(said_at: datetime, data: Data) -> Told:
    """Said again only where it proves more than before."""
    proof = PROVES[data["minutes_class"]]
    return {
        "confirmed_at": said_at,
        "confirmation_means": data["means"],
        **_words(data, "minutes_class"),
        "proof": proof,
    }


def _called(_: datetime, data: Data) -> Told:
    reached, solved = data["outcome"] == "reached", data.get("solved") is True
    return {"calls": ONCE, "calls_reached": int(reached), "calls_solved": int(solved)}


def _closed(said_at: datetime, data: Data) -> Told:
    return {"outcome": data["outcome"], "closings": data.get("closings", 0) + 1, "closed_at": said_at}


def _opened(_: datetime, data: Data) -> Told:
    return {"appeals": ONCE} if data.get("cause") == "appeal" else {"rectifications": ONCE}


def _counts(column: str) -> Callable[[datetime, Data], Told]:
    return lambda _, __: {column: ONCE}


def _happens(*columns: str) -> Callable[[datetime, Data], Told]:
    return lambda said_at, _: dict.fromkeys(columns, said_at)


_OF_ORDERS: Mapping[str, Callable[[datetime, Data], Told]] = {
    "order.submitted.v1": _submitted,
    "order.approved.v1": _approved,
    "order.changed.v1": _need,
    "order.rejected.v1": lambda said_at, _: {"rejections": ONCE, "decided_at": said_at},
    "order.referred.v1": lambda said_at, _: {"referrals": ONCE, "decided_at": said_at},
    "order.referral_undone.v1": _counts("referrals_undone"),
    "order.cancelled.v1": _cancelled,
    "order.held.v1": _counts("holds"),
    "order.urged.v1": _counts("urges"),
    "order.offered.v1": _happens("asked_at"),
    "order.escalated.v1": _counts("escalations"),
    "order.unfulfilled.v1": _unfulfilled,
    "order.accepted.v1": _happens("accepted_at", "answered_at"),
    "offer.declined.v1": _counts("declines"),
    "offer.expired.v1": _counts("expiries"),
    "order.scheduled.v1": _happens("contacted_at"),
    "order.contact_missed.v1": _counts("contacts_missed"),
    "order.returned.v1": _counts("returns"),
    "order.no_show.v1": _counts("no_shows"),
    "order.checked_in.v1": _checked_in,
    "order.served.v1": _served,
    "service.confirmed.v1": _confirmed,
    "service.denied.v1": _counts("denials"),
    "order.reviewed.v1": lambda said_at, data: {"reviewed_at": said_at, **_words(data, "level", "callback")},
    "review.followed_up.v1": lambda _, data: {"follow_up_level": data["level"]},
    "callback.made.v1": _called,
    "rectification.opened.v1": _opened,
    "rectification.closed.v1": lambda _, data: {"rectified": int(data["cause"] != "appeal")},
    "rework.asked.v1": _counts("reworks"),
    "order.closed.v1": _closed,
}
