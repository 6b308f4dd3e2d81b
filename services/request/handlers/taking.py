"""Orders are taken down: by residents, proxies and whoever sits at the station's desk."""

import secrets
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.request import policy
from services.request.handlers.orders import tell_requester
from services.request.lifecycle import LIFECYCLE
from services.request.models import ContactCard, Item, Order, Recipient, Site
from shared import clock
from shared.actor import CALLERS, Actor, Role
from shared.contracts.request import OrderSubmitted
from shared.db import insert_once
from shared.identity import new_id
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid
from shared.sites import site_path

TAKERS = CALLERS | {Role.VILLAGE_WORKER, Role.CLERK, Role.DISPATCHER, Role.OFFICE}
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
        site_path=site.path,
        recipient_id=_recipient_id(session, site.path, card.recipient_name),
        submitted_at=now,
        card=card,
        **given,
    )
    session.add(order)
    LIFECYCLE.begin(order, "submit")
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
    tell_requester(session, order, "order_received", order_no=order.order_no)
    return order


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
