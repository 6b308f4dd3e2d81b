"""Orders: taken down, verified, rejected, referred, merged, cancelled."""

import secrets
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.request import policy
from services.request.lifecycle import LIFECYCLE, OPEN, State
from services.request.models import ContactCard, Item, Order, Recipient, Site
from shared import clock
from shared.actor import CALLERS, STAFF, Actor, Role
from shared.contracts.request import (
    ItemRules,
    Need,
    OrderApproved,
    OrderCancelled,
    OrderReferred,
    OrderRejected,
    OrderSubmitted,
)
from shared.db import at_or_below, insert_once
from shared.identity import new_id
from shared.messaging.outbox import say
from shared.notices import tell
from shared.refusals import Conflict, Invalid, NotFound
from shared.sites import site_path

VERIFIERS = frozenset({Role.CLERK, Role.OFFICE})
TAKERS = CALLERS | {Role.VILLAGE_WORKER, Role.CLERK, Role.DISPATCHER, Role.OFFICE}
CANCELLERS = CALLERS | VERIFIERS | {Role.VILLAGE_WORKER}
_CARD = tuple(
    column.name for column in sa.inspect(ContactCard).columns if column.name not in {"order_id", "cancel_reason"}
)


def submit_order(
    session: Session, actor: Actor, *, external_ref: str | None = None, consent: bool, **given: Any
) -> Order:
    """Take an order down (T1; 条例 Art. 13: the requester tells the truth and agrees to be contacted).

    With an `external_ref` that is known the order it stands for is answered, unchanged.
    Raises Invalid for a station, item or time that cannot be, Conflict when the reference is being used this moment.
    """
    actor.must_be(TAKERS)
    known = external_ref and session.scalar(sa.select(Order).where(Order.external_ref == external_ref))
    if known:
        return known
    now = clock.now()
    site = _site_at(session, given.pop("station_code"))
    fault = policy.window_fault(given["wanted_from"], given["wanted_to"], now)
    if fault:
        raise Invalid(fault, "The wanted time must be a span that has not passed yet.")
    if not consent:
        raise Invalid("consent_missing", "An order needs the agreement to be contacted about it; it may be spoken.")
    if given["item_code"] is not None and session.get(Item, given["item_code"]) is None:
        raise Invalid("unknown_item", "The catalogue has no such item; leave it out and tell the need in words.")
    card = ContactCard(**{name: given.pop(name) for name in _CARD})
    order = Order(
        order_id=new_id(),
        order_no=_free_number(session),
        link_token=secrets.token_urlsafe(32),
        external_ref=external_ref,
        state=LIFECYCLE.begin("submit").state,
        round=1,
        need_version=1,
        site_path=site.path,
        recipient_id=_recipient_id(session, site.path, card.recipient_name),
        submitted_at=now,
        card=card,
        **given,
    )
    session.add(order)
    _flush_unless_taken(session, external_ref)
    say(
        session,
        OrderSubmitted(
            order_id=order.order_id,
            order_no=order.order_no,
            site_path=order.site_path,
            kind=order.kind,
            channel=order.channel,
            by_proxy=card.proxy_name is not None,
            urgency=order.urgency,
            submitted_at=now,
        ),
    )
    _tell(session, order, "order_received", order_no=order.order_no)
    return order


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
    order = _locked(session, actor, order_id, VERIFIERS)
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
    _tell(session, order, "order_approved")
    return order


def reject_order(session: Session, actor: Actor, *, order_id: UUID, reason_code: str, sentence: str) -> Order:
    """Say no, with a reason and what else could help (T4; 条例 Art. 13: answered promptly)."""
    order = _locked(session, actor, order_id, VERIFIERS)
    _end(order, "reject", actor, sentence=sentence, reason_code=reason_code)
    say(session, OrderRejected(order_id=order_id, reason_code=reason_code))
    _tell(session, order, "order_rejected", reason_code=reason_code)
    return order


def refer_order(
    session: Session, actor: Actor, *, order_id: UUID, target: str, sentence: str, emergency: bool
) -> Order:
    """Hand over to somebody outside and give the contact (T5)."""
    order = _locked(session, actor, order_id, VERIFIERS)
    _end(order, "refer", actor, sentence=sentence, referred_to=target)
    say(session, OrderReferred(order_id=order_id, target=target, emergency=emergency))
    _tell(session, order, "order_referred", target=target)
    return order


def merge_order(session: Session, actor: Actor, *, order_id: UUID, into: UUID) -> Order:
    """Merge a duplicate into the order that it repeats; its caller is told about that one from now on (T7).

    Raises Invalid for itself or an unknown order, Conflict when the other order is no longer open.
    """
    if into == order_id:
        raise Invalid("same_order", "An order cannot be merged into itself.")
    both = {one: _locked(session, actor, one, VERIFIERS) for one in sorted((order_id, into))}
    order, survivor = both[order_id], both[into]
    if State(survivor.state) not in OPEN:
        raise Conflict("survivor_not_open", "Only an order that is still open can take another one in.")
    _end(order, "merge", actor, duplicate_of=into)
    say(session, OrderCancelled(order_id=order_id, site_path=order.site_path, cancelled_by="clerk", duplicate_of=into))
    _tell(session, order, "order_merged", order_no=survivor.order_no)
    return order


def cancel_order(session: Session, actor: Actor, *, order_id: UUID, reason: str | None) -> Order:
    """Call an order off, until somebody stands at the door (T35).

    Raises Conflict when others wait for the same order: then its caller can only leave it to them.
    """
    order = _locked(session, actor, order_id, CANCELLERS)
    if session.scalar(sa.select(sa.exists().where(Order.duplicate_of == order_id))):
        raise Conflict(
            "others_wait", "Others asked for the same and wait for this order; it cannot be called off for them."
        )
    _end(order, "cancel", actor)
    if order.card is not None:
        order.card.cancel_reason = reason
    by = policy.caller_of(actor.role)
    say(session, OrderCancelled(order_id=order_id, site_path=order.site_path, cancelled_by=by))
    _tell(session, order, "order_cancelled")
    return order


def show_order(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """One order and its public story."""
    order = session.get(Order, order_id)
    return _seen(order, actor)


def find_orders(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """Orders within the scope of the member of staff who asks, oldest first."""
    actor.must_be(STAFF)
    wanted = [getattr(Order, name) == value for name, value in filters.items()]
    return (
        sa.select(Order)
        .where(at_or_below(Order.site_path, actor.scope), *wanted)
        .order_by(Order.submitted_at, Order.order_id)
    )


def purge_card(session: Session, actor: Actor, card: ContactCard) -> None:
    """Forget who ordered, and the recipient too when no other card is theirs (PIPL Art. 19, 47)."""
    recipient_id = card.order.recipient_id
    session.delete(card)
    session.flush()
    others = sa.select(ContactCard.order_id).join(Order).where(Order.recipient_id == recipient_id)
    if session.scalar(others.limit(1)) is None:
        session.execute(
            sa.update(Recipient).where(Recipient.recipient_id == recipient_id).values(name=str(recipient_id))
        )


def _locked(session: Session, actor: Actor, order_id: UUID, roles: frozenset[Role]) -> Order:
    actor.must_be(roles)
    return _seen(session.get(Order, order_id, with_for_update=True), actor)


def _seen(order: Order | None, actor: Actor) -> Order:
    if order is None:
        raise NotFound("unknown_order", "There is no such order.")
    actor.must_cover(order.site_path)
    return order


def _end(order: Order, verb: str, actor: Actor, **ending: Any) -> None:
    LIFECYCLE.obey(order, verb)
    order.closed_at = clock.now()
    order.verified_by = order.verified_by or actor.id
    for name, value in ending.items():
        setattr(order, name, value)


def _tell(session: Session, order: Order, template: str, **parameters: Any) -> None:
    tell(session, "requester", order.order_id, order.order_id, template, **parameters)


def _site_at(session: Session, code: str) -> Site:
    site = session.get(Site, site_path(code))
    if site is None:
        raise Invalid("unknown_station", "There is no such station; the list of sites has its code.")
    return site


def _recipient_id(session: Session, path: str, name: str) -> UUID:
    """The id under which others know this recipient; two orders for somebody new may come at once."""
    new = {"recipient_id": new_id(), "site_path": path, "name": name}
    insert_once(session, Recipient.__table__, [new], "site_path", "name")
    here = sa.select(Recipient.recipient_id).where(Recipient.site_path == path, Recipient.name == name)
    return session.scalars(here).one()


def _free_number(session: Session) -> str:
    while True:
        number = policy.order_number(secrets.randbelow(10**7))
        if session.scalar(sa.select(Order.order_no).where(Order.order_no == number)) is None:
            return number


def _flush_unless_taken(session: Session, external_ref: str | None) -> None:
    try:
        session.flush()
    except IntegrityError:
        if external_ref is None:
            raise
        raise Conflict("being_submitted", "Somebody submits the same this moment; please send it once more.") from None
