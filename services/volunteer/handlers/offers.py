"""Answers to offers: one tap accepts, one tap declines, silence expires. Exactly one leader comes of it.

The order's row is locked before anything else, and an acceptance succeeds only while that row names no leader, whatever
the number of offers.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from services.volunteer import policy
from services.volunteer.handlers.appointments import expect_contact
from services.volunteer.handlers.fitness import must_be_fit_to_lead
from services.volunteer.handlers.orders import PERSON, POOL, TEAM, answers_for, locked, own_id, seen
from services.volunteer.handlers.rounds import ask_next_wave, end_offers, unanswered
from services.volunteer.handlers.words import Spoken, take_down, whose_word
from services.volunteer.lifecycle import LED, LIFECYCLE
from services.volunteer.models import Assignment, Offer, Team, Volunteer
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.contracts.volunteer import OfferDeclined, OfferDeclineExplained, OfferExpired, OrderAccepted, OrderLapsed
from shared.db import at_or_below
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound

_WITH_CREW = sa.select(Assignment).options(selectinload(Assignment.members)).with_for_update(of=Assignment)
_OF_OFFER = _WITH_CREW.join(Offer, Offer.order_id == Assignment.order_id).where(Offer.offer_id == sa.bindparam("offer"))
_SENTENCES = {
    "already_taken": "Somebody else had just said yes to this one. Thank you for being ready to go!",
    "need_changed": "What is needed has changed since you were asked; the dispatcher will ask anew. Thank you.",
    "not_active": "Only an active volunteer can say yes; change your availability first.",
    "offer_declined": "This offer was declined. If you have changed your mind, ask the dispatcher to offer it again.",
    "offer_expired": "The time to answer this offer is over. Thank you; the dispatcher goes on looking.",
    "offer_waiting": "You may be asked for this one later; it is with others first.",
    "offer_withdrawn": "This offer was taken back: nobody is needed for it any more. Thank you.",
    "too_many_from_pool": "You hold as many orders from the pool as one may at a time; begin one of them first.",
}


def accept_offer(
    session: Session, actor: Actor, *, offer_id: UUID, for_team: UUID | None, spoken: Spoken
) -> Assignment:
    """Say yes and lead the order, alone or for a team (T10, T12). Who leads it already is answered with it.

    Raises NotAllowed for anybody but the one who was asked, Conflict when it is too late or they are not fit for it.
    """
    order, offer, offers = _locked(session, actor, offer_id)
    volunteer = session.get(Volunteer, whose_word(actor, spoken))
    if volunteer is None:
        raise NotFound("unknown_volunteer", "Nobody is enrolled under this id; the station can enrol you.")
    kind, leader_id = _claim(session, offer, volunteer.volunteer_id, for_team)
    if (kind, leader_id) == (order.leader_kind, order.leader_id):
        return order
    _must_be_acceptable(order, offer, volunteer)
    must_be_fit_to_lead(session, order, volunteer, kind, leader_id)
    if offer.to_kind == POOL:
        _must_not_hoard(session, kind, leader_id)
    LIFECYCLE.obey(order, "claim" if offer.to_kind == POOL else "accept")
    take_down(session, actor, order, "accept", spoken)
    order.leader_kind, order.leader_id = kind, leader_id
    order.accepted_offer_id, order.accepted_by = offer_id, volunteer.volunteer_id
    expect_contact(order)
    end_offers(session, order, (one for one in offers if one is not offer), policy.LOST, "offer_lost")
    _answer(offer, policy.ACCEPTED, volunteer.volunteer_id)
    accepted = OrderAccepted(
        order_id=order.order_id, round=order.round, offer_id=offer_id, leader_kind=kind, leader_id=leader_id
    )
    say(session, accepted)
    return order


def decline_offer(session: Session, actor: Actor, *, offer_id: UUID, chip: str | None, spoken: Spoken) -> Offer:
    """Say no, without a reason and without harm (T11; 条例 Art. 25). The last no ends the round."""
    order, offer, offers = _locked(session, actor, offer_id)
    volunteer_id = whose_word(actor, spoken)
    if offer.to_kind == POOL:
        raise Conflict("asked_everybody", "This was offered to everybody: there is no need to decline, just leave it.")
    _claim(session, offer, volunteer_id, None)
    _must_be_open(offer)
    take_down(session, actor, order, "decline", spoken)
    _answer(offer, policy.DECLINED, volunteer_id)
    offer.chip = chip
    say(session, OfferDeclined(order_id=order.order_id, round=offer.round, offer_id=offer_id, chip=chip))
    _go_on(session, order, offers, policy.DECLINED)
    return offer


def explain_decline(session: Session, actor: Actor, *, offer_id: UUID, chip: str, spoken: Spoken) -> Offer:
    """Say afterwards why it was a no, which is welcome and never needed (T11); once."""
    order, offer, _ = _locked(session, actor, offer_id)
    _claim(session, offer, whose_word(actor, spoken), None)
    if offer.state != policy.DECLINED or offer.chip is not None:
        raise Conflict("nothing_to_explain", "Only a no can be explained, and once.")
    take_down(session, actor, order, "explain", spoken)
    offer.chip = chip
    say(session, OfferDeclineExplained(order_id=order.order_id, round=offer.round, offer_id=offer_id, chip=chip))
    return offer


def expire_offers(session: Session, actor: Actor, order: Assignment) -> None:
    """Nobody answered these before their deadline (T13), or they were yet to be asked. The last one ends the round."""
    order = locked(session, actor, order.order_id)
    offers = unanswered(session, order)
    overdue = [offer for offer in offers if offer.deadline <= clock.now()]
    for offer in overdue:
        offer.state = policy.EXPIRED
        say(session, OfferExpired(order_id=order.order_id, round=offer.round, offer_id=offer.offer_id))
    if overdue:  # else somebody has answered between the look and the lock
        _go_on(session, order, offers, policy.EXPIRED)


def find_offers(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """Offers within the scope of staff; for a volunteer those that they may answer."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    found = sa.select(Offer).filter_by(**filters).options(joinedload(Offer.order))
    found = found.order_by(Offer.deadline, Offer.offer_id)
    if actor.role is Role.VOLUNTEER:
        me = own_id(actor)
        led = sa.select(Team.team_id).where(Team.leader_id == me)
        mine = sa.or_(Offer.to_kind == POOL, Offer.to_id == me, Offer.to_id.in_(led))
        return found.where(mine, Offer.state != policy.WAITING)
    return found.where(Offer.order.has(at_or_below(Assignment.site_path, actor.scope)))


def _locked(session: Session, actor: Actor, offer_id: UUID) -> tuple[Assignment, Offer, list[Offer]]:
    """The order of an offer, locked; the offer, and with it all that nobody has answered of that order."""
    order = session.scalars(_OF_OFFER, {"offer": offer_id}).one_or_none()
    if order is None:
        raise NotFound("unknown_offer", "There is no such offer.")
    offers = unanswered(session, seen(order, actor), offer_id)
    offer = next(one for one in offers if one.offer_id == offer_id)
    return offer.order, offer, offers  # the same order: from now on the offer knows it, and nobody need look it up


def _claim(session: Session, offer: Offer, volunteer_id: UUID, for_team: UUID | None) -> tuple[str, UUID]:
    """Who would lead if this volunteer says yes: kind and id. Raises when they were not asked."""
    if offer.to_id is None:
        kind, leader_id = (TEAM, for_team) if for_team else (PERSON, volunteer_id)
    elif for_team in {None, offer.to_id}:
        kind, leader_id = offer.to_kind, offer.to_id
    else:
        raise Invalid("for_another_team", "This was offered to somebody else than that team; leave for_team out.")
    if answers_for(session, kind, leader_id) != volunteer_id:
        raise NotAllowed("not_asked", "Only whoever was asked can answer: the person, or the leader of the team.")
    return kind, leader_id


def _must_be_acceptable(order: Assignment, offer: Offer, volunteer: Volunteer) -> None:
    """Nobody says yes once somebody leads it, too late, while they are away, or to what is no longer wanted so."""
    if order.leader_id is not None:
        raise Conflict("already_taken", _SENTENCES["already_taken"])
    _must_be_open(offer)
    if volunteer.status != policy.ACTIVE:
        raise Conflict("not_active", _SENTENCES["not_active"])
    if offer.is_outdated:
        raise Conflict("need_changed", _SENTENCES["need_changed"])


def _must_be_open(offer: Offer) -> None:
    fault = policy.offer_fault(offer.state, offer.deadline, clock.now())
    if fault:
        raise Conflict(fault, _SENTENCES[fault])


def _answer(offer: Offer, state: str, volunteer_id: UUID) -> None:
    offer.state, offer.answered_at, offer.answered_by = state, clock.now(), volunteer_id


def _go_on(session: Session, order: Assignment, offers: list[Offer], why: str) -> None:
    """Where nobody is left who might answer, the next wave is asked; after the last one the round is over."""
    if all(offer.state != policy.OPEN for offer in offers) and not ask_next_wave(session, order, offers):
        say(session, OrderLapsed(order_id=order.order_id, round=order.round))
        LIFECYCLE.obey(order, "lapse", why)


def _must_not_hoard(session: Session, kind: str, leader_id: UUID) -> None:
    """A leader holds a few orders from the pool at a time. Their row is locked, so that two taps count each other."""
    key = Team.team_id if kind == TEAM else Volunteer.volunteer_id
    session.execute(sa.select(key).where(key == leader_id).with_for_update())
    from_pool = (
        sa.select(sa.func.count())
        .join_from(Assignment, Offer, Offer.offer_id == Assignment.accepted_offer_id)
        .where(Assignment.leader_id == leader_id, Assignment.state.in_(LED), Offer.to_kind == POOL)
    )
    if (session.scalar(from_pool) or 0) >= policy.MOST_FROM_POOL:
        raise Conflict("too_many_from_pool", _SENTENCES["too_many_from_pool"])
