"""The duty team: who agreed in advance to be asked when nobody else can be found, so that nobody is forced (T15)."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.handlers.clocks import supervise
from services.dispatch.handlers.levels import escalate, search_until
from services.dispatch.handlers.orders import locked, must_speak_for_center
from services.dispatch.handlers.rounds import open_round
from services.dispatch.models import Order, Team
from shared import clock
from shared.actor import Actor
from shared.contracts.dispatch import MOST_OFFERS
from shared.refusals import Conflict


def ask_duty_team(session: Session, actor: Actor, *, order_id: UUID, deadline: datetime) -> Order:
    """Ask the duty teams of the place (T15). Raises NotAllowed below the center, Conflict where there is none."""
    order = locked(session, actor, order_id)
    must_speak_for_center(actor)
    teams = _duty_teams(session, order)
    if not teams:
        raise Conflict(
            "no_duty_team", "No team of this place has agreed to be asked; say it honestly when nobody is found."
        )
    _ask(session, actor, order, teams, deadline)
    return order


def pass_on(session: Session, actor: Actor, order: Order) -> None:
    """A level has had its share of the time: the next one looks (T14); after the center the duty team is asked, and
    where that cannot be, the order is watched over (T15, T34)."""
    if policy.level_above(order.level) is not None:
        escalate(session, order, "time_is_up")
        return
    order.level_until = None
    if order.duty_round is not None:
        return
    until, teams = search_until(order), _duty_teams(session, order)
    if teams and until > clock.now():
        _ask(session, actor, order, teams, until)
    else:
        supervise(session, order, "duty_team_failed")


def _ask(session: Session, actor: Actor, order: Order, teams: list[UUID], deadline: datetime) -> None:
    asked = [{"to_kind": "team", "to_id": team_id, "wave": 1, "deadline": deadline} for team_id in teams]
    open_round(session, actor, order, "ask_duty_team", asked)
    order.duty_round = order.round


def _duty_teams(session: Session, order: Order) -> list[UUID]:
    """The duty teams of the village, the township and the county of the order, the nearest first."""
    of_the_place = Team.home_path.in_(policy.levels_from(order.site_path))
    not_left_out = Team.team_id.is_distinct_from(order.leave_out)
    found = sa.select(Team.team_id).where(Team.duty_team, of_the_place, not_left_out)
    return list(session.scalars(found.order_by(sa.func.length(Team.home_path).desc(), Team.code).limit(MOST_OFFERS)))
