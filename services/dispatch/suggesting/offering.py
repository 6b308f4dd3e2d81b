"""The verbs of suggesting, over one roster in memory: who could be asked, who is, and what was decided for what reason.

The engine and its arrays are loaded when they are first asked for: a worker never asks, nor who only looks at orders.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.dispatch.handlers.orders import locked
from services.dispatch.handlers.rounds import Rounds
from services.dispatch.lifecycle import State
from services.dispatch.models import Order
from services.dispatch.suggesting import standing
from services.dispatch.suggesting.needs import answerable
from services.dispatch.suggesting.tables import Snapshot, Suggestion
from shared.actor import Actor

if TYPE_CHECKING:
    from services.dispatch.suggesting.current import Current
    from services.dispatch.suggesting.snapshots import Seen

FIRST = 5
"""Whoever asks somebody else than the first so many is asked for a reason."""

REASONS = ("knows_them", "resident_asked", "knows_the_way", "works_together", "other")
"""Why somebody else was chosen than who was suggested."""


class Suggesting:
    """Who is suggested, and what a dispatcher makes of it."""

    def __init__(self, rounds: Rounds) -> None:
        self._rounds = rounds

    @cached_property
    def _current(self) -> "Current":
        from services.dispatch.suggesting.current import Current

        return Current()

    def show_candidates(self, session: Session, actor: Actor, **asked: Any) -> dict[str, Any]:
        """Who could serve an order: the best twenty persons and teams, and why the others cannot."""
        from services.dispatch.suggesting.candidates import show_candidates

        return show_candidates(self._current, session, actor, **asked)

    def show_candidate(self, session: Session, actor: Actor, **asked: Any) -> dict[str, Any]:
        """Why somebody is not among the best for an order: the rule that stops them, or their place."""
        from services.dispatch.suggesting.candidates import show_candidate

        return show_candidate(self._current, session, actor, **asked)

    def offer_order(
        self,
        session: Session,
        actor: Actor,
        *,
        order_id: UUID,
        offers: Sequence[Mapping[str, Any]],
        deadline: datetime | None,
        override_reason: str | None,
    ) -> Order:
        """Open a round: ask these, in waves, until their deadlines (T8, T9; 条例 Art. 25: an offer, never an order).

        What was suggested just then is kept beside it. Raises as opening a round does.
        """
        order = locked(session, actor, order_id)
        seen = self._look(session, order)
        standing.overtake(session, order)
        self._rounds.offer(session, actor, order, offers, deadline)
        if seen is not None:
            from services.dispatch.suggesting.snapshots import write_down

            order.choice = _choice(write_down(session, actor, order, seen, offers, override_reason))
        return order

    def show_suggestion(self, session: Session, actor: Actor, *, suggestion_id: UUID, language: str) -> Suggestion:
        """A suggestion, and why it is the best for the county: what counts, and for whom others are needed more."""
        from services.dispatch.suggesting.telling import worded

        suggestion = standing.seen(session, actor, suggestion_id)
        suggestion.reasons = worded(suggestion.why, language)
        return suggestion

    def confirm_suggestion(
        self, session: Session, actor: Actor, *, suggestion_id: UUID, deadline: datetime | None
    ) -> Order:
        """Ask whom a suggestion names. Raises Conflict when the order has changed, NotFound, and as offering does."""
        suggestion = standing.seen(session, actor, suggestion_id)
        order = locked(session, actor, suggestion.order_id)
        confirmed: dict[str, Any] = {"outcome": standing.CONFIRMED, "deadline": deadline}
        standing.act_on(session, actor, order, suggestion, undo_for=self._rounds.undo_for, **confirmed)
        return order

    def _look(self, session: Session, order: Order) -> "Seen | None":
        """Who suits the order best; of one that cannot be offered now, nobody is suggested."""
        if order.state != State.PENDING or not answerable(order):
            return None
        from services.dispatch.suggesting.snapshots import look

        return look(self._current, session, order)


def _choice(snapshot: Snapshot) -> dict[str, Any]:
    places = [one["place"] for one in snapshot.chosen]
    unusual = any(place is None or place > FIRST for place in places)
    return {
        "snapshot_id": str(snapshot.snapshot_id),
        "chosen": snapshot.chosen,
        "asks_reason": unusual and snapshot.reason_code is None,
    }
