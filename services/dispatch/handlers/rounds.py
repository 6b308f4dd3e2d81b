"""Rounds: opened, undone while nobody has heard of them, taken back, and ended when the last one asked has said no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.handlers.chips import warn
from services.dispatch.handlers.clocks import await_answers, go_on_waiting
from services.dispatch.handlers.levels import search_on
from services.dispatch.handlers.limits import limit_of
from services.dispatch.handlers.orders import close_offers, locked, naming, need_of, release
from services.dispatch.lifecycle import LIFECYCLE
from services.dispatch.models import Offer, Order, Team, Volunteer
from shared import clock
from shared.actor import Actor
from shared.contracts import dispatch
from shared.contracts.dispatch import OrderOffered, OrderWithdrawn
from shared.db import ask
from shared.identity import new_id
from shared.messaging.outbox import say, unsay
from shared.refusals import Conflict, Invalid

Asked = Sequence[Mapping[str, Any]]
"""Who is asked: `to_kind`, `to_id`, `wave` and `deadline` of each."""

_FAULTS = {
    "deadline_missing": "Say until when they may answer: for the round, or for each one asked.",
    "deadline_past": "The deadline must lie ahead, so that they can answer.",
    "deadline_too_late": "The deadline lies after the start of the last possible visit; choose an earlier one.",
    "waves_unordered": "Count the waves from 1 without a gap, each with one deadline, later than the wave before.",
    "to_id_mismatch": "A team or a person needs a to_id, the pool has none.",
    "asked_twice": "The same one is asked twice in this round; ask them once.",
    "left_out": "The resident wishes for others than the last time: ask somebody else, by name, not the pool.",
    "unknown_addressee": "The roster has no such team or volunteer; look them up there.",
    "not_active": "This volunteer is paused or not confirmed yet; ask somebody else.",
}
_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_TEAMS = sa.select(sa.literal("team"), Team.team_id, sa.literal(policy.ACTIVE)).where(Team.team_id.in_(_IDS))
_PEOPLE = sa.select(sa.literal("person"), Volunteer.volunteer_id, Volunteer.status)
_STATUSES: sa.CompoundSelect[Any] = sa.union_all(_TEAMS, _PEOPLE.where(Volunteer.volunteer_id.in_(_IDS)))


@dataclass(frozen=True, slots=True)
class Rounds:
    """Opens rounds, each held back for `undo_for` (machine time), so that it can be undone before anybody is asked."""

    undo_for: timedelta

    def offer(self, session: Session, actor: Actor, order: Order, offers: Asked, deadline: datetime | None) -> None:
        """Open a round for an order that is locked: ask these, in waves, until their deadlines (T8, T9).

        Raises Invalid for a deadline or somebody to ask that cannot be, Conflict while another round stands or the
        order is on hold.
        """
        asked = [{**offer, "deadline": offer["deadline"] or deadline} for offer in offers]
        asked.sort(key=lambda one: one["wave"])
        pool = any(one["to_kind"] == policy.POOL for one in asked)
        open_round(session, actor, order, "open_pool" if pool else "offer", asked, self.undo_for)
        warn(session, order, order.standing_offers)


def open_round(
    session: Session, actor: Actor, order: Order, verb: str, asked: Asked, undo_for: timedelta | None = None
) -> None:
    """Ask these. Raises as offering does."""
    LIFECYCLE.obey(order, verb)
    if order.held_since is not None:
        raise Conflict("order_is_held", "The order is on hold, as its recipient wishes; ask when it goes on.")
    if fault := _fault(session, order, asked):
        raise Invalid(fault, _FAULTS[fault])
    need, spoken = need_of(order), [dispatch.Offer(offer_id=new_id(), **one) for one in asked]
    offered = OrderOffered(
        order_id=order.order_id,
        round=order.round,
        need=need,
        offers=spoken,
        version=order.version,
        contact_minutes=limit_of(session, order).contact_minutes,
    )
    event_id = say(session, offered, held=undo_for)
    made = {"round": order.round, "version": order.version, "made_by": actor.id, "event_id": event_id}
    visit = max(need.wanted_from, clock.now())
    order.offers.extend(Offer(**vars(offer), **made, visit_at=visit, state=policy.OPEN) for offer in spoken)
    order.transfer_to = None
    await_answers(order, max(offer.deadline for offer in spoken))


def undo_offers(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """Take a round back before anybody was asked; if somebody was, withdraw it. The answer says which."""
    order = locked(session, actor, order_id)
    if _unsaid(session, order):
        LIFECYCLE.obey(order, "undo")
        order.offers = [offer for offer in order.offers if offer.round != order.round]
        go_on_waiting(order)
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


def take_back(session: Session, order: Order, round_: int, reason_code: str) -> None:
    """Nobody need answer this round or lead any more; volunteer tells all of it, and thanks whoever accepted."""
    close_offers(order.offers)
    release(order)
    say(session, OrderWithdrawn(**naming(order) | {"round": round_}, reason_code=reason_code))


def _withdraw(session: Session, order: Order, reason_code: str) -> None:
    withdrawn = order.round
    LIFECYCLE.obey(order, "withdraw", reason_code)
    take_back(session, order, withdrawn, reason_code)
    search_on(session, order)


def _unsaid(session: Session, order: Order) -> bool:
    return all(unsay(session, event_id) for event_id in {offer.event_id for offer in order.standing_offers})


def _fault(session: Session, order: Order, asked: Asked) -> str | None:
    if any(one["deadline"] is None for one in asked):
        return "deadline_missing"
    assert order.start_by is not None  # it has been approved
    deadlines = sorted({one["deadline"] for one in asked})
    late = [fault for one in deadlines if (fault := policy.deadline_fault(one, clock.now(), order.start_by))]
    whom = [(one["to_kind"], one["to_id"]) for one in asked]
    return (
        next(iter(late), None)
        or policy.waves_fault([(one["wave"], one["deadline"]) for one in asked])
        or policy.addressee_fault(whom, _statuses(session, whom), order.leave_out)
    )


def _statuses(session: Session, asked: Sequence[policy.Addressee]) -> dict[policy.Addressee, str]:
    """The status of each one asked who is on the roster; a team has none of its own and counts as active."""
    ids = [to_id for _, to_id in asked if to_id is not None]
    return {(kind, one_id): status for kind, one_id, status in ask(session, _STATUSES, ids=ids)}
