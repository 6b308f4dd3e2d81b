"""What was not done well is done once more (T31): a new order from the card of the old one, which is over."""

import dataclasses

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.request.handlers.orders import tell_callers, words_of
from services.request.handlers.taking import CARD, take_down
from services.request.handlers.verifying import TRAVELLING, card_of, let_search
from services.request.models import ContactCard, Order
from shared.contracts.feedback import ReworkAsked
from shared.contracts.request import Need
from shared.db import lock
from shared.lifecycle import TooEarly

_ALIKE = ("site_path", "recipient_id", "channel", "kind", "urgency", "item_code", "title", "verified_by")


def note_rework(session: Session, event: ReworkAsked) -> None:
    """Take it down for the time that the resident agreed to, once, however often it is asked. It was verified before;
    it waits one class higher, and those whom the resident does not wish to see again are left out."""
    old = lock(session, Order, event.order_id)
    if old is None:
        raise TooEarly("rework of an unknown order")
    if session.scalar(sa.select(Order.order_id).where(Order.rework_of == old.order_id)) is not None:
        return
    told, card = Need.from_wire(old.need), ContactCard(**words_of(card_of(old), *CARD))
    wanted = {"wanted_from": event.wanted_from, "wanted_to": event.wanted_to, "priority": max(1, told.priority - 1)}
    order = take_down(session, "take_rework", card, rework_of=old.order_id, **wanted, **words_of(old, *_ALIKE))
    need = dataclasses.replace(told, version=1, **words_of(order, *TRAVELLING))
    let_search(session, order, need, event.leader_id if event.other_team else None)
    tell_callers(session, order, "rework_received", order_no=order.order_no)
