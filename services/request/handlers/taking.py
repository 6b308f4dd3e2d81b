"""Orders are taken down: by residents, proxies and whoever sits at the station's desk."""

import secrets
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.request import policy
from services.request.handlers.clocks import begin_clock
from services.request.handlers.ending import LIKELY_DUPLICATES, likeness
from services.request.handlers.orders import locked, tell_callers, words_of
from services.request.handlers.referring import refer_emergency
from services.request.lifecycle import LIFECYCLE, State
from services.request.models import ContactCard, Item, Order, Recipient, Site
from shared import clock
from shared.actor import CALLERS, Actor, Role
from shared.contracts.request import OrderSubmitted
from shared.db import ask, insert_once
from shared.identity import new_id
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid
from shared.sites import site_path

TAKERS = CALLERS | {Role.VILLAGE_WORKER, Role.CLERK, Role.DISPATCHER, Role.OFFICE}
CARD = tuple(one.name for one in sa.inspect(ContactCard).columns if one.name not in {"order_id", "cancel_reason"})
_SAID = ("order_id", "order_no", "site_path", "kind", "channel", "urgency", "submitted_at", "rework_of")
MOST_DUPLICATES = 100
"""So many at most are counted while somebody waits for the answer."""
_FEW = LIKELY_DUPLICATES.with_only_columns(Order.order_id).limit(MOST_DUPLICATES).subquery()
_HOW_OFTEN = sa.select(sa.func.count()).select_from(_FEW)
_TAKEN = sa.select(Order.order_no).where(Order.order_no == sa.bindparam("number"))
_NAMED = (Recipient.site_path == sa.bindparam("site_path"), Recipient.name == sa.bindparam("name"))
_KNOWN = sa.select(Recipient.recipient_id).where(*_NAMED)
WINDOW_SENTENCE = "The wanted time must be a span that has not passed yet."


def submit_order(
    session: Session, actor: Actor, *, external_ref: str | None = None, consent: bool, **given: Any
) -> Order:
    """Take an order down (T1; 条例 Art. 13: the requester tells the truth and agrees to be contacted).

    The answer says how many orders ask for the same already; where a life is in danger, at once whom to ring (T5).
    With an `external_ref` that is known the order it stands for is answered, unchanged.
    Raises Invalid for a station, item or time that cannot be, Conflict when the reference is being used this moment, or
    when the order that was rejected cannot be submitted again.
    """
    actor.must_be(TAKERS)
    known = external_ref and session.scalar(sa.select(Order).where(Order.external_ref == external_ref))
    if known:
        return known
    site = site_at(session, given.pop("station_code"))
    fault = policy.window_fault(given["wanted_from"], given["wanted_to"], clock.now())
    if fault:
        raise Invalid(fault, WINDOW_SENTENCE)
    if not consent:
        raise Invalid("consent_missing", "An order needs the agreement to be contacted about it; it may be spoken.")
    item = session.get(Item, given["item_code"]) if given["item_code"] is not None else None
    if item is None and given["item_code"] is not None:
        raise Invalid("unknown_item", "The catalogue has no such item; leave it out and tell the need in words.")
    if given["resubmission_of"] is not None:
        _must_be_resubmittable(session, actor, given["resubmission_of"])
    card = ContactCard(**{name: given.pop(name) for name in CARD})
    place = {"site_path": site.path, "recipient_id": _recipient_id(session, site.path, card.recipient_name)}
    order = take_down(session, "submit", card, external_ref=external_ref, **place, **given)
    begin_clock(session, order)
    _flush_unless_taken(session, external_ref)
    if item is not None:
        order.likely_duplicates = ask(session, _HOW_OFTEN, **likeness(order, item)).scalar_one()
    if not refer_emergency(session, order, card.need_text):
        tell_callers(session, order, "order_received", order_no=order.order_no)
    return order


def take_down(session: Session, verb: str, card: ContactCard, **words: Any) -> Order:
    """A new order from this card, begun by this verb (T1, T31)."""
    order = Order(
        order_id=new_id(),
        order_no=_free_number(session),
        link_token=secrets.token_urlsafe(32),
        submitted_at=clock.now(),
        card=card,
        **words,
    )
    session.add(order)
    LIFECYCLE.begin(order, verb)
    say(session, OrderSubmitted(by_proxy=card.proxy_name is not None, **words_of(order, *_SAID)))
    return order


def site_at(session: Session, code: str) -> Site:
    """The site of this code. Raises Invalid."""
    site = session.get(Site, site_path(code))
    if site is None:
        raise Invalid("unknown_station", "There is no such station; the list of sites has its code.")
    return site


def _must_be_resubmittable(session: Session, actor: Actor, order_id: UUID) -> None:
    """What was rejected may be submitted again once, with more to say for it (T4)."""
    rejected = locked(session, actor, order_id, TAKERS)
    if rejected.state != State.REJECTED:
        raise Conflict("not_rejected", "Only an order that was rejected can be submitted again.")
    again = session.scalar(sa.select(Order.order_id).where(Order.resubmission_of == order_id))
    if again is not None or rejected.resubmission_of is not None:
        raise Conflict("resubmitted_already", "An order can be submitted again once; ring the office about this one.")


def _recipient_id(session: Session, path: str, name: str) -> UUID:
    """The id under which others know this recipient; two orders for somebody new may come at once."""
    recipient_id = new_id()
    new = {"recipient_id": recipient_id, "site_path": path, "name": name}
    if insert_once(session, Recipient.__table__, new, "site_path", "name"):
        return recipient_id
    known: UUID = ask(session, _KNOWN, site_path=path, name=name).scalar_one()
    return known


def _free_number(session: Session) -> str:
    while True:
        number = policy.order_number(secrets.randbelow(10**7))
        if ask(session, _TAKEN, number=number).first() is None:
            return number


def _flush_unless_taken(session: Session, external_ref: str | None) -> None:
    try:
        session.flush()
    except IntegrityError:
        if external_ref is None:
            raise
        raise Conflict("being_submitted", "Somebody submits the same this moment; please send it once more.") from None
