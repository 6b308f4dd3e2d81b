"""A village of volunteers for the tests: who lives there, and what is asked of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from werkzeug.test import TestResponse

from shared import clock
from shared.clock import SHANGHAI
from shared.codes import Codes
from shared.contracts.dispatch import Offer, OrderOffered
from shared.contracts.request import ItemRules, Need
from shared.identity import new_id
from tests.services.stage import CODES_KEY, Stage

CLERK = "clerk:c1@620821/102"
OTHER_CLERK = "clerk:c9@620821/103"
RESIDENT = "resident:r1"
WANTED_FROM = datetime(2026, 11, 18, 8, 30, tzinfo=SHANGHAI)
PERSON: Mapping[str, Any] = {
    "name": "史𠮷亚",
    "phone": "13700000261",
    "gender": "female",
    "birth_year": 1982,
    "home_code": "620821102205",
    "skills": ["电工"],
    "qualifications": [{"name": "电工证", "expires_on": "2030-05-10"}],
    "insured_until": "2027-05-31",
    "languages": ["普通话"],
    "available": ["mon_am", "wed_am"],
    "max_per_week": 2,
    "travel_km": 12,
    "status": "active",
}
TEAM: Mapping[str, Any] = {
    "name": "睦邻志愿服务队",
    "home_code": "620821102",
    "skills": ["电工", "家政"],
    "standing": True,
    "duty_team": False,
}
SPOKEN_NUMBER = "13700000999"
EVALUATOR = "evaluator:e1@620821"
OFFICE = "office:o1@620821"
CODES = Codes(lambda: CODES_KEY)


def a_need(**changes: Any) -> Need:
    """What somebody needs."""
    item = ItemRules(
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
    usual: dict[str, Any] = {
        "order_no": "00000012",
        "site_path": "620821/102/205",
        "item": item,
        "title": "入户用电检查",
        "wanted_from": WANTED_FROM,
        "wanted_to": WANTED_FROM + timedelta(hours=3),
        "urgency": "normal",
        "priority": 3,
        "two_person": False,
        "version": 1,
    }
    return Need(**{**usual, **changes})


def volunteer(volunteer_id: UUID | str) -> str:
    """A volunteer who acts."""
    return f"volunteer:{volunteer_id}"


def spoken_by(volunteer_id: UUID) -> dict[str, str]:
    """Their word on the phone."""
    return {"said_by": str(volunteer_id), "rang": SPOKEN_NUMBER}


@dataclass
class Round:
    """A round of offers as dispatch said it."""

    order_id: UUID
    number: int
    offer_ids: list[UUID]


class Village:
    """The service, with people in it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._enrolled = 0

    def enrol(self, **changes: Any) -> UUID:
        """Somebody new; their id."""
        self._enrolled += 1
        body = {**PERSON, "volunteer_no": f"JCV{self._enrolled:04}", **changes}
        answer = self.stage.post("/volunteers", CLERK, body)
        assert answer.status_code == 201, answer.json
        return UUID(answer.json["volunteer_id"])

    def make_team(self, leader_id: UUID, *members: UUID, code: str = "T01") -> UUID:
        """A new team; its id."""
        body = {**TEAM, "code": code, "leader_id": str(leader_id), "member_ids": [str(one) for one in members]}
        answer = self.stage.post("/teams", CLERK, body)
        assert answer.status_code == 201, answer.json
        return UUID(answer.json["team_id"])

    def offer(self, *asked: tuple[str, UUID | None], **details: Any) -> Round:
        """A round of offers comes in from dispatch."""
        [opened] = self.offer_often(1, *asked, **details)
        return opened

    def offer_often(
        self,
        often: int,
        *asked: tuple[str, UUID | None],
        order_id: UUID | None = None,
        number: int = 1,
        deadline: datetime | None = None,
        need: Need | None = None,
        waves: bool = False,
    ) -> list[Round]:
        """So many rounds at once, each of another order; in waves, one is asked after the other, an hour longer."""
        ends, wanted = deadline or clock.now() + timedelta(hours=24), need or a_need()
        events = [
            OrderOffered(
                order_id=order_id or new_id(),
                round=number,
                need=wanted,
                version=wanted.version,
                offers=[
                    Offer(
                        offer_id=new_id(),
                        to_kind=kind,
                        to_id=to_id,
                        deadline=ends + timedelta(hours=place * waves),
                        wave=1 + place * waves,
                    )
                    for place, (kind, to_id) in enumerate(asked)
                ],
            )
            for _ in range(often)
        ]
        self.stage.hear(*events)
        return [Round(event.order_id, number, [one.offer_id for one in event.offers]) for event in events]

    def accept(self, offer_id: UUID, actor: str, **body: Any) -> TestResponse:
        """Somebody says yes."""
        return self.stage.post(f"/offers/{offer_id}/accept", actor, body)

    def decline(self, offer_id: UUID, actor: str, **body: Any) -> TestResponse:
        """Somebody says no."""
        return self.stage.post(f"/offers/{offer_id}/decline", actor, body)

    def recruit(self, order_id: UUID, actor: str, *asked: UUID) -> TestResponse:
        """The leader asks others to come along."""
        body = {"volunteer_ids": [str(one) for one in asked]}
        return self.stage.post(f"/orders/{order_id}/recruit", actor, body)

    def schedule(
        self, order_id: UUID, actor: str, *crew: UUID, at: datetime = WANTED_FROM, **more: Any
    ) -> TestResponse:
        """The leader has agreed on a time with the resident."""
        body = {"starts_at": at.isoformat(), "crew": [str(one) for one in crew], **more}
        return self.stage.post(f"/orders/{order_id}/schedule", actor, body)

    def check_in(self, order_id: UUID, actor: str, *crew: UUID, **more: Any) -> TestResponse:
        """Somebody stands at the door."""
        body = {"crew": [str(one) for one in crew], "means": "door_word", **more}
        return self.stage.post(f"/orders/{order_id}/check-in", actor, body)

    def ask(self, order_id: UUID, verb: str, actor: str, **body: Any) -> TestResponse:
        """Ask for a verb about an order."""
        return self.stage.post(f"/orders/{order_id}/{verb}", actor, body)

    def finish(self, order_id: UUID, actor: str, minutes: Sequence[tuple[UUID, int]], **more: Any) -> TestResponse:
        """The work is done."""
        declared = [{"volunteer_id": str(one), "minutes": number} for one, number in minutes]
        return self.stage.post(f"/orders/{order_id}/finish", actor, {"minutes": declared, **more})

    def no_show(self, order_id: UUID, actor: str = RESIDENT) -> TestResponse:
        """Nobody came."""
        return self.stage.post(f"/orders/{order_id}/no-show", actor)

    def told(self, template: str) -> list[UUID]:
        """Who was told this."""
        return [one["to_id"] for one in self.stage.notices(template)]

    def order(self, order_id: UUID) -> dict[str, Any]:
        """How the order stands."""
        answer = self.stage.get(f"/orders/{order_id}", CLERK)
        assert answer.status_code == 200, answer.json
        shown: dict[str, Any] = answer.json
        return shown

    def offer_state(self, offer_id: UUID) -> str:
        """How an offer stands."""
        offers = self.stage.get("/offers", CLERK).json
        return next(str(one["state"]) for one in offers if one["offer_id"] == str(offer_id))

    def accepted(self, volunteer_id: UUID, **details: Any) -> Round:
        """An order that this volunteer leads."""
        opened = self.offer(("person", volunteer_id), **details)
        assert self.accept(opened.offer_ids[0], volunteer(volunteer_id)).status_code == 200
        return opened

    def begun(self, *crew: UUID, **need: Any) -> UUID:
        """An order at whose door these stand; the first of them leads."""
        order_id = self.accepted(crew[0], need=a_need(**need)).order_id
        assert self.check_in(order_id, volunteer(crew[0]), *crew).status_code == 200
        return order_id

    def served(self, *crew: UUID, minutes: int = 60, **more: Any) -> UUID:
        """An order that the first of these led and all of them served."""
        order_id = self.begun(*crew)
        done = self.finish(order_id, volunteer(crew[0]), [(one, minutes) for one in crew], **more)
        assert done.status_code == 200, done.json
        return order_id

    def standing(self, order_id: UUID, volunteer_id: UUID) -> tuple[int, str, bool]:
        """What stands of somebody's minutes, as the last entry says."""
        last = self.stage.get(f"/ledger?order_id={order_id}&volunteer_id={volunteer_id}", CLERK).json[-1]
        return last["minutes"], last["minutes_class"], last["frozen"]

    def flags(self, order_id: UUID) -> dict[str, Any]:
        """What is to be looked at about an order: code and flag."""
        return {one["code"]: one for one in self.stage.get(f"/flags?order_id={order_id}", CLERK).json}
