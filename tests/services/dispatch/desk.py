"""What the tests of dispatch put on the desk: an approved order, somebody to ask, and volunteer's words about them."""

from datetime import date, datetime, timedelta
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
RULES: dict[str, Any] = {
    "code": "H03",
    "version": 1,
    "skills": ["电工"],
    "minutes": 60,
    "team_size": 1,
    "risk_level": 2,
    "minors_may_help": False,
    "interval_days": 180,
    "modes": ["home"],
}
ITEM = request.ItemRules(**RULES)


def approve(
    stage: Stage,
    order_no: str = "00000001",
    order_id: UUID | None = None,
    recipient_id: UUID | None = None,
    **different: Any,
) -> UUID:
    """Let request approve an order; its id."""
    approved = approval(order_no, order_id or new_id(), recipient_id, **different)
    stage.hear(approved)
    return approved.order_id


def approval(
    order_no: str, order_id: UUID, recipient_id: UUID | None = None, **different: Any
) -> request.OrderApproved:
    """Request's word about an order; `different` replaces parts of the need."""
    recipient = recipient_id or new_id()
    need = need_of(order_no, **different)
    return request.OrderApproved(order_id=order_id, need=need, recipient_id=recipient, submitted_at=clock.now())


def need_of(order_no: str = "00000001", version: int = 1, **different: Any) -> request.Need:
    """What may be known of an order; `different` replaces parts of it."""
    said: dict[str, Any] = {
        "site_path": "620821/102/205",
        "title": "入户用电检查",
        "wanted_from": WANTED_FROM,
        "wanted_to": WANTED_TO,
        "urgency": "normal",
        "priority": 3,
        "two_person": False,
    }
    item = request.ItemRules(**different.pop("item", RULES))
    return request.Need(order_no=order_no, version=version, item=item, **(said | different))


def describe_everybody(stage: Stage) -> None:
    """Two teams, one active and one paused volunteer."""
    stage.hear(team(TEAM), team(OTHER_TEAM, code="T2"), person(PERSON), person(PAUSED, status="paused"))


def person(volunteer_id: UUID, version: int = 1, **different: Any) -> volunteer.VolunteerDescribed:
    """Volunteer's word about a person."""
    said: dict[str, Any] = {
        "status": "active",
        "age_class": "adult",
        "home_path": "620821/102/205",
        "skills": ["电工"],
        "insured_until": date(2027, 1, 1),
        "qualifications": [{"name": "低压电工证", "expires_on": WANTED_TO.date()}],
        "max_per_week": 3,
        "languages": [],
        "available": ["mon_am"],
        "travel_km": 10,
        "team_ids": [TEAM],
    } | different
    held = [volunteer.Qualification(**one) for one in said.pop("qualifications")]
    return volunteer.VolunteerDescribed(
        volunteer_id=volunteer_id,
        version=version,
        qualifications=held,
        **said,
    )


def team(team_id: UUID, version: int = 1, **different: Any) -> volunteer.TeamDescribed:
    """Volunteer's word about a team."""
    said: dict[str, Any] = {
        "code": "T1",
        "name": "电工队",
        "home_path": "620821/102",
        "skills": ["电工"],
        "duty_team": False,
    }
    return volunteer.TeamDescribed(
        team_id=team_id, version=version, leader_id=PERSON, standing=True, **(said | different)
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


def declined(offered: dispatch.OrderOffered, which: int = 0, chip: str | None = None) -> volunteer.OfferDeclined:
    """One of those asked says no, perhaps with a chip."""
    offer_id = offered.offers[which].offer_id
    return volunteer.OfferDeclined(order_id=offered.order_id, round=offered.round, offer_id=offer_id, chip=chip)


def explained(offered: dispatch.OrderOffered, chip: str) -> volunteer.OfferDeclineExplained:
    """Whoever said no says afterwards why."""
    offer_id = offered.offers[0].offer_id
    return volunteer.OfferDeclineExplained(order_id=offered.order_id, round=offered.round, offer_id=offer_id, chip=chip)


def expired(offered: dispatch.OrderOffered, which: int = 0) -> volunteer.OfferExpired:
    """One of those asked did not answer."""
    offer_id = offered.offers[which].offer_id
    return volunteer.OfferExpired(order_id=offered.order_id, round=offered.round, offer_id=offer_id)


def returned(order_id: UUID, round_: int = 1) -> volunteer.OrderReturned:
    """Whoever leads gives it back."""
    return volunteer.OrderReturned(order_id=order_id, round=round_, late=False)


def scheduled(
    order_id: UUID, starts_at: datetime = WANTED_FROM, postponed: str | None = None
) -> volunteer.OrderScheduled:
    """Whoever leads and the resident agreed on a time, or put it off."""
    about = {"order_id": order_id, "site_path": "620821/102/205", "round": 1}
    return volunteer.OrderScheduled(**about, starts_at=starts_at, postponed=postponed)  # type: ignore[arg-type]


def cancelled(order_id: UUID) -> request.OrderCancelled:
    """Request calls it off."""
    return request.OrderCancelled(order_id=order_id, site_path="620821/102/205", cancelled_by="resident")


def changed(order_id: UUID, version: int = 2, **different: Any) -> request.OrderChanged:
    """Request says that the need is another one now."""
    return request.OrderChanged(order_id=order_id, version=version, need=need_of(version=version, **different))


def held(order_id: UUID, until: datetime = WANTED_TO, hold: int = 1) -> request.OrderHeld:
    """Request puts it on hold."""
    return request.OrderHeld(order_id=order_id, site_path="620821/102/205", hold=hold, until=until, reason_code="away")


def resumed(order_id: UUID, hold: int = 1) -> request.OrderResumed:
    """Request lets it go on."""
    return request.OrderResumed(order_id=order_id, site_path="620821/102/205", hold=hold)


def urged(order_id: UUID, times: int = 1) -> request.OrderUrged:
    """The one who ordered asks when."""
    return request.OrderUrged(order_id=order_id, site_path="620821/102/205", times=times)


def checked_in(order_id: UUID, round_: int = 1) -> volunteer.OrderCheckedIn:
    """Somebody stands at the door."""
    about = {"order_id": order_id, "round": round_, "leader_kind": "team", "leader_id": TEAM}
    return volunteer.OrderCheckedIn(**about, means="door_word", checked_in_at=clock.now())  # type: ignore[arg-type]


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
