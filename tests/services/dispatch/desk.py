"""What the tests of dispatch put on the desk: an approved order, somebody to ask, and volunteer's words about them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared import clock
from shared.clock import SHANGHAI
from shared.contracts import dispatch, request, volunteer
from shared.identity import new_id
from tests.services.stage import Stage

DISPATCHER = "dispatcher:d1@620821/102"
CENTER = "office:o1@620821"
WANTED_FROM = datetime(2026, 11, 18, 8, 30, tzinfo=SHANGHAI)
WANTED_TO = datetime(2026, 11, 18, 12, 0, tzinfo=SHANGHAI)
TEAM, OTHER_TEAM, PERSON, PAUSED = new_id(), new_id(), new_id(), new_id()
RULES = request.ItemRules(
    code="H03",
    version=1,
    skills=["电工"],
    minutes=60,
    team_size=1,
    risk_level=2,
    minors_may_help=False,
    interval_days=180,
    modes=["home"],
)


def approve(stage: Stage, order_no: str = "00000001", order_id: UUID | None = None, **different: Any) -> UUID:
    """Let request approve an order; its id."""
    approved = approval(order_no, order_id or new_id(), **different)
    stage.hear(approved)
    return approved.order_id


def approval(order_no: str, order_id: UUID, **different: Any) -> request.OrderApproved:
    """Request's word about an order; `different` replaces parts of the need."""
    said: dict[str, Any] = {
        "site_path": "620821/102/205",
        "title": "入户用电检查",
        "wanted_from": WANTED_FROM,
        "wanted_to": WANTED_TO,
        "urgency": "normal",
        "priority": 3,
    }
    need = request.Need(order_no=order_no, item=RULES, two_person=False, version=1, **(said | different))
    return request.OrderApproved(order_id=order_id, need=need, recipient_id=new_id(), submitted_at=clock.now())


def describe_everybody(stage: Stage) -> None:
    """Two teams, one active and one paused volunteer."""
    stage.hear(team(TEAM), team(OTHER_TEAM, code="T2"), person(PERSON), person(PAUSED, status="paused"))


def person(volunteer_id: UUID, version: int = 1, **different: Any) -> volunteer.VolunteerDescribed:
    """Volunteer's word about a person."""
    said: dict[str, Any] = {"status": "active", "skills": ["电工"], "max_per_week": 3, **different}
    return volunteer.VolunteerDescribed(
        volunteer_id=volunteer_id,
        version=version,
        age_class="adult",
        home_path="620821/102/205",
        qualifications=[volunteer.Qualification(name="低压电工证", expires_on=WANTED_TO.date())],
        languages=[],
        available=["mon_am"],
        travel_km=10,
        team_ids=[TEAM],
        **said,
    )


def team(team_id: UUID, version: int = 1, **different: Any) -> volunteer.TeamDescribed:
    """Volunteer's word about a team."""
    said: dict[str, Any] = {"code": "T1", "name": "电工队", "skills": ["电工"], **different}
    return volunteer.TeamDescribed(
        team_id=team_id,
        version=version,
        home_path="620821/102",
        leader_id=PERSON,
        standing=True,
        duty_team=False,
        **said,
    )


def offering(*to_ids: UUID, pool: bool = False, deadline: datetime | None = None) -> dict[str, Any]:
    """The body that opens a round: these teams (PERSON is a person), the pool too if asked for."""
    asked: list[dict[str, Any]] = [
        {"to_kind": "person" if to_id in {PERSON, PAUSED} else "team", "to_id": str(to_id)} for to_id in to_ids
    ]
    until = deadline or clock.now() + timedelta(hours=24)
    return {"offers": asked + [{"to_kind": "pool"}] * pool, "deadline": until.isoformat()}


def offer(stage: Stage, order_id: UUID, *to_ids: UUID) -> dispatch.OrderOffered:
    """Open a round (to TEAM unless others are named); what was said."""
    answer = stage.post(f"/orders/{order_id}/offers", DISPATCHER, offering(*(to_ids or (TEAM,))))
    assert answer.status_code == 201, answer.json
    said = [event for event in stage.said(dispatch.OrderOffered) if event.order_id == order_id]
    return said[-1]


def withdraw(stage: Stage, order_id: UUID) -> None:
    """Take the round back."""
    answer = stage.post(f"/orders/{order_id}/withdraw", DISPATCHER, {"reason_code": "wrong_choice"})
    assert answer.status_code == 200, answer.json


def look(stage: Stage, order_id: UUID) -> dict[str, Any]:
    """The order as the center sees it."""
    answer = stage.get(f"/orders/{order_id}", CENTER)
    assert answer.status_code == 200, answer.json
    order: dict[str, Any] = answer.json
    return order


def accepted(offered: dispatch.OrderOffered) -> volunteer.OrderAccepted:
    """The first one asked says yes."""
    first = offered.offers[0]
    leader_kind, leader_id = ("person", PERSON) if first.to_id is None else (first.to_kind, first.to_id)
    return volunteer.OrderAccepted(
        order_id=offered.order_id,
        round=offered.round,
        offer_id=first.offer_id,
        leader_kind=leader_kind,
        leader_id=leader_id,
    )


def declined(offered: dispatch.OrderOffered, which: int = 0) -> volunteer.OfferDeclined:
    """One of those asked says no."""
    offer_id = offered.offers[which].offer_id
    return volunteer.OfferDeclined(order_id=offered.order_id, round=offered.round, offer_id=offer_id)


def expired(offered: dispatch.OrderOffered, which: int = 0) -> volunteer.OfferExpired:
    """One of those asked did not answer."""
    offer_id = offered.offers[which].offer_id
    return volunteer.OfferExpired(order_id=offered.order_id, round=offered.round, offer_id=offer_id)


def checked_in(order_id: UUID, round_: int = 1) -> volunteer.OrderCheckedIn:
    """Somebody stands at the door."""
    return volunteer.OrderCheckedIn(order_id=order_id, round=round_, means="door_word", checked_in_at=clock.now())


def served(order_id: UUID, round_: int = 1) -> volunteer.OrderServed:
    """The team did the work."""
    return volunteer.OrderServed(
        order_id=order_id,
        round=round_,
        order_no="00000001",
        site_path="620821/102/205",
        item_code="H03",
        leader_kind="team",
        leader_id=TEAM,
        served_at=clock.now(),
        crew=[volunteer.CrewMinutes(volunteer_id=PERSON, minutes=50)],
    )
