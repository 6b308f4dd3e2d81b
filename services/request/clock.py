"""Time's door of request: what falls due, and who answers."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.request.handlers import orders
from services.request.models import ContactCard, Order
from services.request.policy import CARD_KEPT
from shared.messaging.keeper import Due


def _cards_to_purge(now: datetime) -> sa.Select[Any]:
    return (
        sa.select(ContactCard)
        .join(Order)
        .where(Order.has_card, Order.closed_at <= now - CARD_KEPT)
        .order_by(Order.closed_at)
    )


DUE = {"purge contact card": Due(_cards_to_purge, ContactCard.order_id, orders.purge_card)}
