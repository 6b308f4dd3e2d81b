"""Appeals: after an order was closed, its resident or a volunteer asks the center to look once more (T38)."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.feedback import policy
from services.feedback.handlers.orders import JUDGES, WRITERS, locked
from services.feedback.handlers.rectifying import end, open_rectification
from services.feedback.handlers.reviewing import must_be_in_time
from services.feedback.lifecycle import LIFECYCLE, State
from services.feedback.models import Fact, Review
from shared.actor import CALLERS, Actor, Role
from shared.contracts.volunteer import OrderAccepted, OrderNoShow, TeamDescribed
from shared.refusals import Conflict, NotAllowed

_APPELLANTS = {
    policy.RESULT: CALLERS | WRITERS,
    policy.RATING: frozenset({Role.VOLUNTEER}),
    policy.NO_SHOW: frozenset({Role.VOLUNTEER}),
}


def appeal_order(session: Session, actor: Actor, *, order_id: UUID, about: str, text: str) -> Review:
    """Ask the center to look once more: the resident about the result, a volunteer about the rating or the mark that
    they did not come.

    Raises NotAllowed for whoever it does not concern, Conflict more than 15 days after closing or for the second time.
    """
    review = locked(session, actor, order_id, _APPELLANTS[about])
    if actor.role is Role.VOLUNTEER and actor.id not in _concerned(session, review, about):
        raise NotAllowed("not_concerned", "Only whom it concerns can appeal: who served, or was marked as not come.")
    if any(one.appeal_about == about for one in review.rectifications):
        raise Conflict("appealed_already", "The center has looked at just this once more; that stands.")
    if about == policy.RATING and review.level is None:
        raise Conflict("not_rated", "Nobody has rated this order; there is nothing to appeal about.")
    LIFECYCLE.obey(review, "appeal", about)
    must_be_in_time(review)
    who = f"{actor.role}:{actor.id}"
    open_rectification(session, review, policy.APPEAL, appeal_about=about, appealed_by=who, appeal_text=text)
    return review


def propose_decision(session: Session, actor: Actor, *, order_id: UUID, finding: str, sentence: str) -> Review:
    """The first signature of the panel: the finding, and the sentence for whoever appealed. A new proposal takes the
    place of an unsigned one."""
    review = _before_the_panel(session, actor, order_id)
    looking = review.looking
    looking.finding, looking.finding_sentence, looking.proposed_by = finding, sentence, actor.id
    return review


def sign_decision(session: Session, actor: Actor, *, order_id: UUID) -> Review:
    """The second signature, by somebody else of the center: it is decided, and the order closed again.

    Raises Conflict without a proposal, or for whoever proposed it.
    """
    review = _before_the_panel(session, actor, order_id)
    proposed = review.looking
    if proposed.finding is None or proposed.finding_sentence is None:
        raise Conflict("no_proposal", "Nobody has proposed a decision; propose it first.")
    if proposed.proposed_by == actor.id:
        raise Conflict("same_person", "You proposed this yourself; another person has to sign it.")
    end(session, actor, review, "decide", proposed.finding, proposed.finding_sentence)
    return review


def _before_the_panel(session: Session, actor: Actor, order_id: UUID) -> Review:
    """An appeal that stands open, for somebody of the center whose own finding it is not about."""
    review = locked(session, actor, order_id, JUDGES)
    if not policy.speaks_for_center(actor.scope):
        raise NotAllowed("center_only", "An appeal is decided by two people of the center.")
    if review.state != State.RECTIFYING or review.looking.cause != policy.APPEAL:
        raise Conflict(f"order_is_{review.state}", "There is no appeal to decide.")
    if actor.id in {one.found_by for one in review.rectifications if one.cause != policy.APPEAL}:
        raise NotAllowed("judged_before", "You judged this order before; others of the center have to look now.")
    return review


def _concerned(session: Session, review: Review, about: str) -> set[str]:
    """The volunteers who may appeal: of a rating whoever went or led, of a no-show whoever led the round."""
    if about == policy.RATING:
        return {*review.crew, str(review.leader_id)}
    missed = {fact["round"] for fact in _facts(session, review, OrderNoShow.TYPE)}
    led = {fact["leader_id"] for fact in _facts(session, review, OrderAccepted.TYPE) if fact["round"] in missed}
    teams = sa.select(Fact.data).where(Fact.type == TeamDescribed.TYPE, Fact.subject.in_(led))
    return led | {team["leader_id"] for team in session.scalars(teams)}


def _facts(session: Session, review: Review, type_: str) -> list[dict[str, Any]]:
    told = sa.select(Fact.data).where(Fact.type == type_, Fact.subject == str(review.order_id))
    return list(session.scalars(told))
