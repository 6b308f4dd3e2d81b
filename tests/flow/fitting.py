"""What may well be asked for next of an order, by how its resident sees it."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from tests.flow.books import table
from tests.flow.orders import Order
from tests.flow.verbs import VERBS

_WHENEVER = ("cancel", "urge", "leave")
_NOT_YET_LED = ("hold", "resume", "change time", "change need")
_LED = ("return", "check in", "no-show", "withdraw", "supervise")
FITTING: Mapping[str, tuple[str, ...]] = {
    "submitted": ("approve", "approve", "ask", "reject", "refer", "hold", "change words", *_WHENEVER),
    "info_needed": ("answer", "answer", "answer in danger", "refer", "hold", "resume", *_WHENEVER),
    "pending_dispatch": (
        *("offer", "offer", "offer", "offer", "escalate", "delegate", "transfer", "supervise", "ask duty team"),
        *("give up", "explain", *_NOT_YET_LED, *_WHENEVER),
    ),
    "offered": (
        *("accept", "accept", "accept", "accept", "decline", "decline, because", "withdraw", "undo", "supervise"),
        *(*_NOT_YET_LED, *_WHENEVER),
    ),
    "accepted": ("recruit", "join", "leave the crew", "schedule", "schedule", "schedule", *_LED, *_WHENEVER),
    "scheduled": (
        *("put off", "check in", "check in", "absence", "absence", "absence", "see to", "answer no-show"),
        *(*_LED, *_WHENEVER),
    ),
    "referred": ("ring back", "undo referral", "undo referral"),
    "in_service": ("finish", "finish", "suspend", "go on", "end", "look up code", "cancel", "withdraw"),
    "served": (
        *("confirm", "confirm on paper", "review", "review", "deny", "call", "give code"),
        *("dispute", "home safe", "look up code", "judge", "remark"),
    ),
    "rectifying": (
        *("call", "do it once more", "close rectification", "close rectification", "decide"),
        *("dispute", "settle"),
    ),
    "closed": (
        *("appeal", "appeal", "follow up", "cancel", "finish", "review"),
        *("dispute", "dispute", "settle", "settle", "judge", "give code"),
    ),
}
"""What may well be asked for next, by how the resident sees an order."""


def state_of(order: Order) -> str:
    """How its resident sees it now."""
    orders = table("request", "orders").c
    [row] = order.town.rows("request", sa.select(orders.state).where(orders.order_id == UUID(order.order_id)))
    return str(row["state"])


def fitting(order: Order, chance: int) -> str:
    """One of these; for an order that has ended anything is a try."""
    verbs = FITTING.get(state_of(order), tuple(VERBS))
    return verbs[chance % len(verbs)]
