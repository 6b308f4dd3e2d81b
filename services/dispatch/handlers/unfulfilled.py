"""The honest end of the search: one proposes it, another signs it, and the resident is told."""

from uuid import UUID

from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.handlers.queue import locked
from services.dispatch.lifecycle import LIFECYCLE
from services.dispatch.models import Order, Proposal
from shared import clock
from shared.actor import Actor
from shared.contracts.dispatch import OrderUnfulfilled
from shared.messaging.outbox import say
from shared.refusals import Conflict, NotAllowed


def propose_unfulfilled(session: Session, actor: Actor, *, order_id: UUID, reason_code: str, sentence: str) -> Order:
    """The first signature: nobody can be found, and why (T16). A new proposal takes the place of an unsigned one."""
    order = locked(session, actor, order_id)
    if not LIFECYCLE.allows(order, "declare_unfulfilled"):
        raise Conflict(f"order_is_{order.state}", "Only an order that waits in the queue can be given up.")
    order.proposal = order.proposal or Proposal()
    order.proposal.round = order.round
    order.proposal.reason_code, order.proposal.sentence = reason_code, sentence
    order.proposal.proposed_by, order.proposal.proposed_at = actor.id, clock.now()
    return order


def sign_unfulfilled(session: Session, actor: Actor, *, order_id: UUID) -> Order:
    """The second signature, by somebody else at the center: the search ends, and all are told (T16).

    Raises NotAllowed below the center, Conflict without a proposal of this round or for whoever proposed it.
    """
    order = locked(session, actor, order_id)
    if not policy.speaks_for_center(actor.scope):
        raise NotAllowed("center_only", "Only the center can sign that nobody can be found.")
    proposal = order.proposal
    if proposal is None or proposal.round != order.round:
        raise Conflict("no_proposal", "Nobody has proposed this since the last round; propose it first.")
    if proposal.proposed_by == actor.id:
        raise Conflict("same_person", "You proposed this yourself; another person has to sign it.")
    LIFECYCLE.obey(order, "declare_unfulfilled")
    proposal.signed_by, proposal.signed_at = actor.id, clock.now()
    say(
        session,
        OrderUnfulfilled(
            order_id=order_id, site_path=order.site_path, round=order.round, reason_code=proposal.reason_code
        ),
    )
    return order
