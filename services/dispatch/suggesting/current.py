"""The roster in the memory of this process: as of a version, and read again row by row when there is a newer one."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.dispatch.matching import halfdays, model
from services.dispatch.matching.rank import Ranking
from services.dispatch.matching.roster import Roster
from services.dispatch.suggesting import reading
from services.dispatch.suggesting.weighing import Versions, versions, weights_of
from shared import clock
from shared.clock import SHANGHAI

_NOTHING = Versions(0, 0, 0)


class Current:
    """One roster for all threads of a process; whoever uses it keeps it from the others for so long."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._roster: Roster | None = None
        self._known = _NOTHING
        self._texts: dict[str, str] = {}
        self.weights = ""
        """The weights of the roster as JSON."""

    @contextmanager
    def roster(self, session: Session) -> Iterator[Roster]:
        """The roster as it is now; its `version` says as of when."""
        with self._lock:
            self.bring_up(session)
            assert self._roster is not None
            yield self._roster

    def bring_up(self, session: Session) -> bool:
        """Read again whoever has changed; whether anybody had. All are when other weights hold, or in a new week."""
        there, week = versions(session), halfdays.monday(clock.now().astimezone(SHANGHAI).date())
        roster = self._roster
        if roster is None or roster.begins != week or self._known.weights != there.weights:
            self._known, self._texts = _NOTHING, {}
            roster = Roster(weights_of(session, there.weights), week, reading.sites(session))
            self.weights = as_json(roster.weights)
        elif there.placed > self._known.placed:
            roster.sites.put(reading.sites(session))
        if there.roster <= self._known.roster and roster is self._roster:
            return False
        for one in reading.NEWER.read(session, week, known=self._known.roster):
            if isinstance(one, model.Team):
                roster.put_team(one)
            else:
                roster.put_volunteer(one)
            if one.id in self._texts:
                self._texts[one.id] = as_json(one)
        roster.version = there.roster
        self._roster, self._known = roster, there
        return True

    def texts(self, session: Session, ids: Collection[str]) -> dict[str, str] | None:
        """These of the roster as JSON, just as they are in it; None when somebody has changed meanwhile: rank again."""
        missing = [UUID(one) for one in ids if one not in self._texts]
        if missing:
            assert self._roster is not None
            found = list(reading.NAMED.read(session, self._roster.begins, ids=missing))
            if self.bring_up(session):
                return None
            self._texts |= {one.id: as_json(one) for one in found}
        return {one: self._texts[one] for one in ids}


def named_in(roster: Roster, ranking: Ranking) -> tuple[list[str], list[str]]:
    """The persons and the teams from which a ranking follows: the best, and who could come along with a team."""
    teams = [one.id for one in ranking.teams.best]
    rows = {int(row) for one in teams for row in roster.members_of(roster.teams.row_of[one])}
    people = {one.id for one in ranking.people.best} | {roster.people.ids[row] for row in rows}
    return sorted(people), teams


def as_json(one: Any) -> str:
    """A value of the engine as matching's papers have it."""
    return json.dumps(one, ensure_ascii=False, default=_plain)


def _plain(one: Any) -> Any:
    """A value of the engine, or a moment, in what JSON knows."""
    if isinstance(one, date):
        return one.isoformat()
    return {each.name: getattr(one, each.name) for each in fields(one)}


def rarities(roster: Roster) -> dict[str, int]:
    """How rare each skill is in the whole roster."""
    return {skill: roster.rarity(skill) for skill in roster.people.skilled.names()}
