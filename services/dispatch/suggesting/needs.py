"""An order as the engine is asked about it: its need, who has been there before, and who is not to be asked again."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.handlers.chips import CONCERNING, concerned
from services.dispatch.handlers.orders import need_of
from services.dispatch.matching import model
from services.dispatch.models import Chip, Crew, Order
from shared import clock
from shared.contracts import request
from shared.db import ask
from shared.refusals import Conflict

_SAID_NO = (policy.DECLINED, policy.EXPIRED)


def _served() -> Any:
    """Who served each of some recipients: whoever led, and whoever was there; a row for each order."""
    led = sa.select(Order.recipient_id, Order.order_id, Order.leader_id).where(Order.leader_id.is_not(None))
    there = sa.select(Order.recipient_id, Order.order_id, Crew.volunteer_id).join(Crew, Crew.order_id == Order.order_id)
    of_them = (Order.recipient_id.in_(sa.bindparam("recipients", expanding=True)), Order.served_at.is_not(None))
    return sa.union(led.where(*of_them), there.where(*of_them))


_SERVED = _served()
_AGAINST = sa.select(Chip.to_id).where(*CONCERNING).distinct()
"""Built once: every offer asks."""


def need_for(session: Session, order: Order) -> model.Need:
    """What is needed for one order. Raises Conflict for an item that asks for too many skills to find a crew by."""
    if not answerable(order):
        raise Conflict("too_many_skills", f"The item asks for more than {model.MOST_SKILLS} skills; choose by hand.")
    [asked] = needs_of(session, [order])
    against = ask(session, _AGAINST, **concerned(order)).scalars()
    return replace(asked, said_against=_ids(against))


def needs_of(session: Session, orders: Collection[Order]) -> list[model.Need]:
    """What is needed for orders that are `answerable`, in their order; without chips, see `resting`."""
    recipients = {order.recipient_id for order in orders if order.recipient_id is not None}
    known: dict[UUID | None, Counter[str]] = defaultdict(Counter)
    for recipient_id, _, unit_id in ask(session, _SERVED, recipients=list(recipients)):
        known[recipient_id][str(unit_id)] += 1
    return [
        replace(
            need(order.order_id, need_of(order), order.submitted_at, order.priority),
            served_by=tuple(sorted(known[order.recipient_id].items())),
            asked_before=_ids(_said_no(order)),
            never=_ids([order.leave_out] if order.leave_out else []),
        )
        for order in orders
    ]


def need(order_id: UUID, spoken: request.Need, submitted_at: datetime | None, priority: int | None) -> model.Need:
    """A need as it was spoken; an order that has been approved was submitted, and has a priority."""
    assert submitted_at is not None and priority is not None
    item = spoken.item
    return model.Need(
        id=str(order_id),
        site=spoken.site_path,
        item=item.code,
        places=model.places_of(tuple(item.skills), item.team_size, spoken.two_person),
        wanted_from=spoken.wanted_from,
        wanted_to=spoken.wanted_to,
        minutes=item.minutes,
        submitted_at=submitted_at,
        priority=priority,
        qualification=item.qualification,
        risk_level=item.risk_level,
        minors_may_help=item.minors_may_help,
        carer_gender=spoken.carer_gender,
        language=spoken.language,
        only_language=spoken.language is not None,
    )


def answerable(order: Order) -> bool:
    """Whether the engine can be asked about an order."""
    assert order.need is not None  # it has been approved
    return len(set(order.need["item"]["skills"])) <= model.MOST_SKILLS


def chips(session: Session) -> list[Chip]:
    """All that was said of late with a no and still counts."""
    return list(session.scalars(sa.select(Chip).where(Chip.until > clock.now()).order_by(Chip.offer_id)))


def resting(said: Iterable[Chip]) -> set[str]:
    """Whoever wants to be left in peace, whatever it is."""
    return {str(one.to_id) for one in said if one.site_path is None and one.item_code is None}


def with_chips(asked: model.Need, said: Iterable[Chip]) -> model.Need:
    """The same need, and who said that its place or its item is not for them."""
    named = [one.to_id for one in said if asked.site == one.site_path or asked.item == one.item_code]
    return replace(asked, said_against=_ids(named))


def _said_no(order: Order) -> Iterator[UUID]:
    """Who said no to it as it is now, or nothing: when the need changes they may be asked anew."""
    for offer in order.offers:
        if offer.state in _SAID_NO and offer.version == order.version and offer.to_id is not None:
            yield offer.to_id


def _ids(named: Iterable[UUID]) -> tuple[str, ...]:
    return tuple(sorted({str(one) for one in named}))
