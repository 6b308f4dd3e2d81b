"""The two words of a visit, for the one who waits for it: the door word, and the finishing code, which is theirs alone.

They are made anew each time somebody may see them. Staff who tell them to a resident on the phone say first that they
look; that is kept, told to the resident, and said: whoever finishes a visit with a code that they looked up has proved
nothing.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.request.handlers.orders import SPEAKERS, locked, show_order, tell_callers
from services.request.lifecycle import State
from services.request.models import Order
from services.request.visit.models import CodeLook
from shared import clock
from shared.actor import CALLERS, STAFF, Actor
from shared.codes import Codes
from shared.contracts.request import FinishingCodeLookedUp
from shared.identity import new_id
from shared.messaging.outbox import say
from shared.refusals import Conflict, NotAllowed

_SOMEBODY_COMES = (State.ACCEPTED, State.SCHEDULED, State.IN_SERVICE, State.SERVED)


@dataclass(frozen=True, slots=True)
class Shown:
    """Shows what is derived with these codes."""

    codes: Codes

    def show_codes(self, session: Session, actor: Actor, *, order_id: UUID) -> dict[str, Any]:
        """Both words, for whoever ordered, and for staff who have said that they look. Raises NotAllowed for others,
        Conflict while nobody has accepted."""
        actor.must_be(STAFF | CALLERS)
        order = show_order(session, actor, order_id=order_id)
        if actor.role in STAFF and session.scalar(_looks(order_id, _name_of(actor)).limit(1)) is None:
            raise NotAllowed("look_first", "Say first that you look it up: the one who ordered can see that you did.")
        return self._words(order)

    def look_up_codes(self, session: Session, actor: Actor, *, order_id: UUID) -> Order:
        """Staff look at the words to tell them to a resident on the phone; that is kept and told."""
        order, now = locked(session, actor, order_id, SPEAKERS - CALLERS), clock.now()
        _must_be_coming(order)
        session.add(CodeLook(look_id=new_id(), order_id=order_id, looked_by=_name_of(actor), looked_at=now))
        tell_callers(session, order, "code_looked_up")
        mark = self.codes.mark(order_id, actor.id)
        say(session, FinishingCodeLookedUp(order_id=order_id, mark=mark, looked_at=now))
        return order

    def _words(self, order: Order) -> dict[str, Any]:
        _must_be_coming(order)
        word, code = self.codes.door_word(order.order_id), self.codes.finishing_code(order.order_id)
        return {"order_id": order.order_id, "door_word": word, "finishing_code": code}


def find_looks(session: Session, actor: Actor, *, order_id: UUID) -> sa.Select[Any]:
    """Who of the staff has looked the code up, and when: for whoever ordered, and for staff in scope."""
    actor.must_be(STAFF | CALLERS)
    show_order(session, actor, order_id=order_id)
    return _looks(order_id).order_by(CodeLook.look_id)


def _looks(order_id: UUID, *by: str) -> sa.Select[Any]:
    whose = [CodeLook.looked_by.in_(by)] if by else []
    return sa.select(CodeLook).where(CodeLook.order_id == order_id, *whose)


def _must_be_coming(order: Order) -> None:
    if State(order.state) not in _SOMEBODY_COMES:
        raise Conflict("nobody_comes", "There are words for a visit from the moment that somebody has accepted.")


def _name_of(actor: Actor) -> str:
    return f"{actor.role}:{actor.id}"
