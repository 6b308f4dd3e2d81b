"""How a service was: rated by its resident, once more after it was looked into, or left in silence."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.feedback import policy
from services.feedback.handlers.callbacks import sampling_in_force
from services.feedback.handlers.confirming import confirm
from services.feedback.handlers.orders import close, hear_resident
from services.feedback.handlers.rectifying import open_rectification
from services.feedback.lifecycle import LIFECYCLE
from services.feedback.models import Review
from shared import clock
from shared.actor import Actor
from shared.contracts.feedback import OrderReviewed, ReviewFollowedUp
from shared.messaging.outbox import say
from shared.refusals import Conflict


def review_order(session: Session, actor: Actor, *, order_id: UUID, level: int, means: str, text: str | None) -> Review:
    """Rate a service on the five levels (T28); a good review closes the order (T29), a bad one is looked into (T30).

    Who rates a service that nobody has confirmed, or only the sheet, confirms it thereby. Raises Conflict when it was
    rated already.
    """
    review = hear_resident(session, actor, order_id, means)
    if policy.proves_more(review.minutes_class, policy.confirmation_by(means)):
        confirm(session, actor, review, policy.confirmation_by(means))
    LIFECYCLE.obey(review, "review")
    review.level, review.text, review.review_means = level, text, means
    review.callback = means == "callback"
    review.reviewed_by, review.reviewed_at = actor.id, clock.now()
    about: dict[str, Any] = {"leader_kind": review.leader_kind, "leader_id": review.leader_id}
    say(session, OrderReviewed(order_id=order_id, level=level, callback=review.callback, **about))
    if policy.is_bad(level):
        LIFECYCLE.obey(review, "open_rectification")
        open_rectification(session, review, policy.BAD_REVIEW, level=level)
    else:
        close(session, review, "close", "reviewed")
    return review


def follow_up(session: Session, actor: Actor, *, order_id: UUID, level: int, means: str, text: str | None) -> Review:
    """Say once more how it is, after it was looked into (T32); it counts beside the first review, not instead of it.

    Raises Conflict before that, more than 15 days after it, or for the second time.
    """
    review = hear_resident(session, actor, order_id, means)
    if not review.rectifications or review.follow_up_level is not None:
        raise Conflict("no_follow_up", "One more review can be given after a service was looked into, and only one.")
    LIFECYCLE.obey(review, "follow_up")
    must_be_in_time(review)
    review.follow_up_level, review.follow_up_text = level, text
    review.followed_up_by, review.followed_up_at = actor.id, clock.now()
    say(session, ReviewFollowedUp(order_id=order_id, level=level))
    return review


def end_window(session: Session, actor: Actor, review: Review) -> None:
    """The window passed without a word (T28). Who is drawn is rung; then silence is counted as silence, never as
    praise."""
    if review.sampling_version is None:
        sampling = sampling_in_force(session)
        review.sampling_version = sampling.version
        if policy.is_drawn(review.order_id, sampling.percent):
            LIFECYCLE.obey(review, "sample")
            review.sampled_at = clock.now()
            return
    close(session, review, "close_unreviewed", "unreviewed")


def must_be_in_time(review: Review) -> None:
    """Raise Conflict when an order was closed so long ago that nothing more is said of it."""
    assert review.closed_at is not None  # only what is closed can be followed up or appealed
    if policy.too_late(review.closed_at, clock.now()):
        raise Conflict("too_late", f"This can be said within {policy.FOUND_WITHIN.days} days after closing.")
