"""Looking into what was bad: opened at the next higher level, rung about, done once more if wished, ended by a finding.

One clock runs: until somebody has rung the resident, then until there is a finding.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.feedback import policy
from services.feedback.handlers.clocks import ring, run_days, run_working_day, stop
from services.feedback.handlers.orders import close, judged
from services.feedback.lifecycle import LIFECYCLE
from services.feedback.models import Rectification, Review
from shared import clock
from shared.actor import Actor
from shared.contracts.feedback import RectificationClosed, RectificationLate, RectificationOpened, ReworkAsked
from shared.identity import new_id
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid


def open_rectification(
    session: Session, review: Review, cause: str, *, level: int | None = None, **appeal: Any
) -> None:
    """Somebody of the next higher level has to look into it (T27, T30), the center after an appeal (T38)."""
    opened = Rectification(rectification_id=new_id(), cause=cause, opened_at=clock.now(), reached=False, **appeal)
    review.rectifications.append(opened)
    run_working_day(review)
    about: dict[str, Any] = {"order_id": review.order_id, "cause": cause, "closings": review.closings}
    say(session, RectificationOpened(**about, level=level))


def note_rung(review: Review, at: datetime, outcome: str) -> None:
    """Somebody has rung the resident about what is looked into; the clock goes on to the finding."""
    looking = review.looking
    looking.reached = looking.reached or outcome == policy.REACHED
    if looking.rung_at is None:
        looking.rung_at = at
        run_days(review, looking.opened_at, policy.FOUND_WITHIN)


def ring_clock(session: Session, actor: Actor, review: Review) -> None:
    """Most of the time has passed; all of it; and a working day later the level above watches (T34)."""
    if ring(review):
        LIFECYCLE.obey(review, "supervise")
        say(session, RectificationLate(order_id=review.order_id, site_path=review.site_path))


def ask_rework(
    session: Session, actor: Actor, *, order_id: UUID, other_team: bool, wanted_from: datetime, wanted_to: datetime
) -> Review:
    """It is to be done once more, as a new order for a time that the resident agreed to, by others if they wish (T31).

    Raises NotAllowed as finding does, Invalid for a time that cannot be, Conflict for the second time.
    """
    review = judged(session, actor, order_id)
    if wanted_to <= max(wanted_from, clock.now()):
        raise Invalid("window_is_past", "The wanted time must be a span that has not passed yet.")
    if review.rework_asked_at is not None:
        raise Conflict("rework_asked", "It was asked already that this be done once more.")
    LIFECYCLE.obey(review, "ask_rework", "other_team" if other_team else None)
    review.rework_asked_at = clock.now()
    about: dict[str, Any] = {"leader_kind": review.leader_kind, "leader_id": review.leader_id}
    about |= {"wanted_from": wanted_from, "wanted_to": wanted_to}
    say(session, ReworkAsked(order_id=order_id, other_team=other_team, **about))
    return review


def close_rectification(session: Session, actor: Actor, *, order_id: UUID, finding: str, sentence: str) -> Review:
    """End the looking into a bad review or a denial with a finding (T32).

    Raises NotAllowed unless the actor works for a level above the station that served, Conflict for an appeal.
    """
    review = judged(session, actor, order_id)
    if review.rectifications and review.looking.cause == policy.APPEAL:
        raise Conflict("panel_decides", "An appeal is decided by two people of the center: propose a decision.")
    end(session, actor, review, "close_rectification", finding, sentence)
    return review


def end(session: Session, actor: Actor, review: Review, verb: str, finding: str, sentence: str) -> None:
    """What was looked into is found, and the order closed."""
    close(session, review, verb, "rectified")
    stop(review)
    looking = review.looking
    looking.finding, looking.finding_sentence = finding, sentence
    looking.found_by, looking.closed_at = actor.id, clock.now()
    about: dict[str, Any] = {"order_id": review.order_id, "finding": finding, "cause": looking.cause}
    say(session, RectificationClosed(**about, called=looking.reached))
