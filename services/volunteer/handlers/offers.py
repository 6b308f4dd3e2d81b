"""Answers to offers: one tap accepts, one tap declines, silence expires. Exactly one leader comes of it.

The order's row is locked before the offer's, and an acceptance succeeds only while that row names no leader, whatever
the number of offers.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from services.volunteer import policy
from services.volunteer.handlers.orders import (
    PERSON,
    POOL,
    TEAM,
    answers_for,
    locked,
    own_id,
    tell_addressee,
)
from services.volunteer.handlers.rounds import open_offers
from services.volunteer.handlers.words import speaker
from services.volunteer.lifecycle import LIFECYCLE
from services.volunteer.models import Assignment, Offer, Team, Volunteer
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.contracts.volunteer import OfferDeclined, OfferExpired, OrderAccepted
from shared.db import at_or_below
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound

_SENTENCES = {
    "already_taken": "Somebody else had just said yes to this one. Thank you for being ready to go!",
    "offer_declined": "This offer was declined. If you have changed your mind, ask the dispatcher to offer it again.",
    "offer_expired": "The time to answer this offer is over. Thank you; the dispatcher goes on looking.",
    "offer_withdrawn": "This offer was taken back: nobody is needed for it any more. Thank you.",
}


def accept_offer(
    session: Session, actor: Actor, *, offer_id: UUID, for_team: UUID | None, spoken: dict[str, Any] | None
) -> Assignment:
    """Say yes and lead the order, alone or for a team (T10, T12). Who leads it already is answered with it.

    Raises NotAllowed for anybody but the one who was asked, Conflict when it is too late.
    """
    order, offer = _locked(session, actor, offer_id)
    volunteer = speaker(session, actor, order, "accept", spoken)
    leader = _claim(session, offer, volunteer, for_team)
    if leader == (order.leader_kind, order.leader_id):
        return order
    if order.leader_id is not None:
        raise Conflict("already_taken", _SENTENCES["already_taken"])
    _must_be_open(offer)
    if volunteer.status != policy.ACTIVE:
        raise Conflict("not_active", "Only an active volunteer can say yes; change your availability first.")
    LIFECYCLE.obey(order, "accept")
    order.leader_kind, order.leader_id = leader
    order.accepted_offer_id, order.accepted_by = offer_id, volunteer.volunteer_id
    _answer(offer, policy.ACCEPTED, volunteer)
    for other in open_offers(session, order):
        other.state = policy.LOST
        if other.to_id != order.leader_id:  # the pool may bring a team what it was also asked itself
            tell_addressee(session, order, other, "offer_lost")
    kind, leader_id = leader
    accepted = OrderAccepted(
        order_id=order.order_id, round=order.round, offer_id=offer_id, leader_kind=kind, leader_id=leader_id
    )
    say(session, accepted)
    return order


def decline_offer(
    session: Session, actor: Actor, *, offer_id: UUID, chip: str | None, spoken: dict[str, Any] | None
) -> Offer:
    """Say no, without a reason and without harm (T11; 条例 Art. 25). The last no ends the round."""
    order, offer = _locked(session, actor, offer_id)
    volunteer = speaker(session, actor, order, "decline", spoken)
    if offer.to_kind == POOL:
        raise Conflict("asked_everybody", "This was offered to everybody: there is no need to decline, just leave it.")
    _claim(session, offer, volunteer, None)
    _must_be_open(offer)
    _answer(offer, policy.DECLINED, volunteer)
    offer.chip = chip
    say(session, OfferDeclined(order_id=order.order_id, round=offer.round, offer_id=offer_id, chip=chip))
    _lapse_unless_open(session, order)
    return offer


def expire_offers(session: Session, actor: Actor, order: Assignment) -> None:
    """Nobody answered these before their deadline (T13). The last one ends the round."""
    order = locked(session, actor, order.order_id)
    overdue = [offer for offer in open_offers(session, order) if offer.deadline <= clock.now()]
    for offer in overdue:
        offer.state = policy.EXPIRED
        say(session, OfferExpired(order_id=order.order_id, round=offer.round, offer_id=offer.offer_id))
    if overdue:  # else somebody has answered between the look and the lock
        _lapse_unless_open(session, order)


def find_offers(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """Offers within the scope of staff; for a volunteer those that they may answer."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    wanted = [getattr(Offer, name) == value for name, value in filters.items()]
    found = sa.select(Offer).options(selectinload(Offer.order)).order_by(Offer.deadline, Offer.offer_id)
    if actor.role is Role.VOLUNTEER:
        mine = sa.or_(Offer.to_kind == POOL, Offer.to_id.in_(answers_for(own_id(actor))))
        return found.where(mine, *wanted)
    return found.join(Offer.order).where(at_or_below(Assignment.site_path, actor.scope), *wanted)


def _locked(session: Session, actor: Actor, offer_id: UUID) -> tuple[Assignment, Offer]:
    order_id = session.scalar(sa.select(Offer.order_id).where(Offer.offer_id == offer_id))
    if order_id is None:
        raise NotFound("unknown_offer", "There is no such offer.")
    order = locked(session, actor, order_id)
    return order, session.get_one(Offer, offer_id, with_for_update=True)


def _claim(session: Session, offer: Offer, volunteer: Volunteer, for_team: UUID | None) -> tuple[str, UUID]:
    """Who would lead if this volunteer says yes: kind and id. Raises when they were not asked."""
    if offer.to_kind != POOL and for_team not in {None, offer.to_id}:
        raise Invalid("for_another_team", "This was offered to somebody else than that team; leave for_team out.")
    team_id = offer.to_id if offer.to_kind == TEAM else for_team
    if team_id is None:
        asked = offer.to_kind == POOL or offer.to_id == volunteer.volunteer_id
        leader = PERSON, volunteer.volunteer_id
    else:
        team = session.get(Team, team_id)
        asked = team is not None and team.leader_id == volunteer.volunteer_id
        leader = TEAM, team_id
    if not asked:
        raise NotAllowed("not_asked", "Only whoever was asked can answer: the person, or the leader of the team.")
    return leader


def _must_be_open(offer: Offer) -> None:
    fault = policy.offer_fault(offer.state, offer.deadline, clock.now())
    if fault:
        raise Conflict(fault, _SENTENCES[fault])


def _answer(offer: Offer, state: str, volunteer: Volunteer) -> None:
    offer.state, offer.answered_at, offer.answered_by = state, clock.now(), volunteer.volunteer_id


def _lapse_unless_open(session: Session, order: Assignment) -> None:
    if not open_offers(session, order):
        LIFECYCLE.obey(order, "lapse")
