"""The version of the roster: it grows with every transaction that changes anything about somebody on it.

The queue knows nothing of this; it is watched while it is written, so that no handler can forget it. A process that
keeps the roster in memory reads those again whose mark is newer than its own version. The number is taken at the very
end of a transaction and kept from others until that is over, so versions become visible in their order; and whoever has
it waits for nobody.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, object_session

from services.dispatch.lifecycle import State
from services.dispatch.models import Base, Crew, Offer, Order, Site, Team, Volunteer
from services.dispatch.suggesting.tables import Mark, Suggestion

ROSTER = UUID(int=0)
"""The mark of the roster itself holds its version."""
SITES = UUID(int=1)
"""The mark of where the sites are, all of them together."""
_MARKED = "marked"
_UNIT = sa.bindparam("unit_id", type_=sa.Uuid)
_NEXT = sa.text(
    "INSERT INTO roster_marks (unit_id, number) VALUES (:unit_id, 1)"
    " ON CONFLICT (unit_id) DO UPDATE SET number = roster_marks.number + 1 RETURNING number"
).bindparams(_UNIT)
_MARK = sa.text(
    "INSERT INTO roster_marks (unit_id, number) VALUES (:unit_id, :number)"
    " ON CONFLICT (unit_id) DO UPDATE SET number = excluded.number"
).bindparams(_UNIT)
_COUNTED = ("leader_id", "round", "served_at", "starts_at", "start_by")
"""What is read of an order for the roster, besides its state."""
VERSION = sa.select(Mark.number).where(Mark.unit_id == ROSTER)
PLACED = sa.select(Mark.number).where(Mark.unit_id == SITES)


Listener = Callable[[Any], None]


def _written(table: type[Base]) -> Callable[[Listener], Listener]:
    """Watch whatever is written of a table."""

    def watch(listener: Listener) -> Listener:
        for moment in ("after_insert", "after_update", "after_delete"):
            event.listen(table, moment, lambda _mapper, _connection, one: listener(one))
        return listener

    return watch


@_written(Volunteer)
def _described(one: Volunteer) -> None:
    _mark(one, [one.volunteer_id])


@_written(Team)
def _team_described(one: Team) -> None:
    _mark(one, [one.team_id])


@_written(Site)
def _placed(one: Site) -> None:
    _mark(one, [SITES])


@_written(Offer)
def _asked(one: Offer) -> None:
    _mark(one, [one.to_id])


@_written(Order)
def _led(one: Order) -> None:
    """Whoever leads, and whoever led until now; but who stands at the door is as busy as who is on the way."""
    written = sa.inspect(one).attrs
    leaders, states = written.leader_id.history, written.state.history
    arrived = (*states.deleted, *states.added) == (State.ACCEPTED, State.IN_SERVICE)
    if not arrived or any(written[name].history.has_changes() for name in _COUNTED):
        _mark(one, [*leaders.deleted, *leaders.unchanged, *leaders.added])


@_written(Crew)
def _was_there(one: Crew) -> None:
    _mark(one, [one.volunteer_id])


@_written(Suggestion)
def _suggested(one: Suggestion) -> None:
    _mark(one, [one.unit_id])


def _mark(written: Any, units: Sequence[UUID | None]) -> None:
    session = object_session(written)
    assert session is not None  # it is being written
    session.info.setdefault(_MARKED, set()).update(filter(None, units))


@event.listens_for(Session, "before_commit")
def _number(session: Session) -> None:
    """Write down whatever is not written yet, and then the marks."""
    session.flush()
    marked = session.info.pop(_MARKED, None)
    if marked:
        connection = session.connection()
        number = connection.scalar(_NEXT, {"unit_id": ROSTER})
        connection.execute(_MARK, [{"unit_id": one, "number": number} for one in sorted(marked)])
