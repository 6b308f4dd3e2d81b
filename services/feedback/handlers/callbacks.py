"""The call-back list: whom staff ring because they said nothing, or because it was bad; and how each call went.

Of those who stay silent to the end a share is drawn, the same whoever draws it. The center publishes the share as
versions; which one an order was drawn by stays on record.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.feedback import policy
from services.feedback.handlers.orders import hear_resident, in_scope, must_stand_above, show_order
from services.feedback.handlers.rectifying import note_rung
from services.feedback.lifecycle import WAITING, State
from services.feedback.models import Base, Call, Rectification, Review, Sampling
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.contracts.feedback import CallbackMade
from shared.db import insert_once
from shared.identity import new_id
from shared.messaging.outbox import say
from shared.refusals import Conflict, Invalid, NotAllowed

_SAMPLINGS = Base.metadata.tables[Sampling.__tablename__]


def find_callbacks(session: Session, actor: Actor) -> sa.Select[Any]:
    """Whom to ring: first about what is looked into at a site below, by its due time; then who has not said within
    three days whether the service took place, and who was drawn of those who said nothing."""
    actor.must_be(STAFF)
    unrung = sa.select(Rectification.order_id).where(Rectification.closed_at.is_(None), Rectification.rung_at.is_(None))
    below = sa.true() if policy.speaks_for_center(actor.scope) else Review.site_path != actor.scope
    bad = sa.and_(Review.state == State.RECTIFYING, below, Review.order_id.in_(unrung))
    late = sa.and_(Review.state == State.SERVED, Review.served_at <= clock.now() - policy.CONFIRMED_WITHIN)
    drawn = sa.and_(Review.state.in_(WAITING), Review.sampled_at.is_not(None))
    listed = in_scope(actor).where(sa.or_(bad, late, drawn))
    return listed.order_by(sa.case((bad, 0), else_=1), Review.due_at, Review.served_at, Review.order_id)


def record_call(session: Session, actor: Actor, *, order_id: UUID, outcome: str, solved: bool | None) -> Call:
    """Somebody rang the resident (T27, T28, T30); what they said of the service is taken down by its own verb.

    Raises NotAllowed for whoever wrote the visit down, and for the site itself where it is looked into, Conflict for an
    order that is closed, Invalid for an answer of somebody who was not reached.
    """
    review = hear_resident(session, actor, order_id, "phone")
    if review.state == State.RECTIFYING:
        must_stand_above(actor, review)
    if review.state == State.CLOSED:
        raise Conflict("order_is_closed", "The order is closed; there is nothing to ring about any more.")
    if solved is not None and outcome != policy.REACHED:
        raise Invalid("not_reached", "Only who was reached can say whether it is solved; leave that out.")
    call = Call(call_id=new_id(), order_id=order_id, at=clock.now(), made_by=actor.id, outcome=outcome, solved=solved)
    session.add(call)
    if review.state == State.RECTIFYING:
        note_rung(review, call.at, outcome)
    say(session, CallbackMade(order_id=order_id, outcome=outcome, solved=solved))
    return call


def find_calls(session: Session, actor: Actor, *, order_id: UUID) -> sa.Select[Any]:
    """The calls about an order, oldest first."""
    actor.must_be(STAFF)
    show_order(session, actor, order_id=order_id)
    return sa.select(Call).where(Call.order_id == order_id).order_by(Call.call_id)


def publish_sampling(session: Session, actor: Actor, *, percent: int) -> Sampling:
    """A new share of those who said nothing that is rung, from now on. Raises NotAllowed below the center."""
    actor.must_be({Role.OFFICE})
    if not policy.speaks_for_center(actor.scope):
        raise NotAllowed("center_only", "Only the center publishes the share.")
    row: dict[str, Any] = {"version": sampling_in_force(session).version + 1, "percent": percent}
    row |= {"published_by": actor.id, "published_at": clock.now()}
    if not insert_once(session, _SAMPLINGS, row, "version"):
        raise Conflict("changed_meanwhile", "Somebody published a share this moment; look at it first.")
    return session.get_one(Sampling, row["version"])


def find_samplings(session: Session, actor: Actor) -> sa.Select[Any]:
    """All shares ever published, the newest first; before the first that of the house holds."""
    actor.must_be(STAFF)
    return sa.select(Sampling).order_by(Sampling.version.desc())


def sampling_in_force(session: Session) -> Sampling:
    """The share that holds now; version 0 is that of the house."""
    newest = session.scalars(sa.select(Sampling).order_by(Sampling.version.desc()).limit(1)).first()
    return newest or Sampling(version=0, percent=policy.SAMPLED_PERCENT)
