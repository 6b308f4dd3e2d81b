"""Rows of dispatch's tables as the engine's values: who can help, what they are asked and what they have done.

An offer and an open suggestion count as being asked, and while they stand as a visit, too: nobody is asked for two
places at once. A visit that was made counts for whoever led it and for whoever was there.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.lifecycle import State
from services.dispatch.matching import model
from services.dispatch.models import Crew, Offer, Order, Site, Team, Volunteer
from services.dispatch.suggesting.tables import Mark, Suggestion
from shared.clock import SHANGHAI
from shared.db import UtcDateTime, ask

_BEGINS = sa.bindparam("begins", type_=UtcDateTime)
_AT_ONCE = 1000
_VISIT, _SERVED = sa.literal_column("'visit'", sa.String), sa.literal_column("'served'", sa.String)
_ASKED, _ASKING = sa.literal_column("'asked'", sa.String), sa.literal_column("'asking'", sa.String)
_BOOKED = (State.ACCEPTED, State.IN_SERVICE)


@dataclass(slots=True)
class _Told:
    """What the rows tell of somebody's deeds; of one order there is one visit."""

    visits: dict[UUID, datetime] = field(default_factory=dict)
    asked: list[datetime] = field(default_factory=list)
    served: datetime | None = None

    def add(self, what: str, order_id: UUID, at: datetime | None) -> None:
        """One row more; whoever has never served has no moment of that."""
        if at is None:
            return
        if what == "served":
            self.served = max(at, self.served or at)
        if what in {"visit", "asking"}:
            self.visits[order_id] = at
        if what in {"asked", "asking"}:
            self.asked.append(at)


_NOTHING = _Told()


class Reader:
    """Reads some of the roster: those whose mark fulfils a condition."""

    def __init__(self, which: sa.ColumnElement[bool]) -> None:
        marked = sa.select(Mark.unit_id).where(which)
        people = sa.select(*Volunteer.__table__.columns).where(Volunteer.volunteer_id.in_(marked))
        teams = sa.select(*Team.__table__.columns).where(Team.team_id.in_(marked))
        self._people, self._teams = (one.execution_options(yield_per=_AT_ONCE) for one in (people, teams))
        self._deeds = sa.union_all(*_week(marked), *_last(which))

    def read(self, session: Session, begins: date, **which: Any) -> Iterator[model.Volunteer | model.Team]:
        """Those of the roster, with their deeds from the Monday `begins` on; `which` fills in the condition."""
        told: dict[UUID, _Told] = defaultdict(_Told)
        since = {"begins": datetime.combine(begins, time(), SHANGHAI)}
        for unit_id, what, order_id, at in ask(session, self._deeds, **which, **since):
            told[unit_id].add(what, order_id, at)
        for statement, made, key in ((self._people, volunteer, "volunteer_id"), (self._teams, team, "team_id")):
            rows = ask(session, statement, **which).mappings()
            yield from (made(row, _deeds_of(row, told.get(row[key], _NOTHING))) for row in rows)


def sites(session: Session) -> list[model.Site]:
    """All sites, by path."""
    rows = session.execute(sa.select(Site.path, Site.place).order_by(Site.path))
    return [site(path, place) for path, place in rows]


def site(path: str, place: Mapping[str, float] | None) -> model.Site:
    """A site, out of a row or a fact."""
    return model.Site(path=path, **(place or {}))


def _week(marked: Any) -> Iterator[Any]:
    """What the marked ones were asked and have done in the time that counts, a row for each: who, what, in which order,
    when. None of it looks through what was served before."""
    asked = sa.case((Offer.state == policy.OPEN, _ASKING), else_=_ASKED)
    offers = sa.select(Offer.to_id, asked, Offer.order_id, Offer.visit_at.label("at"))
    yield offers.where(Offer.to_id.in_(marked), Offer.visit_at >= _BEGINS)
    agreed = (Offer.order_id == Order.order_id, Offer.round == Order.round, Offer.state == policy.ACCEPTED)
    offered_at = sa.select(sa.func.max(Offer.visit_at)).where(*agreed).correlate(Order).scalar_subquery()
    visit_at = sa.func.coalesce(Order.starts_at, offered_at, Order.start_by)
    booked = sa.select(Order.leader_id, _VISIT, Order.order_id, visit_at)
    yield booked.where(Order.leader_id.in_(marked), Order.state.in_(_BOOKED), visit_at >= _BEGINS)
    served = sa.select(Order.leader_id, _VISIT, Order.order_id, Order.served_at)
    yield served.where(Order.leader_id.in_(marked), Order.state == State.SERVED, Order.served_at >= _BEGINS)
    there = sa.select(Crew.volunteer_id, _VISIT, Crew.order_id, Crew.served_at)
    yield there.where(Crew.volunteer_id.in_(marked), Crew.served_at >= _BEGINS)
    suggested = sa.select(Suggestion.unit_id, _ASKING, Suggestion.order_id, Suggestion.visit_at)
    stands = (Suggestion.outcome.is_(None), Suggestion.visit_at >= _BEGINS)
    yield suggested.where(Suggestion.unit_id.in_(marked), *stands)


def _last(which: sa.ColumnElement[bool]) -> Iterator[Any]:
    """When each whose mark fulfils the condition has served last, as who led and as who was there: asked one by one, so
    that an index knows it at once, however much they have done."""
    led = sa.func.max(Order.served_at), Order.leader_id, Order.state == State.SERVED
    for last, unit_id, *what in (led, (sa.func.max(Crew.served_at), Crew.volunteer_id)):
        at = sa.select(last).where(unit_id == Mark.unit_id, *what).correlate(Mark).scalar_subquery()
        yield sa.select(Mark.unit_id, _SERVED, sa.null(), at).where(which)


def volunteer(row: Any, deeds: model.Deeds) -> model.Volunteer:
    """Somebody, out of a row or a description."""
    return model.Volunteer(
        id=str(row["volunteer_id"]),
        home=row["home_path"],
        active=row["status"] == policy.ACTIVE,
        age_class=row["age_class"],
        gender=row["gender"],
        skills=tuple(row["skills"]),
        qualifications=tuple((one["name"], date.fromisoformat(one["expires_on"])) for one in row["qualifications"]),
        insured_until=row["insured_until"],
        languages=tuple(row["languages"]),
        available=tuple(row["available"]),
        max_per_week=row["max_per_week"],
        travel_km=row["travel_km"],
        teams=tuple(row["team_ids"]),
        deeds=deeds,
    )


def team(row: Any, deeds: model.Deeds) -> model.Team:
    """A team, out of a row or a description."""
    return model.Team(
        id=str(row["team_id"]),
        home=row["home_path"],
        skills=tuple(row["skills"]),
        duty=row["duty_team"],
        deeds=deeds,
    )


def _deeds_of(row: Any, told: _Told) -> model.Deeds:
    return model.Deeds(
        visits=tuple(sorted(half_day(at) for at in told.visits.values())),
        asked=tuple(sorted(half_day(at)[0] for at in told.asked)),
        last_served=half_day(told.served)[0] if told.served else None,
        rating_sum=row["rating_sum"],
        rating_count=row["rating_count"],
    )


def half_day(at: datetime) -> model.Visit:
    """The half-day of a moment, where people live."""
    local = at.astimezone(SHANGHAI)
    return local.date(), local.hour >= 12


NEWER = Reader(Mark.number > sa.bindparam("known"))
"""Whoever has changed since the version `known`; everybody since 0."""
NAMED = Reader(Mark.unit_id.in_(sa.bindparam("ids", expanding=True)))
"""Those of these `ids`."""
