"""Reviews: a served order is confirmed, rated, looked into where it was bad, and closed."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.feedback import policy
from services.feedback.lifecycle import LIFECYCLE, State
from services.feedback.models import Fact, Review
from shared import clock
from shared.actor import CALLERS, STAFF, Actor, Role
from shared.contracts.feedback import OrderClosed, OrderReviewed, RectificationOpened, ServiceConfirmed
from shared.contracts.volunteer import OrderServed
from shared.db import at_or_below
from shared.messaging.outbox import say
from shared.refusals import NotAllowed, NotFound

WRITERS = frozenset({Role.CLERK, Role.VILLAGE_WORKER, Role.EVALUATOR, Role.OFFICE})
"""The staff who take down what a resident said on the phone or on paper."""
JUDGES = frozenset({Role.EVALUATOR, Role.OFFICE})

_SPEAKERS = {"code": CALLERS, "link": CALLERS, "phone": WRITERS, "callback": WRITERS, "paper": WRITERS}


def note_served(session: Session, event: OrderServed) -> None:
    """The work is done; from now on the resident has the word (T26)."""
    review = session.get(Review, event.order_id, with_for_update=True)
    if review is not None:
        LIFECYCLE.note(review, "note_served", event.round)
        return
    review = Review(
        order_id=event.order_id,
        order_no=event.order_no,
        site_path=event.site_path,
        item_code=event.item_code,
        leader_kind=event.leader_kind,
        leader_id=event.leader_id,
        crew=[str(one.volunteer_id) for one in event.crew],
        served_at=event.served_at,
    )
    session.add(review)
    LIFECYCLE.begin(review, "note_served", event.round)


def confirm_service(session: Session, actor: Actor, *, order_id: UUID, means: str) -> Review:
    """The resident says that the service took place; its minutes rise (T27).

    A confirmation repeated by the same means is answered, unchanged. Raises Conflict when the order is past that.
    """
    review = _locked(session, actor, order_id, _SPEAKERS[means])
    if review.confirmation_means != means:
        _confirm(session, actor, review, means)
    return review


def review_order(session: Session, actor: Actor, *, order_id: UUID, level: int, means: str, text: str | None) -> Review:
    """Rate a service on the five levels (T28); a good review closes the order (T29), a bad one is looked into (T30).

    Who rates a service that nobody has confirmed confirms it thereby. Raises Conflict when it was rated already.
    """
    review = _locked(session, actor, order_id, _SPEAKERS[means])
    if review.state == State.SERVED:
        _confirm(session, actor, review, policy.confirmation_by(means))
    LIFECYCLE.obey(review, "review")
    review.level, review.text, review.review_means = level, text, means
    review.callback = means == "callback"
    review.reviewed_by, review.reviewed_at = actor.id, clock.now()
    say(
        session,
        OrderReviewed(
            order_id=order_id,
            level=level,
            callback=review.callback,
            leader_kind=review.leader_kind,
            leader_id=review.leader_id,
        ),
    )
    if policy.is_bad(level):
        _open_rectification(session, review, level)
    else:
        _close(session, review, "close", "reviewed")
    return review


def close_rectification(session: Session, actor: Actor, *, order_id: UUID, finding: str, sentence: str) -> Review:
    """End the looking into a bad review with a finding (T32).

    Raises NotAllowed unless the actor works for a level above the station that served.
    """
    review = _locked(session, actor, order_id, JUDGES)
    if not policy.looks_from_above(actor.scope, review.site_path):
        raise NotAllowed("not_from_above", "A bad review is judged by the next higher level, not by the site itself.")
    _close(session, review, "close_rectification", "rectified")
    review.finding, review.finding_sentence, review.found_by = finding, sentence, actor.id
    return review


def close_unreviewed(session: Session, actor: Actor, review: Review) -> None:
    """The window passed in silence, which is counted as silence, never as praise (T28)."""
    _close(session, review, "close_unreviewed", "unreviewed")


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
    return (
        sa.select(Review)
        .where(at_or_below(Review.site_path, actor.scope), *wanted)
        .order_by(Review.served_at, Review.order_id)
    )


def counts(session: Session) -> dict[str, Any]:
    """Orders by state, reviews by level, how many stayed silent, and how many facts are kept."""
    by_state = session.execute(sa.select(Review.state, sa.func.count()).group_by(Review.state))
    by_level = session.execute(
        sa.select(Review.level, sa.func.count()).where(Review.level.is_not(None)).group_by(Review.level)
    )
    silent = sa.select(sa.func.count()).select_from(Review).where(Review.outcome == "unreviewed")
    return {
        "orders": dict(by_state.all()),
        "levels": {str(level): number for level, number in by_level},
        "silent": session.scalar(silent),
        "facts": session.scalar(sa.select(sa.func.count()).select_from(Fact)),
    }


def _confirm(session: Session, actor: Actor, review: Review, means: str) -> None:
    LIFECYCLE.obey(review, "confirm")
    review.confirmed_at, review.confirmed_by = clock.now(), actor.id
    review.confirmation_means, review.minutes_class = means, policy.minutes_class(means)
    say(session, ServiceConfirmed(order_id=review.order_id, means=means, minutes_class=review.minutes_class))


def _open_rectification(session: Session, review: Review, level: int) -> None:
    LIFECYCLE.obey(review, "open_rectification")
    review.rectification_opened_at = clock.now()
    say(session, RectificationOpened(order_id=review.order_id, level=level))


def _close(session: Session, review: Review, verb: str, outcome: str) -> None:
    LIFECYCLE.obey(review, verb)
    review.closed_at, review.outcome = clock.now(), outcome
    say(session, OrderClosed(order_id=review.order_id, outcome=outcome))


def _locked(session: Session, actor: Actor, order_id: UUID, roles: frozenset[Role]) -> Review:
    actor.must_be(roles)
    return _seen(session.get(Review, order_id, with_for_update=True), actor)


def _seen(review: Review | None, actor: Actor) -> Review:
    if review is None:
        raise NotFound("unknown_order", "There is no such order here; it comes when it has been served.")
    actor.must_cover(review.site_path)
    return review
