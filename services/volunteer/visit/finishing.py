"""The work is done (T26): minutes for each who went, and the code that only the resident can have told them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.volunteer.handlers.orders import locked, name_of, need_of, watch
from services.volunteer.handlers.words import Spoken
from services.volunteer.ledger import entries, flags, looks
from services.volunteer.ledger.spans import said_span
from services.volunteer.lifecycle import LIFECYCLE, State
from services.volunteer.models import Assignment
from services.volunteer.visit import policy
from services.volunteer.visit.door import must_speak_at_the_door
from shared import clock
from shared.actor import STAFF, Actor
from shared.codes import Codes
from shared.contracts.volunteer import CrewMinutes, FinishingCodeGiven, OrderServed
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid

WRONG, LOCKED, LOOKED_UP = "wrong", "locked", "looked_up"


@dataclass(frozen=True, slots=True)
class Finishing:
    """Finishes visits, and knows the codes."""

    codes: Codes

    def finish_visit(
        self,
        session: Session,
        actor: Actor,
        *,
        order_id: UUID,
        minutes: list[Any],
        outcome: str | None,
        code: str | None,
        spoken: Spoken,
    ) -> Assignment:
        """The work is done; minutes are declared for each who went, without travel (T26). What was broken off only
        staff can end. A code that is wrong is counted and said so; it keeps nobody from finishing.

        Raises Invalid for minutes of others than those who went, or that cannot be.
        """
        order = locked(session, actor, order_id)
        if order.state == State.SUSPENDED:
            actor.must_be(STAFF)
        LIFECYCLE.obey(order, "finish")
        must_speak_at_the_door(session, order, actor, "finish", spoken)
        served = [_served(order, **one) for one in minutes]
        if sorted(one.volunteer_id for one in served) != sorted(order.crew):
            raise Invalid("not_the_crew", "Declare minutes once for each person who went, and for nobody else.")
        order.finished_at, order.finished_by, order.outcome = clock.now(), name_of(actor), outcome
        watch(order, order.finished_at + policy.HOME_WITHIN if order.asks_home else None)
        matched = self._try(session, actor, order, code)
        event_id = say(session, _told(order, served, matched))
        entries.declare(session, order, served, entries.Cause(OrderServed.TYPE, str(event_id)))
        flags.look_at(session, order)
        return order

    def give_code(self, session: Session, actor: Actor, *, order_id: UUID, code: str, spoken: Spoken) -> Assignment:
        """The finishing code, told afterwards; the answer says whether it was right (T27).

        Raises Conflict before the end, and when it is so long ago that the resident is rung instead.
        """
        order = locked(session, actor, order_id)
        if order.finished_at is None or clock.now() > order.finished_at + policy.CODE_WITHIN:
            raise Conflict("not_the_time", "The code counts from the end of the visit until three days after it.")
        must_speak_at_the_door(session, order, actor, "code", spoken)
        if self._try(session, actor, order, code):
            say(session, FinishingCodeGiven(order_id=order_id))
        flags.look_at(session, order)
        return order

    def _try(self, session: Session, actor: Actor, order: Assignment, said: str | None) -> bool:
        """Whether this is the code, said for the first time by somebody who has not looked it up. Wrong ones are
        counted, and after five of them none is taken any more; nothing is refused, so that nothing is undone."""
        if said is None or order.code_standing in {looks.MATCHED, LOCKED}:
            return False
        if said != self.codes.finishing_code(order.order_id):
            order.code_tries += 1
            order.code_standing = WRONG if order.code_tries_left else LOCKED
            return False
        order.code_at, order.code_by = clock.now(), self.codes.mark(order.order_id, actor.id)
        seen = looks.has_looked(session, order.order_id, order.code_by)
        order.code_standing = LOOKED_UP if seen else looks.MATCHED
        return not seen


def _served(
    order: Assignment, *, volunteer_id: UUID, minutes: int, started_at: datetime | None, ended_at: datetime | None
) -> entries.Served:
    assert order.checked_in_at is not None
    return entries.Served(volunteer_id, minutes, *said_span(minutes, started_at, ended_at, order.checked_in_at))


def _told(order: Assignment, served: list[entries.Served], matched: bool) -> OrderServed:
    need = need_of(order)
    about: dict[str, Any] = {"order_id": order.order_id, "round": order.round, "order_no": need.order_no}
    about |= {"site_path": need.site_path, "item_code": need.item.code, "served_at": order.finished_at}
    about |= {"leader_kind": order.leader_kind, "leader_id": order.leader_id, "code_matched": matched}
    about |= {"entered_by": looks.staff_among(order.checked_in_by, order.finished_by)}
    return OrderServed(
        **about, crew=[CrewMinutes(volunteer_id=one.volunteer_id, minutes=one.minutes) for one in served]
    )
