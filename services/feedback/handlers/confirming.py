"""Whether a service took place: confirmed by its resident or by the code that only they know, or denied."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.feedback import policy
from services.feedback.handlers.orders import hear_resident
from services.feedback.handlers.rectifying import open_rectification
from services.feedback.lifecycle import LIFECYCLE
from services.feedback.models import Review
from shared import clock
from shared.actor import CLOCK, Actor
from shared.contracts.feedback import ServiceConfirmed, ServiceDenied
from shared.contracts.volunteer import FinishingCodeGiven, OrderServed
from shared.db import lock
from shared.lifecycle import TooEarly
from shared.messaging.outbox import say


def note_served(session: Session, event: OrderServed) -> None:
    """The work is done; from now on the resident has the word (T26). If their code came with it, they have said it."""
    review = lock(session, Review, event.order_id)
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
        entered_by=event.entered_by or [],
        served_at=event.served_at,
        closings=0,
    )
    session.add(review)
    LIFECYCLE.begin(review, "note_served", event.round)
    if event.code_matched:
        confirm(session, CLOCK, review, "code")


def note_code_given(session: Session, event: FinishingCodeGiven) -> None:
    """The code was given afterwards (T27); what was confirmed, denied or closed before stays as it is."""
    review = lock(session, Review, event.order_id)
    if review is None:
        raise TooEarly("a code for an unknown order")
    if LIFECYCLE.allows(review, _verb(review, "code")):
        confirm(session, CLOCK, review, "code")


def confirm_service(session: Session, actor: Actor, *, order_id: UUID, means: str) -> Review:
    """The resident says that the service took place; its minutes rise (T27). What stood on the sheet only may be said
    once more, past those who served.

    A confirmation repeated by the same means is answered, unchanged. Raises Conflict when the order is past that.
    """
    review = hear_resident(session, actor, order_id, means)
    if review.confirmation_means != means:
        confirm(session, actor, review, means)
    return review


def deny_service(session: Session, actor: Actor, *, order_id: UUID, means: str, text: str | None) -> Review:
    """The resident says that nobody came, or that it was not done (T27): no minutes rise, and the level above looks
    into it at once. They may say so, too, where others have taken down or carried that it did.

    A denial repeated by the same means is answered, unchanged. Raises Conflict when the order is past that.
    """
    review = hear_resident(session, actor, order_id, means)
    if review.denial_means != means:
        LIFECYCLE.obey(review, "contradict" if policy.taken_down(review.confirmation_means) else "deny")
        review.denied_at, review.denied_by, review.denial_means = clock.now(), actor.id, means
        review.text = text
        say(session, ServiceDenied(order_id=order_id, means=means))
        open_rectification(session, review, policy.DENIED)
    return review


def confirm(session: Session, actor: Actor, review: Review, means: str) -> None:
    """It took place: said by these means, it raises the minutes as far as they prove it."""
    LIFECYCLE.obey(review, _verb(review, means))
    review.confirmed_at, review.confirmed_by = clock.now(), actor.id
    review.confirmation_means, review.minutes_class = means, policy.minutes_class(means)
    taken_down_by = f"{actor.role}:{actor.id}" if policy.taken_down(means) else None
    about: dict[str, Any] = {"means": means, "minutes_class": review.minutes_class, "taken_down_by": taken_down_by}
    say(session, ServiceConfirmed(order_id=review.order_id, **about))


def _verb(review: Review, means: str) -> str:
    return "confirm_again" if review.minutes_class and policy.proves_more(review.minutes_class, means) else "confirm"
