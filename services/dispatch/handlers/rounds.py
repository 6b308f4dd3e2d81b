"""Rounds: opened, undone while nobody has heard of them, withdrawn, and ended when the last one asked has said no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.handlers.queue import known, locked
from services.dispatch.lifecycle import LIFECYCLE, State
from services.dispatch.models import Offer, Order, Team, Volunteer
from shared import clock
from shared.actor import Actor
from shared.contracts import dispatch
from shared.contracts.dispatch import OrderOffered, OrderWithdrawn
from shared.contracts.request import Need
from shared.contracts.volunteer import OfferDeclined, OfferExpired
from shared.identity import new_id
from shared.lifecycle import Contradicts, TooEarly
from shared.messaging.outbox import say, unsay
from shared.refusals import Invalid

_FAULTS = {
    "deadline_past": "The deadline must lie ahead, so that they can answer.",
    "deadline_too_late": "The deadline lies after the start of the last possible visit; choose an earlier one.",
    "to_id_mismatch": "A team or a person needs a to_id, the pool has none.",
    "asked_twice": "The same one is asked twice in this round; ask them once.",
    "unknown_addressee": "The roster has no such team or volunteer; look them up there.",
    "not_active": "This volunteer is paused or not confirmed yet; ask somebody else.",
}


@dataclass(frozen=True, slots=True)
class Rounds:
    """Opens rounds, each held back for `undo_for` (machine time), so that it can be undone before anybody is asked."""

    undo_for: timedelta

    def offer_order(
        self, session: Session, actor: Actor, *, order_id: UUID, offers: Sequence[Mapping[str, Any]], deadline: datetime
    ) -> Order:
        """Open a round: ask these, until the deadline (T8, T9; 条例 Art. 25: an offer, never an order).

        Raises Invalid for a deadline or somebody to ask that cannot be, Conflict while another round stands.
        """
        order = locked(session, actor, order_id)
        LIFECYCLE.obey(order, "offer")
        need = Need.from_wire(order.need)
        asked = [(offer["to_kind"], offer["to_id"]) for offer in offers]
        fault = policy.deadline_fault(
            deadline, clock.now(), need.wanted_to, need.item.minutes
        ) or policy.addressee_fault(asked, _statuses(session, asked))
        if fault:
            raise Invalid(fault, _FAULTS[fault])
        spoken = [
            dispatch.Offer(offer_id=new_id(), to_kind=kind, to_id=to_id, deadline=deadline) for kind, to_id in asked
        ]
        offered = OrderOffered(order_id=order_id, round=order.round, need=need, offers=spoken)
        event_id = say(session, offered, held=self.undo_for)
        for offer in spoken:
            row = Offer(**vars(offer), round=order.round, state="open", made_by=actor.id, event_id=event_id)
            order.offers.append(row)
        return order


def undo_offers(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """Take a round back before anybody was asked; if somebody was, withdraw it. The answer says which."""
    order = locked(session, actor, order_id)
    held = {offer.event_id for offer in order.standing_offers}
    if all(unsay(session, event_id) for event_id in held):
        LIFECYCLE.obey(order, "undo")
        order.offers = [offer for offer in order.offers if offer.round != order.round]
        order.undone = "unsaid"
    else:
        _withdraw(session, order, "wrong_choice")
        order.undone = "withdrawn"
    return order


def withdraw_order(session: Session, actor: Actor, *, order_id: UUID, reason_code: str) -> Order:
    """Take the round back, accepted or not; volunteer tells and thanks whoever accepted (T21)."""
    order = locked(session, actor, order_id)
    _withdraw(session, order, reason_code)
    return order


def note_declined(session: Session, event: OfferDeclined) -> None:
    """One said no, as is their right; it counts against nobody (T11; 条例 Art. 25)."""
    _note_answer(session, event, "declined")


def note_expired(session: Session, event: OfferExpired) -> None:
    """One did not answer in time (T13)."""
    _note_answer(session, event, "expired")


def _note_answer(session: Session, event: OfferDeclined | OfferExpired, answer: str) -> None:
    """The answer belongs to its offer for good; it ends the round only if that stands and it was the last one open."""
    order = known(session, event.order_id)
    offer = next((one for one in order.offers if one.offer_id == event.offer_id), None)
    if offer is None and event.round > order.round:
        raise TooEarly("an answer of a round to come")
    if offer is None:
        raise Contradicts("an answer to an offer that was never made")
    offer.state = answer
    if order.state == State.OFFERED and all(one.state != "open" for one in order.standing_offers):
        LIFECYCLE.obey(order, "lapse")


def _withdraw(session: Session, order: Order, reason_code: str) -> None:
    withdrawn = order.round
    LIFECYCLE.obey(order, "withdraw")
    order.close_open_offers()
    order.leader_kind = order.leader_id = None
    say(
        session,
        OrderWithdrawn(order_id=order.order_id, site_path=order.site_path, round=withdrawn, reason_code=reason_code),
    )


def _statuses(session: Session, asked: Sequence[policy.Addressee]) -> dict[policy.Addressee, str]:
    """The status of each one asked who is on the roster; a team has none of its own and counts as active."""
    ids = [to_id for _, to_id in asked if to_id is not None]
    teams = session.scalars(sa.select(Team.team_id).where(Team.team_id.in_(ids)))
    people = session.execute(sa.select(Volunteer.volunteer_id, Volunteer.status).where(Volunteer.volunteer_id.in_(ids)))
    by_team: dict[policy.Addressee, str] = {("team", team_id): policy.ACTIVE for team_id in teams}
    return by_team | {("person", volunteer_id): status for volunteer_id, status in people}
