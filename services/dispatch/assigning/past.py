"""A past period as the facts tell it: who was there, what was asked for, and who went."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from services.dispatch.matching import model
from services.dispatch.suggesting import needs, reading
from shared.contracts import request, volunteer
from shared.contracts.catalogue import BY_TYPE

_UNRATED = {"rating_sum": 0, "rating_count": 0}


class Asked(NamedTuple):
    """An order of the period, and the recipient whom somebody may know already."""

    need: model.Need
    recipient: str
    urgent: bool
    approved_at: datetime


class Visit(NamedTuple):
    """Who led, who went along or alone, and when."""

    order_id: str
    at: datetime
    leader: str
    people: tuple[str, ...]


@dataclass
class Past:
    """The sites and the roster as they were in the end, without ratings; the orders, when each was called off or
    accepted; visits."""

    sites: dict[str, model.Site] = field(default_factory=dict)
    people: dict[str, model.Volunteer] = field(default_factory=dict)
    teams: dict[str, model.Team] = field(default_factory=dict)
    orders: dict[str, Asked] = field(default_factory=dict)
    cancelled: dict[str, datetime] = field(default_factory=dict)
    accepted: dict[str, datetime] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)

    def home(self, unit_id: str) -> str:
        """Where a person or a team is at home."""
        return (self.people.get(unit_id) or self.teams[unit_id]).home


def past(facts: Iterable[Mapping[str, Any]], since: datetime, until: datetime) -> Past:
    """What the facts of feedback, in whatever order, tell of the orders that were approved from `since` to `until`, and
    of what became of them, even later."""
    told = Past()
    for fact in sorted(facts, key=lambda fact: str(fact["said_at"])):
        at = datetime.fromisoformat(str(fact["said_at"]))
        _note(told, BY_TYPE[fact["type"]].from_wire(fact["data"]), at, since <= at <= until)
    return told


def _note(told: Past, event: Any, at: datetime, inside: bool) -> None:
    match event:
        case request.SiteNamed():
            told.sites[event.path] = reading.site(event.path, event.place.as_wire() if event.place else None)
        case volunteer.VolunteerDescribed():
            row = event.as_wire() | _UNRATED | {"insured_until": event.insured_until}
            told.people[str(event.volunteer_id)] = reading.volunteer(row, model.Deeds())
        case volunteer.TeamDescribed():
            told.teams[str(event.team_id)] = reading.team(event.as_wire() | _UNRATED, model.Deeds())
        case request.OrderApproved() if inside:
            need = needs.need(event.order_id, event.need, event.submitted_at, event.need.priority)
            urgent = event.need.urgency == "urgent"
            told.orders[need.id] = Asked(need, str(event.recipient_id), urgent, at)
        case request.OrderCancelled():
            told.cancelled[event.subject] = at
        case volunteer.OrderAccepted():
            told.accepted.setdefault(event.subject, at)
        case volunteer.OrderServed() if event.subject in told.orders:
            there = tuple(str(one.volunteer_id) for one in event.crew)
            told.visits.append(Visit(event.subject, event.served_at, str(event.leader_id), there))
