"""Who may speak at the door: whoever goes, for themselves; staff, by a sheet or by a word that they take down."""

from uuid import UUID

from sqlalchemy.orm import Session

from services.volunteer.handlers.orders import goes
from services.volunteer.handlers.words import Spoken, take_down, whose_word
from services.volunteer.models import Assignment
from shared.actor import STAFF, Actor, Role
from shared.refusals import NotAllowed


def must_speak_at_the_door(
    session: Session, order: Assignment, actor: Actor, verb: str, spoken: Spoken, *, by_word: bool = False
) -> UUID | None:
    """Whoever goes speaks for themselves; staff go by a sheet that they hold, or, where it needs to be `by_word`, by a
    word that they take down. Whose word it is; None for a sheet."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    if actor.role is not Role.VOLUNTEER and not spoken and not by_word:
        return None
    said_by = whose_word(actor, spoken)
    if said_by not in order.crew and not goes(session, order, said_by):
        raise NotAllowed("not_your_visit", "Only whoever leads the order or belongs to its team can say this.")
    take_down(session, actor, order, verb, spoken)
    return said_by
