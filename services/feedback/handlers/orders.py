"""A served order as it lies here: found, locked, shown, closed; who may speak for its resident."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from services.feedback import policy
from services.feedback.lifecycle import LIFECYCLE
from services.feedback.models import Complaint, Fact, Review
from shared import clock
from shared.actor import CALLERS, STAFF, Actor, Role
from shared.contracts.feedback import OrderClosed
from shared.db import at_or_below, lock, tally
from shared.messaging.outbox import say
from shared.refusals import NotAllowed, NotFound

WRITERS = frozenset({Role.CLERK, Role.VILLAGE_WORKER, Role.EVALUATOR, Role.OFFICE})
"""The staff who take down what a resident said on the phone or on paper."""
JUDGES = frozenset({Role.EVALUATOR, Role.OFFICE})

SPEAKERS = {"link": CALLERS, "phone": WRITERS, "callback": WRITERS, "paper": WRITERS}
"""Who can say what their means say."""


def show_order(session: Session, actor: Actor, *, order_id: UUID) -> Review:
    """One order from served to closed, without the resident's words."""
    return _seen(session.get(Review, order_id), actor)


def show_text(session: Session, actor: Actor, *, order_id: UUID) -> Review:
    """The resident's own words, for those who look into a bad review (济南 12345 Art. 32: not for the team)."""
    actor.must_be(JUDGES)
    return _seen(session.get(Review, order_id), actor)


def find_orders(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """Served orders within the scope of the member of staff who asks, oldest first."""
    actor.must_be(STAFF)
    wanted = [getattr(Review, name) == value for name, value in filters.items()]
    return in_scope(actor).where(*wanted).order_by(Review.served_at, Review.order_id)


def in_scope(actor: Actor) -> sa.Select[Any]:
    """The orders that a member of staff may see, with what was looked into."""
    here = sa.select(Review).where(at_or_below(Review.site_path, actor.scope))
    return here.options(selectinload(Review.rectifications), selectinload(Review.calls))


def locked(session: Session, actor: Actor, order_id: UUID, roles: frozenset[Role]) -> Review:
    """An order that somebody of these roles is about to move. Raises NotAllowed, NotFound."""
    actor.must_be(roles)
    return _seen(lock(session, Review, order_id), actor)


def hear_resident(session: Session, actor: Actor, order_id: UUID, means: str) -> Review:
    """An order of which its resident says something by these means.

    Raises NotAllowed for whoever cannot speak so, for whoever served, who may have ordered for their neighbour, and,
    where a word counts as the resident's own past the visit, for whoever wrote the visit down: nobody vouches for their
    own entry.
    """
    review = locked(session, actor, order_id, SPEAKERS[means])
    wrote = review.entered_by if policy.goes_past_the_visit(means) else []
    if actor.id in {*review.crew, str(review.leader_id), *wrote}:
        raise NotAllowed("own_visit", "You served here or wrote the visit down; somebody else has to speak for them.")
    return review


def judged(session: Session, actor: Actor, order_id: UUID) -> Review:
    """An order that somebody is about to judge. Raises NotAllowed unless they work for a level above the site that
    served."""
    review = locked(session, actor, order_id, JUDGES)
    must_stand_above(actor, review)
    return review


def must_stand_above(actor: Actor, review: Review) -> None:
    """Raise NotAllowed for the site that served: it neither rings about a bad review nor judges it (T30)."""
    if not policy.looks_from_above(actor.scope, review.site_path):
        raise NotAllowed(
            "not_from_above", "A bad review is looked into by the next higher level, not by the site itself."
        )


def close(session: Session, review: Review, verb: str, outcome: str) -> None:
    """The order is done with, by this verb."""
    LIFECYCLE.obey(review, verb)
    review.closed_at, review.outcome = clock.now(), outcome
    say(session, OrderClosed(order_id=review.order_id, outcome=outcome, closings=review.closings))
    review.closings += 1


def counts(session: Session) -> dict[str, Any]:
    """Orders by state, reviews by level, how many stayed silent, how many complaints and how many facts there are."""
    silent = sa.select(sa.func.count()).select_from(Review).where(Review.outcome == "unreviewed")
    levels = tally(session, Review.level, Review.level.is_not(None))
    return {
        "orders": tally(session, Review.state),
        "levels": {str(level): number for level, number in levels.items()},
        "silent": session.scalar(silent),
        "complaints": session.scalar(sa.select(sa.func.count()).select_from(Complaint)),
        "facts": session.scalar(sa.select(sa.func.count()).select_from(Fact)),
    }


def _seen(review: Review | None, actor: Actor) -> Review:
    if review is None:
        raise NotFound("unknown_order", "There is no such order here; it comes when it has been served.")
    actor.must_cover(review.site_path)
    return review
