"""All open orders of the county, and everybody who can help, as one question to the engine."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session, selectinload

from services.dispatch.matching import halfdays, model
from services.dispatch.matching.question import Question
from services.dispatch.models import Order
from services.dispatch.suggesting import needs, reading
from services.dispatch.suggesting.standing import to_commit, uncommitted
from services.dispatch.suggesting.weighing import automatic_items, versions, weights_of
from shared import clock
from shared.clock import SHANGHAI


@dataclass(frozen=True, slots=True)
class County:
    """The question, as of a version of the roster; which of its orders have to be told now, and which are then offered
    by themselves."""

    question: Question
    roster_version: int
    commit: frozenset[str]
    automatic: frozenset[str]
    orders: dict[str, tuple[int, int]]
    """For each order its round, and the version of its need."""


def county(session: Session) -> County:
    """The county as it stands now."""
    now, there = clock.now(), versions(session)
    orders = [
        order
        for order in session.scalars(uncommitted(now).options(selectinload(Order.offers)))
        if needs.answerable(order)
    ]
    due = set(session.scalars(to_commit(now).with_only_columns(Order.order_id)))
    items = automatic_items(session, there.weights)
    begins = halfdays.monday(now.astimezone(SHANGHAI).date())
    said = needs.chips(session)
    people, teams = _units(session, begins, needs.resting(said))
    question = Question(
        now=now,
        begins=begins,
        weights=weights_of(session, there.weights),
        sites=tuple(reading.sites(session)),
        volunteers=people,
        teams=teams,
        needs=tuple(needs.with_chips(one, said) for one in needs.needs_of(session, orders)),
    )
    return County(
        question=question,
        roster_version=there.roster,
        commit=frozenset(str(order.order_id) for order in orders if order.order_id in due),
        automatic=frozenset(str(order.order_id) for order in orders if order.item_code in items),
        orders={str(order.order_id): (order.round, order.version) for order in orders},
    )


def _units(
    session: Session, begins: date, resting: Collection[str]
) -> tuple[tuple[model.Volunteer, ...], tuple[model.Team, ...]]:
    """Everybody by id; whoever wants to be left in peace counts as paused."""
    everybody = sorted(reading.NEWER.read(session, begins, known=0), key=lambda one: one.id)
    people = (one for one in everybody if isinstance(one, model.Volunteer))
    teams = tuple(one for one in everybody if isinstance(one, model.Team) and one.id not in resting)
    return tuple(replace(one, active=one.active and one.id not in resting) for one in people), teams
