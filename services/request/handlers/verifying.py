"""Orders are verified: approved, rejected, referred, merged; and called off."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.request import policy
from services.request.handlers.orders import locked, tell_requester
from services.request.lifecycle import LIFECYCLE, OPEN, State
from services.request.models import Item, Order
from shared import clock
from shared.actor import CALLERS, Actor, Role
from shared.contracts.request import ItemRules, Need, OrderApproved, OrderCancelled, OrderReferred, OrderRejected
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid

VERIFIERS = frozenset({Role.CLERK, Role.OFFICE})
CANCELLERS = CALLERS | VERIFIERS | {Role.VILLAGE_WORKER}


def approve_order(
    session: Session,
    actor: Actor,
    *,
    order_id: UUID,
    item_code: str,
    title: str,
    means: str,
    language: str | None,
    two_person: bool,
    carer_gender: str | None,
) -> Order:
    """Verify an order and file it under an item, with a title that may travel (T6; 条例 Art. 13).

    Raises Invalid for an unknown item or a title that tells of a person, Conflict in any other state than submitted.
    """
    order = locked(session, actor, order_id, VERIFIERS)
    item = session.get(Item, item_code)
    if item is None:
        raise Invalid("unknown_item", "The catalogue has no such item.")
    card = order.card
    assert card is not None  # only what has ended for 180 days has none
    fault = policy.title_fault(title, [card.requester_name, card.proxy_name or "", card.recipient_name])
    if fault:
        raise Invalid(fault, "The title is read by others: write it without digits and without anybody's name.")
    LIFECYCLE.obey(order, "approve")
    order.item_code, order.title = item_code, title
    order.priority = policy.priority(order.urgency, card.circumstances, order.kind)
    order.verified_by, order.verified_means = actor.id, means
    need = Need(
        order_no=order.order_no,
        site_path=order.site_path,
        item=ItemRules.from_wire(item.rules),
        title=title,
        wanted_from=order.wanted_from,
        wanted_to=order.wanted_to,
        urgency=order.urgency,
        priority=order.priority,
        language=language,
        two_person=two_person,
        carer_gender=carer_gender,
        version=order.need_version,
    )
    approved = OrderApproved(
        order_id=order_id, need=need, recipient_id=order.recipient_id, submitted_at=order.submitted_at
    )
    say(session, approved)
    tell_requester(session, order, "order_approved")
    return order


def reject_order(session: Session, actor: Actor, *, order_id: UUID, reason_code: str, sentence: str) -> Order:
    """Say no, with a reason and what else could help (T4; 条例 Art. 13: answered promptly)."""
    order = locked(session, actor, order_id, VERIFIERS)
    _end(order, "reject", actor, sentence=sentence, reason_code=reason_code)
    say(session, OrderRejected(order_id=order_id, reason_code=reason_code))
    tell_requester(session, order, "order_rejected", reason_code=reason_code)
    return order


def refer_order(
    session: Session, actor: Actor, *, order_id: UUID, target: str, sentence: str, emergency: bool
) -> Order:
    """Hand over to somebody outside and give the contact (T5)."""
    order = locked(session, actor, order_id, VERIFIERS)
    _end(order, "refer", actor, sentence=sentence, referred_to=target)
    say(session, OrderReferred(order_id=order_id, target=target, emergency=emergency))
    tell_requester(session, order, "order_referred", target=target)
    return order


def merge_order(session: Session, actor: Actor, *, order_id: UUID, into: UUID) -> Order:
    """Merge a duplicate into the order that it repeats; its caller is told about that one from now on (T7).

    Raises Invalid for itself or an unknown order, Conflict when the other order is no longer open.
    """
    if into == order_id:
        raise Invalid("same_order", "An order cannot be merged into itself.")
    both = {one: locked(session, actor, one, VERIFIERS) for one in sorted((order_id, into))}
    order, survivor = both[order_id], both[into]
    if State(survivor.state) not in OPEN:
        raise Conflict("survivor_not_open", "Only an order that is still open can take another one in.")
    _end(order, "merge", actor, duplicate_of=into)
    say(session, OrderCancelled(order_id=order_id, site_path=order.site_path, cancelled_by="clerk", duplicate_of=into))
    tell_requester(session, order, "order_merged", order_no=survivor.order_no)
    return order


def cancel_order(session: Session, actor: Actor, *, order_id: UUID, reason: str | None) -> Order:
    """Call an order off, until somebody stands at the door (T35).

    Raises Conflict when others wait for the same order: then its caller can only leave it to them.
    """
    order = locked(session, actor, order_id, CANCELLERS)
    if session.scalar(sa.select(sa.exists().where(Order.duplicate_of == order_id))):
        raise Conflict(
            "others_wait", "Others asked for the same and wait for this order; it cannot be called off for them."
        )
    _end(order, "cancel", actor)
    if order.card is not None:
        order.card.cancel_reason = reason
    by = policy.caller_of(actor.role)
    say(session, OrderCancelled(order_id=order_id, site_path=order.site_path, cancelled_by=by))
    tell_requester(session, order, "order_cancelled")
    return order


def _end(order: Order, verb: str, actor: Actor, **ending: Any) -> None:
    LIFECYCLE.obey(order, verb)
    order.closed_at = clock.now()
    order.verified_by = order.verified_by or actor.id
    for name, value in ending.items():
        setattr(order, name, value)
