"""Time's door of volunteer: what falls due, and who answers."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.volunteer.handlers import offers
from services.volunteer.models import Assignment, Offer
from services.volunteer.policy import OPEN
from shared.messaging.keeper import Due


def _with_offers_to_expire(now: datetime) -> sa.Select[Any]:
    """The orders rather than the offers: an order is locked before its offers, here as everywhere."""
    overdue = sa.select(Offer.order_id).where(Offer.state == OPEN, Offer.deadline <= now)
    return sa.select(Assignment).where(Assignment.order_id.in_(overdue))


DUE = {"expire offer": Due(_with_offers_to_expire, Assignment.order_id, offers.expire_offers)}
