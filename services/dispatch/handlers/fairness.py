"""Whoever has just been served does not need it again so soon: the dispatcher sees who has waited longest instead."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch.handlers.orders import need_of
from services.dispatch.lifecycle import State
from services.dispatch.models import Order
from shared import clock


def look_for_others(session: Session, order: Order) -> None:
    """Note on an order that waits when its recipient last had the same within its natural interval, and then which
    order for the same item in that village has waited longest (DOMAIN §6.3, 1). It is shown; nothing is refused."""
    if order.state != State.PENDING:
        return
    same = (Order.item_code == order.item_code, Order.order_id != order.order_id)
    since = clock.now() - timedelta(days=need_of(order).item.interval_days)
    served = sa.select(sa.func.max(Order.served_at)).where(Order.recipient_id == order.recipient_id, *same)
    order.served_last = session.scalar(served.where(Order.served_at > since))
    if order.served_last is not None:
        here = (Order.site_path == order.site_path, Order.state == State.PENDING)
        others = sa.select(Order.order_id).where(*here, *same, Order.recipient_id != order.recipient_id)
        order.waits_longest = session.scalar(others.order_by(Order.submitted_at, Order.order_id).limit(1))
