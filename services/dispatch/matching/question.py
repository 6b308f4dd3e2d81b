"""A county as it was asked about, and its answer, as one paper: whoever has it can ask again, or check."""

import json
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, get_args, get_type_hints

from services.dispatch.matching.asked import Asked
from services.dispatch.matching.model import Need, Plan, Site, Team, Volunteer
from services.dispatch.matching.roster import Roster
from services.dispatch.matching.weights import Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Everything that an answer follows from. `begins` is the Monday of the roster."""

    now: datetime
    begins: date
    weights: Weights
    sites: tuple[Site, ...]
    volunteers: tuple[Volunteer, ...]
    teams: tuple[Team, ...]
    needs: tuple[Need, ...]

    def asked(self) -> Asked:
        """The orders, beside a roster of all who can help."""
        roster = Roster(self.weights, self.begins, self.sites)
        for volunteer in self.volunteers:
            roster.put_volunteer(volunteer)
        for team in self.teams:
            roster.put_team(team)
        return Asked(roster, self.needs, self.now)


@dataclass(frozen=True, slots=True)
class Paper:
    """A question and the answer to it."""

    question: Question
    plan: Plan

    def as_json(self) -> str:
        """The same again whenever it is written; days and moments as ISO 8601 has them."""
        return json.dumps(asdict(self), ensure_ascii=False, default=lambda moment: moment.isoformat())


def read(text: str) -> Paper:
    """A paper that was written with `as_json`."""
    paper: Paper = _made(Paper, json.loads(text))
    return paper


def _made(kind: Any, value: Any) -> Any:
    """A value of this kind out of JSON."""
    if isinstance(kind, type) and is_dataclass(kind):
        kinds = get_type_hints(kind)
        return kind(**{one.name: _made(kinds[one.name], value[one.name]) for one in fields(kind) if one.name in value})
    inner = get_args(kind)
    if isinstance(value, list):
        return tuple(_made(inner[0] if inner[-1] is Ellipsis else inner[at], one) for at, one in enumerate(value))
    if isinstance(value, dict):
        return {name: _made(inner[1], one) for name, one in value.items()}
    moments = [one for one in (datetime, date) if one in (kind, *inner)]
    return moments[0].fromisoformat(value) if moments and value is not None else value
