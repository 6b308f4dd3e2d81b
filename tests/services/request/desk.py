"""The counter of a station for the tests: what is ordered there, who sits behind it, how time goes by."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from werkzeug.test import TestResponse

from shared import clock
from shared.clock import SHANGHAI
from shared.contracts import dispatch, volunteer
from shared.contracts.request import OrderApproved
from shared.identity import new_id
from tests.services.stage import Clockwork, Stage

OFFICE = "office:o1@620821"
CLERK = "clerk:c1@620821/102"
OTHER_CLERK = "clerk:c2@620821/102"
STATION_CLERK = "clerk:c3@620821/102/205"
ELSEWHERE = "clerk:c9@620821/103"
VILLAGE_WORKER = "village_worker:v1@620821/102/205"
RESIDENT = "resident:r1"
PROXY = "proxy:p1"
ITEM = {
    "platform_code": "H",
    "name_zh": "入户用电检查",
    "name_en": "Home wiring check",
    "skills": ["电工"],
    "minutes": 60,
    "team_size": 1,
    "risk_level": 2,
    "minors_may_help": False,
    "interval_days": 180,
    "modes": ["home"],
}
ORDER = {
    "channel": "phone",
    "kind": "menu",
    "item_code": "H03",
    "station_code": "620821102205",
    "requester_name": "李𠮷祥",
    "requester_phone": "13900000001",
    "recipient_name": "李𠮷祥",
    "address_detail": "三社 麦场边",
    "need_text": "插座冒火花",
    "wanted_from": "2026-11-17T08:30:00+08:00",
    "wanted_to": "2026-11-17T12:00:00+08:00",
    "consent": True,
}
APPROVAL = {"item_code": "H03", "title": "入户用电检查", "means": "phone"}
REJECTION = {"reason_code": "commercial", "sentence": "这是雇人的活，可找就业服务中心。", "alternative": "department"}
LATER = {"wanted_from": "2026-12-28T08:30:00+08:00", "wanted_to": "2026-12-30T12:00:00+08:00"}
"""A wanted time that lets an order wait."""


def place(stage: Stage, **overrides: Any) -> dict[str, Any]:
    """An order as it is answered to whoever places it."""
    answer = stage.post("/orders", RESIDENT, {**ORDER, **overrides})
    assert answer.status_code == 201, answer.json
    order: dict[str, Any] = answer.json
    return order


@dataclass
class Desk:
    """What is done at the counter, and what is then to be seen."""

    stage: Stage
    clockwork: Clockwork

    def place(self, **overrides: Any) -> str:
        """An order; its id."""
        return str(place(self.stage, **{**LATER, **overrides})["order_id"])

    def ask(self, order_id: str, verb: str, actor: str = CLERK, **body: Any) -> TestResponse:
        """Ask for a verb."""
        return self.stage.post(f"/orders/{order_id}/{verb}", actor, body)

    def must(self, order_id: str, verb: str, actor: str = CLERK, **body: Any) -> dict[str, Any]:
        """Ask for a verb that is done."""
        answer = self.ask(order_id, verb, actor, **body)
        assert answer.status_code == 200, answer.json
        order: dict[str, Any] = answer.json
        return order

    def approve(self, order_id: str) -> None:
        """Let somebody be looked for."""
        self.must(order_id, "approve", **APPROVAL)

    def look(self, order_id: str, actor: str = CLERK) -> dict[str, Any]:
        """How an order stands."""
        order: dict[str, Any] = self.stage.get(f"/orders/{order_id}", actor).json
        return order

    def listed(self, path: str, actor: str = CLERK) -> list[dict[str, Any]]:
        """A list."""
        answer = self.stage.get(path, actor)
        assert answer.status_code == 200, answer.json
        assert "X-Pagination" in answer.headers, "every list is paged"
        found: list[dict[str, Any]] = answer.json
        return found

    def verbs(self, order_id: str) -> list[tuple[str, str]]:
        """The moves of an order: verb and transition."""
        return [(move["verb"], move["transition"]) for move in self.stage.history(order_id)]

    def told(self, order_id: str, template: str) -> int:
        """How often whoever placed this order was told so."""
        return sum(str(notice["to_id"]) == order_id for notice in self.stage.notices(template))

    def wait(self, **span: float) -> None:
        """Let time go by, and do what falls due."""
        self.clockwork.set(clock.now() + timedelta(**span))
        self.stage.let_due_fall()

    def until(self, moment: str) -> None:
        """Let time go by until this moment, and do what falls due."""
        self.clockwork.set(at(moment))
        self.stage.let_due_fall()

    def hear_offered(self, order_id: str, round_: int = 1) -> None:
        """Dispatch has asked somebody."""
        [approved] = [said for said in self.stage.said(OrderApproved) if str(said.order_id) == order_id]
        offer = dispatch.Offer(offer_id=new_id(), to_kind="pool", deadline=clock.now() + timedelta(hours=12))
        self.stage.hear(
            dispatch.OrderOffered(order_id=UUID(order_id), round=round_, need=approved.need, offers=[offer])
        )

    def hear_accepted(self, order_id: str, round_: int = 1) -> None:
        """Somebody has said yes."""
        self.stage.hear(accepted(order_id, round_))

    def hear_scheduled(self, order_id: str, starts_at: str, postponed: str | None = None, round_: int = 1) -> None:
        """They agreed on a time."""
        moment = at(starts_at)
        told = {"order_id": UUID(order_id), "site_path": "620821/102/205", "round": round_, "starts_at": moment}
        self.stage.hear(volunteer.OrderScheduled(**told, postponed=postponed))


def at(moment: str) -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)


def accepted(order_id: str, round_: int = 1) -> volunteer.OrderAccepted:
    """Volunteer's word that somebody leads."""
    return volunteer.OrderAccepted(
        order_id=UUID(order_id), round=round_, offer_id=new_id(), leader_kind="person", leader_id=new_id()
    )


def withdrawn(order_id: str, round_: int = 1, reason_code: str = "need_changed") -> dispatch.OrderWithdrawn:
    """Dispatch's word that the round is taken back."""
    return dispatch.OrderWithdrawn(
        order_id=UUID(order_id), site_path="620821/102/205", round=round_, reason_code=reason_code
    )
