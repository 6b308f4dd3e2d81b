"""Whether somebody has said by now what was to be said: the clock asks those who go, and staff see it on their list."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from services.volunteer import policy as limits
from services.volunteer.handlers.orders import locked, name_of, tell_leader, watch, worry
from services.volunteer.handlers.words import RECORDERS, Spoken
from services.volunteer.lifecycle import LED, State
from services.volunteer.models import Assignment
from services.volunteer.visit import policy
from services.volunteer.visit.door import must_speak_at_the_door
from shared import clock
from shared.actor import STAFF, Actor
from shared.db import at_or_below
from shared.refusals import Conflict

_ASKED = {
    policy.NOT_THERE: "are_you_there",
    policy.NOT_FINISHED: "please_finish",
    policy.NOT_HOME: "are_you_home",
}
_AGAIN = {policy.NOT_THERE: limits.MISSED_AFTER, policy.NOT_FINISHED: policy.FINISHED_WITHIN}


def look_after(session: Session, actor: Actor, order: Assignment) -> None:
    """Nobody has said that they are there (T23), that the work is done (T26), or that they are home."""
    missed = policy.NOT_FINISHED if order.state == State.IN_SERVICE else policy.NOT_HOME
    worry(order, policy.NOT_THERE if order.state in LED else missed)
    tell_leader(session, order, _ASKED[str(order.worry)])


def find_worries(session: Session, actor: Actor) -> sa.Select[Any]:
    """The visits within the scope of staff that they are to see to, the oldest first."""
    actor.must_be(STAFF)
    found = sa.select(Assignment).where(Assignment.worry.is_not(None), at_or_below(Assignment.site_path, actor.scope))
    return found.options(selectinload(Assignment.members)).order_by(Assignment.worry_since, Assignment.order_id)


def see_to(session: Session, actor: Actor, *, order_id: UUID) -> Assignment:
    """Staff have rung, and all is well so far; the clock looks again. Raises Conflict for what needs another word."""
    actor.must_be(RECORDERS)
    order = locked(session, actor, order_id)
    if order.worry not in _ASKED:
        raise Conflict("nothing_to_see_to", "There is nothing to see to, or it needs a decision: go on, or finish.")
    again = _AGAIN.get(order.worry)
    watch(order, clock.now() + again if again else None)
    return order


def say_home_safe(session: Session, actor: Actor, *, order_id: UUID, spoken: Spoken) -> Assignment:
    """The crew is home. Raises Conflict before the end of the visit."""
    order = locked(session, actor, order_id)
    if order.state != State.SERVED:
        raise Conflict(f"order_is_{order.state}", "Say so when the visit is over.")
    must_speak_at_the_door(session, order, actor, "home", spoken, by_word=True)
    order.home_at, order.home_by = order.home_at or clock.now(), order.home_by or name_of(actor)
    watch(order, None)
    return order
