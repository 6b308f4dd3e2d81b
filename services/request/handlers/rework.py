"""What was not done well is done once more (T31): a new order from the card of the old one, which is over."""

import dataclasses
import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.request import policy
from services.request.handlers.orders import tell_callers, words_of
from services.request.handlers.taking import CARD, free_number, say_submitted
from services.request.handlers.verifying import TRAVELLING, card_of
from services.request.lifecycle import LIFECYCLE
from services.request.models import ContactCard, Order
from shared import clock
from shared.contracts.feedback import ReworkAsked
from shared.contracts.request import Need, OrderApproved
from shared.identity import new_id
from shared.lifecycle import TooEarly
from shared.messaging.outbox import say

_ALIKE = ("site_path", "recipient_id", "channel", "kind", "urgency", "item_code", "title", "verified_by")


def note_rework(session: Session, event: ReworkAsked) -> None:
    """Take it down for the time that the resident agreed to, once, however often it is asked. It was verified before;
    it waits one class higher, and those whom the resident does not wish to see again are left out."""
    old = session.get(Order, event.order_id, with_for_update=True)
    if old is None:
        raise TooEarly("rework of an unknown order")
    if session.scalar(sa.select(Order.order_id).where(Order.rework_of == old.order_id)) is not None:
        return
    told = Need.from_wire(old.need)
    order = Order(
        order_id=new_id(),
        order_no=free_number(session),
        link_token=secrets.token_urlsafe(32),
        rework_of=old.order_id,
        priority=policy.raised(told.priority),
        wanted_from=event.wanted_from,
        wanted_to=event.wanted_to,
        submitted_at=clock.now(),
        card=ContactCard(**words_of(card_of(old), *CARD)),
        **words_of(old, *_ALIKE),
    )
    need = dataclasses.replace(told, version=1, **words_of(order, *TRAVELLING))
    order.need = need.as_wire()
    session.add(order)
    LIFECYCLE.begin(order, "take_rework")
    say_submitted(session, order)
    about = words_of(order, "order_id", "recipient_id", "submitted_at")
    say(session, OrderApproved(need=need, leave_out=event.leader_id if event.other_team else None, **about))
    tell_callers(session, order, "rework_received", order_no=order.order_no)
