"""What was decided, looked at again: by the engine, which has to answer the same, and by its checker."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from services.dispatch.matching.check import Check
from services.dispatch.matching.rank import rank
from services.dispatch.matching.roster import Roster
from services.dispatch.suggesting.snapshots import RANKED, listed, written
from services.dispatch.suggesting.tables import Paper, Snapshot


def again(paper: Paper, order_id: UUID) -> list[dict[str, Any]]:
    """Who is suggested for an order when the question of a paper is asked once more."""
    kept = written(paper)
    asked = kept.question
    if kept.plan.status == RANKED:
        roster = Roster(asked.weights, asked.begins, asked.sites, paper.rarities or {})
        for volunteer in asked.volunteers:
            roster.put_volunteer(volunteer)
        for team in asked.teams:
            roster.put_team(team)
        return listed(rank(roster, asked.needs[0], asked.now))
    from services.dispatch.assigning.solving import answer

    found = [one for one in answer(asked.asked()).suggestions if one.order_id == str(order_id)]
    return [{"kind": one.kind, "id": one.unit_id, "points": one.points, "place": 1} for one in found]


def faults(paper: Paper, snapshots: Iterable[Snapshot]) -> list[str]:
    """What is wrong with the answers on a paper: a county's by every rule, limit and point; of a part of the roster the
    checker does not know how rare a skill is, so a ranking is asked for once more."""
    kept = written(paper)
    if kept.plan.status != RANKED:
        return Check(kept.question).faults(kept.plan)
    return [f"answered_otherwise {one.order_id}" for one in snapshots if again(paper, one.order_id) != one.suggested]
