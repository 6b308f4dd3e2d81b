"""The county assigned: solved, checked, and of the answer told what has to be told now.

What is not told is forgotten: it is solved again with whatever comes, until its time has come.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from services.dispatch.assigning.county import County, county
from services.dispatch.handlers.orders import need_of
from services.dispatch.lifecycle import State
from services.dispatch.matching import question
from services.dispatch.matching.asked import Asked
from services.dispatch.matching.check import Check
from services.dispatch.matching.explain import reasons
from services.dispatch.matching.model import Plan
from services.dispatch.matching.model import Suggestion as Suggested
from services.dispatch.models import Order
from services.dispatch.suggesting import standing, telling
from services.dispatch.suggesting.snapshots import keep
from services.dispatch.suggesting.tables import Mark, Paper, Snapshot, Suggestion
from shared import clock, history
from shared.actor import Actor, Door, Role
from shared.clock import SHANGHAI
from shared.db import Database
from shared.identity import new_id
from shared.refusals import Refusal

ASSIGN = Actor(id="assign", role=Role.SYSTEM, scope="", door=Door.CLOCK)
BEGINS = {False: 8, True: 12}
"""The hour with which a morning begins, and an afternoon."""

Answer = Callable[[Asked], Plan]

log = structlog.get_logger()


class Draft(NamedTuple):
    """What could be told: who is suggested, and the reasons as codes."""

    one: Suggested
    why: dict[str, Any]


def assign_county(database: Database, answer: Answer, undo_for: timedelta) -> int:
    """Clear what no longer stands, solve, tell what has to be told, and offer what the county has offered by itself;
    how many suggestions were told. Nothing is locked while it is solved."""
    database.transact(standing.clear)
    with database.read() as session:
        asked = county(session)
    if not asked.commit:
        return 0
    beside = asked.question.asked()
    plan = answer(beside)
    if faults := Check(asked.question).faults(plan):
        log.error("a plan with faults is not told", faults=len(faults), first=faults[0])
        return 0
    text, drafts = question.Paper(asked.question, plan).as_json(), _drafts(asked, beside, plan)
    told = database.transact(lambda session: _publish(session, asked, plan, keep(text), drafts)) if drafts else []
    for suggestion_id in told:
        _offer_by_itself(database, suggestion_id, undo_for)
    return len(told)


def _drafts(asked: County, beside: Asked, plan: Plan) -> list[Draft]:
    needs, now = {need.id: need for need in asked.question.needs}, asked.question.now
    return [
        Draft(one, telling.kept(reasons(beside.roster, needs[one.order_id], now, one.kind, one.unit_id, plan)))
        for one in sorted(plan.suggestions, key=lambda one: one.order_id)
        if one.order_id in asked.commit
    ]


def _publish(session: Session, asked: County, plan: Plan, paper: Paper, drafts: Sequence[Draft]) -> list[UUID]:
    """Write down whom a plan suggests, as far as neither the order nor whoever is suggested has changed since."""
    written: list[Suggestion] = []
    for draft in drafts:
        order = session.get_one(Order, UUID(draft.one.order_id), with_for_update=True)
        if _is_as_asked(order, asked) and not _has_changed(session, draft.one, asked.roster_version):
            snapshot = _snapshot(asked, plan, paper, order, draft.one)
            written.append(_suggestion(asked, snapshot, order, draft))
            session.add(snapshot)
    session.add_all(written)
    return [suggestion.suggestion_id for suggestion in written]


def _is_as_asked(order: Order, asked: County) -> bool:
    waits = order.state == State.PENDING and order.held_since is None
    return waits and (order.round, order.version) == asked.orders[str(order.order_id)]


def _has_changed(session: Session, one: Suggested, since: int) -> bool:
    mark = session.get(Mark, UUID(one.unit_id))
    return mark is None or mark.number > since


def _snapshot(asked: County, plan: Plan, paper: Paper, order: Order, one: Suggested) -> Snapshot:
    return Snapshot(
        snapshot_id=new_id(),
        paper=paper,
        order_id=order.order_id,
        round=order.round,
        at=clock.now(),
        made_by=ASSIGN.id,
        roster_version=asked.roster_version,
        weights_version=asked.question.weights.version,
        status=plan.status,
        objective=plan.points,
        suggested=[{"kind": one.kind, "id": one.unit_id, "points": one.points, "place": 1}],
        chosen=[],
    )


def _suggestion(asked: County, snapshot: Snapshot, order: Order, draft: Draft) -> Suggestion:
    one = draft.one
    begins = datetime.combine(one.day, time(BEGINS[one.afternoon]), SHANGHAI)
    return Suggestion(
        suggestion_id=snapshot.snapshot_id,
        order_id=order.order_id,
        round=order.round,
        version=order.version,
        kind=one.kind,
        unit_id=UUID(one.unit_id),
        visit_at=max(begins, need_of(order).wanted_from),
        points=one.points,
        crew=list(one.crew),
        why=draft.why,
        automatic=one.order_id in asked.automatic,
        published_at=snapshot.at,
    )


def _offer_by_itself(database: Database, suggestion_id: UUID, undo_for: timedelta) -> None:
    """Offer what the county has offered without a dispatcher; what cannot be offered stays a suggestion."""

    def offer(session: Session) -> None:
        history.acting(session, ASSIGN)
        suggestion = session.get_one(Suggestion, suggestion_id)
        if suggestion.automatic:
            order = session.get_one(Order, suggestion.order_id, with_for_update=True)
            standing.act_on(session, ASSIGN, order, suggestion, outcome=standing.AUTOMATIC, undo_for=undo_for)

    try:
        database.transact(offer)
    except Refusal as refusal:
        log.info("not offered by itself", suggestion=str(suggestion_id), reason=refusal.code)
