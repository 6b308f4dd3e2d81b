"""Orders end here: rejected with two signatures, called off, or merged into the order that they repeat."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.request import policy
from services.request.handlers.clocks import stop_clock
from services.request.handlers.orders import SPEAKERS, VERIFIERS, locked, show_order, tell_callers, waiting_for
from services.request.lifecycle import LIFECYCLE, OPEN, State
from services.request.models import Item, Order, Proposal
from shared import clock
from shared.actor import STAFF, Actor
from shared.contracts.request import OrderCancelled, OrderRejected
from shared.db import at_or_below
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid, NotAllowed

_ENDED_UNSERVED = (State.REJECTED, State.REFERRED, State.UNFULFILLED, State.CANCELLED)
_ALIKE = (Order.recipient_id == sa.bindparam("recipient"), Order.item_code == sa.bindparam("item"))
_LATELY = (Order.order_id != sa.bindparam("like"), Order.submitted_at >= sa.bindparam("since"))
LIKELY_DUPLICATES = sa.select(Order).where(*_ALIKE, *_LATELY, Order.state.not_in(_ENDED_UNSERVED))
"""Other orders of the same recipient for the same item, within its natural interval."""


def propose_rejection(session: Session, actor: Actor, *, order_id: UUID, **reasons: Any) -> Order:
    """The first signature: this is not for us, why, and what else could help (T4). A new proposal takes the place of an
    unsigned one."""
    order = locked(session, actor, order_id, VERIFIERS)
    if not LIFECYCLE.allows(order, "reject"):
        raise Conflict(f"order_is_{order.state}", "Only an order that waits to be verified can be rejected.")
    now, version = clock.now(), order.need_version
    order.proposal = Proposal(need_version=version, **reasons, proposed_by=actor.id, proposed_at=now)
    return order


def sign_rejection(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """The second signature, by somebody else at an office or the center: the order is rejected (T4; 条例 Art. 13:
    answered promptly).

    Raises NotAllowed at a station, Conflict without a proposal for this need or for whoever proposed it.
    """
    order = locked(session, actor, order_id, VERIFIERS)
    if not policy.signs_second(actor.scope):
        raise NotAllowed("office_or_center", "Only an office or the center can sign that an order is rejected.")
    proposal = order.proposal
    if proposal is None or proposal.need_version != order.need_version:
        raise Conflict("no_proposal", "Nobody has proposed this for the need as it is now; propose it first.")
    if proposal.proposed_by == actor.id:
        raise Conflict("same_person", "You proposed this yourself; another person has to sign it.")
    reason = proposal.reason_code
    end(order, "reject", reason, reason_code=reason, sentence=proposal.sentence, verified_by=proposal.proposed_by)
    proposal.signed_by, proposal.signed_at = actor.id, clock.now()
    say(session, OrderRejected(order_id=order_id, reason_code=reason))
    tell_callers(session, order, "order_rejected", reason_code=reason, alternative=proposal.alternative)
    return order


def cancel_order(session: Session, actor: Actor, *, order_id: UUID, reason: str | None) -> Order:
    """Call an order off, until somebody stands at the door (T35).

    Raises Conflict when others wait for the same order: then its caller can only leave it to them.
    """
    order = locked(session, actor, order_id, SPEAKERS)
    if set(waiting_for(session, order)) - {order_id}:
        raise Conflict(
            "others_wait",
            "Others asked for the same and wait for this order; it cannot be called off for them. You can leave it.",
        )
    call_off(session, order, "cancel", "order_cancelled", policy.caller_of(actor.role))
    if order.card is not None:
        order.card.cancel_reason = reason
    return order


def find_duplicates(session: Session, actor: Actor, *, order_id: UUID, item_code: str | None = None) -> sa.Select[Any]:
    """Orders that this one may repeat, if it is filed under this item, or under the one that was picked (T6)."""
    actor.must_be(STAFF)
    order = show_order(session, actor, order_id=order_id)
    code = item_code or order.item_code
    item = session.get(Item, code) if code else None
    found = LIKELY_DUPLICATES.params(likeness(order, item)) if item else sa.select(Order).where(sa.false())
    return found.where(at_or_below(Order.site_path, actor.scope)).order_by(Order.submitted_at, Order.order_id)


def likeness(order: Order, item: Item) -> dict[str, Any]:
    """What LIKELY_DUPLICATES asks for: those of an order that would be filed under this item."""
    since = order.submitted_at - timedelta(days=item.rules["interval_days"])
    return {"like": order.order_id, "recipient": order.recipient_id, "item": item.code, "since": since}


def merge_order(session: Session, actor: Actor, *, order_id: UUID, into: UUID) -> Order:
    """Merge a duplicate into the order that it repeats; its caller, and whoever waited for it, is told about that one
    from now on (T7).

    Raises Invalid for itself or an unknown order, Conflict when the other order is no longer open.
    """
    if into == order_id:
        raise Invalid("same_order", "An order cannot be merged into itself.")
    both = {one: locked(session, actor, one, VERIFIERS) for one in sorted((order_id, into))}
    order, survivor = both[order_id], both[into]
    if State(survivor.state) not in OPEN:
        raise Conflict("survivor_not_open", "Only an order that is still open can take another one in.")
    end(order, "merge", verified_by=actor.id)
    say(session, OrderCancelled(order_id=order_id, site_path=order.site_path, cancelled_by="clerk", duplicate_of=into))
    tell_callers(session, order, "order_merged", order_no=survivor.order_no)
    order.duplicate_of = into
    session.execute(sa.update(Order).where(Order.duplicate_of == order_id).values(duplicate_of=into))
    return order


def leave_order(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """Wait no longer for what others wait for, too (T7): the caller of this order is told nothing more, and what it was
    merged into stands. When nobody is left who waits for that, it is called off (T35).

    Raises Conflict for an order that nobody shares.
    """
    actor.must_be(SPEAKERS)
    shared_id = session.scalar(sa.select(Order.duplicate_of).where(Order.order_id == order_id)) or order_id
    both = {one: locked(session, actor, one, SPEAKERS) for one in sorted({order_id, shared_id})}
    order, standing = both[order_id], both[shared_id]
    waiting = set(waiting_for(session, standing))
    if order.duplicate_of not in {None, shared_id}:
        raise Conflict("merged_meanwhile", "The order was merged this moment; ask once more.")
    if order_id not in waiting:
        raise Conflict("left_already", "You no longer wait for this order.")
    if order is standing and waiting == {order_id}:
        raise Conflict("nobody_else_waits", "Nobody else waits for this order; cancel it instead.")
    LIFECYCLE.obey(order, "leave")
    order.left_at = clock.now()
    session.flush()
    if waiting == {order_id} and LIFECYCLE.allows(standing, "cancel"):
        call_off(session, standing, "cancel", "order_cancelled", policy.caller_of(actor.role))
    return order


def call_off(session: Session, order: Order, verb: str, template: str, cancelled_by: str) -> None:
    """Nobody has to come any more; all who hear of the order learn it, and all who wait are told."""
    end(order, verb)
    say(session, OrderCancelled(order_id=order.order_id, site_path=order.site_path, cancelled_by=cancelled_by))
    tell_callers(session, order, template)


def end(order: Order, verb: str, why: str | None = None, **ending: Any) -> None:
    """An order ends by this verb: no clock runs for it, and it waits for no day."""
    LIFECYCLE.obey(order, verb, why)
    stop_clock(order)
    order.closed_at, order.held_until, order.held_for = clock.now(), None, None
    for name, value in ending.items():
        setattr(order, name, value)
