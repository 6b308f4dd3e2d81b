"""The rows with which an order begins in a service that hears of it, whichever peer keeps them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from benchmarks.flow.peers.story import moved
from benchmarks.flow.peers.tables.dispatch import DispatchMove, DispatchOrder
from benchmarks.flow.peers.tables.feedback import CountedMinutes, FeedbackMove, Review

Said = Mapping[str, Any]


def queued(said: Said) -> list[Any]:
    """In the queue, once it is approved."""
    need = said["data"]["need"]
    order = DispatchOrder(
        id=UUID(said["subject"]),
        round=1,
        need=need,
        recipient_id=UUID(said["data"]["recipient_id"]),
        submitted_at=datetime.fromisoformat(said["data"]["submitted_at"]),
        **{name: need[name] for name in ("order_no", "site_path", "priority")},
    )
    return [order, moved(DispatchMove, order, "note_approved", "pending", said["type"])]


def served(said: Said) -> list[Any]:
    """At its review, once it is served."""
    order_id, told = UUID(said["subject"]), said["data"]
    order = Review(
        id=order_id,
        round=1,
        order_no=told["order_no"],
        site_path=told["site_path"],
        leader_id=UUID(told["leader_id"]),
        crew=[one["volunteer_id"] for one in told["crew"]],
        served_at=datetime.fromisoformat(told["served_at"]),
    )
    minutes = [
        CountedMinutes(order_id=order_id, volunteer_id=UUID(one["volunteer_id"]), declared=one["minutes"])
        for one in told["crew"]
    ]
    return [order, moved(FeedbackMove, order, "note_served", "served", said["type"]), *minutes]
