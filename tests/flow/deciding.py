"""What an office decides about minutes: what is disputed, and what is flagged."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from tests.flow.books import table
from tests.flow.orders import Order
from tests.flow.people import MARK, OFFICE


def decide(order: Order, chance: int) -> None:
    """What is disputed about an order, so many minutes after all."""
    kept = table("volunteer", "disputes").c
    asked = sa.select(kept.dispute_id).where(kept.order_id == UUID(order.order_id), kept.decided_at.is_(None))
    decision = {"minutes": chance, "minutes_class": "declared", "reason_code": "partly"}
    for one in order.town.rows("volunteer", asked):
        order.town.post(f"volunteer/disputes/{one['dispute_id']}/decide", OFFICE, **decision)


def judge(order: Order, chance: int) -> None:
    """One thing that is flagged about an order: all is well, or so many minutes after all."""
    kept = table("volunteer", "flags").c
    flagged = sa.select(kept.flag_id).where(kept.order_id == UUID(order.order_id), kept.decision.is_(None))
    ways: list[tuple[str, dict[str, Any]]] = [
        ("clear", {}),
        ("correct", {"minutes": chance, "minutes_class": "declared"}),
    ]
    verb, body = ways[chance % 2]
    for one in order.town.rows("volunteer", flagged.limit(1)):
        order.town.post(f"volunteer/flags/{one['flag_id']}/{verb}", OFFICE, sentence=f"看过了{MARK}", **body)
