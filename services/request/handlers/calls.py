"""The call list of a station: whom to ring, on which number, about what. Many who order have no app.

A notice is told once: on the page of the order, or by whoever rang and noted it here.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from services.request.handlers.orders import VERIFIERS
from services.request.models import Call, ContactCard, Order
from shared import clock
from shared.actor import Actor, Role
from shared.db import at_or_below
from shared.refusals import Conflict, NotFound

RINGERS = VERIFIERS | {Role.VILLAGE_WORKER}


def find_calls(session: Session, actor: Actor) -> sa.Select[Any]:
    """Whom the station still has to ring, the oldest first. Whose card is purged cannot be rung any more."""
    actor.must_be(RINGERS)
    seen = contains_eager(Call.order).contains_eager(Order.card).selectinload(ContactCard.questions)
    unsent = _calls(actor).join(Order.card).where(Call.sent_at.is_(None))
    return unsent.options(seen).order_by(Call.due_at, Call.id)


def record_told(session: Session, actor: Actor, *, notice_id: UUID, through: str) -> Call:
    """Somebody was told, and how. Raises NotFound outside the scope, Conflict when they know already."""
    actor.must_be(RINGERS)
    call: Call | None = session.scalar(_calls(actor).where(Call.id == notice_id).with_for_update(of=Call))
    if call is None:
        raise NotFound("unknown_notice", "There is no such call to make.")
    if call.sent_at is not None:
        raise Conflict("told_already", "Somebody has told them already; there is no need to ring again.")
    call.sent_at, call.sent_through = clock.now(), through
    return call


def record_rung(session: Session, order: Order, template: str) -> None:
    """Whoever ordered has been rung about just this."""
    about = (Call.to_id == order.order_id, Call.template == template, Call.sent_at.is_(None))
    session.execute(sa.update(Call).where(*about).values(sent_at=clock.now(), sent_through="phone"))


def _calls(actor: Actor) -> sa.Select[Any]:
    return sa.select(Call).join(Call.order).where(at_or_below(Order.site_path, actor.scope))
