"""The honest end of the search: one proposes it, another signs it, the resident is told, the gap is written down."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch.handlers.clocks import stop_clocks
from services.dispatch.handlers.orders import locked, must_speak_for_center, naming
from services.dispatch.lifecycle import LIFECYCLE
from services.dispatch.models import Gap, Order, Proposal
from shared import clock
from shared.actor import STAFF, Actor
from shared.contracts.dispatch import OrderUnfulfilled
from shared.db import at_or_below
from shared.messaging.outbox import say
from shared.refusals import Conflict


def propose_unfulfilled(
    session: Session, actor: Actor, *, order_id: UUID, reason_code: str, sentence: str, alternative: str
) -> Order:
    """The first signature: nobody can be found, why, and what may help instead (T16). A new proposal takes the place of
    an unsigned one."""
    order = locked(session, actor, order_id)
    if not LIFECYCLE.allows(order, "declare_unfulfilled"):
        raise Conflict(f"order_is_{order.state}", "Only an order that waits in the queue can be given up.")
    order.proposal = order.proposal or Proposal()
    order.proposal.round = order.round
    order.proposal.reason_code, order.proposal.sentence = reason_code, sentence
    order.proposal.alternative = alternative
    order.proposal.proposed_by, order.proposal.proposed_at = actor.id, clock.now()
    return order


def sign_unfulfilled(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """The second signature, by somebody else at the center: the search ends, and all are told (T16).

    Raises NotAllowed below the center, Conflict without a proposal of this round or for whoever proposed it.
    """
    order = locked(session, actor, order_id)
    must_speak_for_center(actor)
    proposal = order.proposal
    if proposal is None or proposal.round != order.round:
        raise Conflict("no_proposal", "Nobody has proposed this since the last round; propose it first.")
    if proposal.proposed_by == actor.id:
        raise Conflict("same_person", "You proposed this yourself; another person has to sign it.")
    LIFECYCLE.obey(order, "declare_unfulfilled", proposal.reason_code)
    proposal.signed_by, proposal.signed_at = actor.id, clock.now()
    stop_clocks(order)
    told: dict[str, Any] = {"reason_code": proposal.reason_code, "alternative": proposal.alternative}
    say(session, OrderUnfulfilled(**naming(order), **told))
    session.add(Gap(order_id=order_id, item_code=order.item_code, site_path=order.site_path, at=clock.now(), **told))
    return order


def find_gaps(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """The gap list within the scope of the member of staff who asks, the newest first."""
    actor.must_be(STAFF)
    wanted = [getattr(Gap, name) == value for name, value in filters.items()]
    return sa.select(Gap).where(at_or_below(Gap.site_path, actor.scope), *wanted).order_by(Gap.at.desc(), Gap.order_id)
