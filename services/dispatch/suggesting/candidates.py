"""Who could serve an order: the best, why they are, and why the others are not."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.dispatch.handlers.orders import shown
from services.dispatch.lifecycle import State
from services.dispatch.matching import explain
from services.dispatch.matching.asked import Asked
from services.dispatch.matching.model import PERSON, TEAM, Need
from services.dispatch.matching.rank import Candidate, best, rank, search
from services.dispatch.matching.roster import Roster
from services.dispatch.matching.rules import sides
from services.dispatch.models import Order
from services.dispatch.suggesting import telling
from services.dispatch.suggesting.current import Current
from services.dispatch.suggesting.needs import need_for
from shared import clock
from shared.actor import Actor
from shared.refusals import Conflict, NotFound

_LOOKING = (State.PENDING, State.OFFERED, State.ACCEPTED)


def show_candidates(
    current: Current, session: Session, actor: Actor, *, order_id: UUID, language: str
) -> dict[str, Any]:
    """The best twenty persons and teams for an order, what became of all others, and what would bring somebody when
    nobody can. Raises NotFound, Conflict for an order that nobody is looked for any more."""
    need, now = need_for(session, _looked_for(session, actor, order_id)), clock.now()
    with current.roster(session) as roster:
        ranking = rank(roster, need, now)
        nobody = not ranking.people.best and not ranking.teams.best
        loosenings = explain.loosenings(roster, need, now) if nobody else ()
    return {
        "order_id": order_id,
        "roster_version": ranking.roster_version,
        "weights_version": ranking.weights_version,
        "people": telling.ranked(ranking.people, PERSON, language),
        "teams": telling.ranked(ranking.teams, TEAM, language),
        "loosenings": telling.loosened(loosenings, language),
    }


def show_candidate(
    current: Current, session: Session, actor: Actor, *, order_id: UUID, unit_id: UUID, language: str
) -> dict[str, Any]:
    """Why somebody on the roster is not among the best for an order: the rule that stops them, or their place and what
    counts. Raises NotFound, Conflict as above."""
    need, now, one_id = need_for(session, _looked_for(session, actor, order_id)), clock.now(), str(unit_id)
    with current.roster(session) as roster:
        kind = PERSON if one_id in roster.people.row_of else TEAM
        if kind == TEAM and one_id not in roster.teams.row_of:
            raise NotFound("unknown_candidate", "The roster has no such team or volunteer.")
        code = explain.why_not(roster, need, now, kind, one_id)
        everyone = [] if code else _everyone(roster, need, kind)
        version = roster.version
    place = next((number for number, one in enumerate(everyone, 1) if one.id == one_id), None)
    found = everyone[place - 1] if place else None
    return {
        "order_id": order_id,
        "roster_version": version,
        "kind": kind,
        "id": one_id,
        "stopped_by": telling.said(explain.Said(f"rule.{code}"), language) if code else None,
        "place": place,
        "points": found and found.points,
        "terms": telling.terms(found, language) if found else [],
    }


def _looked_for(session: Session, actor: Actor, order_id: UUID) -> Order:
    order = shown(session, actor, order_id)
    if order.state not in _LOOKING:
        raise Conflict(f"order_is_{order.state}", "Nobody is looked for any more for this order.")
    return order


def _everyone(roster: Roster, need: Need, kind: str) -> tuple[Candidate, ...]:
    """All persons or all teams who can go, the best first."""
    people, teams = sides(Asked(roster, [need], clock.now()))
    found = search(people if kind == PERSON else teams, people)
    return best(found, len(found.halves))
