"""A small county, as the facts tell it: eleven orders, each of which went another way. What its figures must be was
counted by hand, in test_figures.py."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.feedback.handlers.facts import keep_fact
from shared.contracts import dispatch, feedback, request, volunteer
from shared.contracts.wire import Event
from shared.identity import new_id
from shared.messaging.envelope import Envelope, seal, unseal
from tests.services.conftest import MONDAY_MORNING
from tests.services.feedback.parlour import OFFICE
from tests.services.stage import Stage

FIRST, SECOND, THIRD, ELSEWHERE = "620821/102/205", "620821/102/206", "620821/102/207", "620821/103/201"
WIRING, HAIRCUT = "H03", "A01"


def rules(code: str) -> request.ItemRules:
    return request.ItemRules(
        code=code,
        version=1,
        skills=[],
        minutes=60,
        team_size=1,
        risk_level=0,
        minors_may_help=False,
        interval_days=25,
        modes=["home"],
    )


def published(code: str) -> request.ItemPublished:
    return request.ItemPublished(
        code=code, version=1, platform_code=code[0], name_zh="项目", name_en="item", rules=rules(code)
    )


class Tale:
    """One order, and what is said of it so many hours after it was placed."""

    def __init__(self, site_path: str, item: str, recipient: UUID | None = None) -> None:
        self.order_id, self.site_path, self.item = new_id(), site_path, item
        self.recipient = recipient or new_id()
        self.leader, self.helpers = new_id(), [new_id(), new_id()]
        self.told: list[tuple[float, Event]] = []

    def says(self, hours: float, kind: type[Event], /, **words: Any) -> "Tale":
        self.told.append((hours, kind(order_id=self.order_id, **words)))
        return self

    def placed(self, **changed: Any) -> "Tale":
        words = {"channel": "web", "by_proxy": False, "kind": "menu", "urgency": "normal", **changed}
        words |= {"order_no": "12345674", "site_path": self.site_path, "submitted_at": MONDAY_MORNING}
        return self.says(0, request.OrderSubmitted, **words)

    def approved(self, hours: float, asked: bool = True) -> "Tale":
        need = request.Need(
            order_no="12345674",
            site_path=self.site_path,
            item=rules(self.item),
            title="服务",
            wanted_from=MONDAY_MORNING,
            wanted_to=MONDAY_MORNING + timedelta(days=20),
            urgency="normal",
            priority=3,
            two_person=False,
            version=1,
        )
        about = {"recipient_id": self.recipient, "submitted_at": MONDAY_MORNING}
        self.says(hours, request.OrderApproved, need=need, **about)
        return self.says(hours, dispatch.OrderOffered, round=1, need=need, offers=[]) if asked else self

    def accepted(self, hours: float, round_: int = 1) -> "Tale":
        about = {"round": round_, "offer_id": new_id(), "leader_kind": "person", "leader_id": self.leader}
        return self.says(hours, volunteer.OrderAccepted, **about)

    def visited(self, hours: float, *minutes: int, **more: Any) -> "Tale":
        begun = MONDAY_MORNING + timedelta(hours=hours)
        self.says(hours, volunteer.OrderCheckedIn, round=1, means="door_word", checked_in_at=begun)
        crew = [
            volunteer.CrewMinutes(volunteer_id=who, minutes=long)
            for who, long in zip(self.helpers, minutes, strict=False)
        ]
        about = {"round": 1, "order_no": "12345674", "site_path": self.site_path, "item_code": self.item}
        about |= {"leader_kind": "person", "leader_id": self.leader, "crew": crew}
        ended = begun + timedelta(hours=1)
        return self.says(hours + 1, volunteer.OrderServed, **about, served_at=ended, **more)

    def confirmed(self, hours: float, means: str, minutes_class: str) -> "Tale":
        return self.says(hours, feedback.ServiceConfirmed, means=means, minutes_class=minutes_class)

    def rated(self, hours: float, level: int) -> "Tale":
        about = {"callback": False, "leader_kind": "person", "leader_id": self.leader}
        return self.says(hours, feedback.OrderReviewed, level=level, **about)

    def looked_into(self, hours: float, cause: str, closings: int = 0) -> "Tale":
        level = 1 if cause == "bad_review" else None
        self.says(hours, feedback.RectificationOpened, level=level, cause=cause, closings=closings)
        return self.says(hours + 9, feedback.RectificationClosed, finding="valid", cause=cause, called=False)

    def closed(self, hours: float, outcome: str, closings: int = 0) -> "Tale":
        return self.says(hours, feedback.OrderClosed, outcome=outcome, closings=closings)


def tales() -> dict[str, Tale]:
    """The eleven, by a word for each."""
    old, wants_others = new_id(), new_id()
    told = {
        "praised": Tale(FIRST, WIRING, old).placed(channel="phone").approved(1).accepted(5),
        "silent": Tale(FIRST, WIRING, old).placed().approved(1).accepted(80),
        "unmet": Tale(SECOND, HAIRCUT).placed(by_proxy=True).approved(30),
        "bad": Tale(SECOND, HAIRCUT, wants_others).placed().approved(1).accepted(3),
        "denied": Tale(THIRD, WIRING).placed().approved(1).accepted(2).visited(10, 20),
        "called off": Tale(FIRST, WIRING).placed(),
        "merged": Tale(FIRST, WIRING).placed(),
        "rejected": Tale(FIRST, WIRING).placed().says(2, request.OrderRejected, reason_code="commercial"),
        "held": Tale(ELSEWHERE, HAIRCUT).placed().approved(2),
        "called off too late": Tale(FIRST, WIRING).placed().approved(1).accepted(2),
    }
    told["again"] = Tale(SECOND, HAIRCUT, wants_others).placed(rework_of=told["bad"].order_id)
    _go_on(told)
    return told


def _go_on(told: dict[str, Tale]) -> None:
    at = {"site_path": FIRST}
    told["praised"].says(6, volunteer.OrderScheduled, site_path=FIRST, round=1, starts_at=MONDAY_MORNING)
    told["praised"].visited(30, 60, 40).confirmed(32, "link", "verified").rated(33, 5).closed(33, "reviewed")
    told["silent"].says(95, volunteer.OrderContactMissed, **at, round=1).visited(100, 30).closed(270, "unreviewed")
    told["unmet"].says(31, volunteer.OfferDeclined, round=1, offer_id=new_id())
    told["unmet"].says(70, dispatch.OrderUnfulfilled, site_path=SECOND, round=1, reason_code="no_skill")
    told["bad"].says(4, volunteer.OrderScheduled, site_path=SECOND, round=1, starts_at=MONDAY_MORNING)
    told["bad"].says(5, volunteer.OrderReturned, round=1, late=False).accepted(6, 2)
    told["bad"].says(9, volunteer.OrderNoShow, round=2).accepted(10, 3).visited(50, 50)
    told["bad"].confirmed(52, "paper", "witnessed").rated(53, 1).looked_into(53, "bad_review")
    told["bad"].says(54, feedback.CallbackMade, outcome="no_answer")
    told["bad"].says(55, feedback.CallbackMade, outcome="reached", solved=False)
    leader = {"leader_kind": "person", "leader_id": told["bad"].leader, "other_team": True}
    wanted = {"wanted_from": MONDAY_MORNING, "wanted_to": MONDAY_MORNING + timedelta(days=9)}
    told["bad"].says(56, feedback.ReworkAsked, **leader, **wanted)
    told["bad"].closed(62, "rectified").says(70, feedback.ReviewFollowedUp, level=4)
    told["again"].approved(0).accepted(2).visited(20, 45, code_matched=True)
    told["again"].confirmed(21, "code", "verified").rated(22, 4).closed(22, "reviewed")
    told["denied"].says(12, feedback.ServiceDenied, means="link").looked_into(12, "denied").closed(21, "rectified")
    told["called off"].says(1, request.OrderCancelled, **at, cancelled_by="resident")
    same = told["praised"].order_id
    told["merged"].says(3, request.OrderCancelled, **at, cancelled_by="clerk", duplicate_of=same)
    until = MONDAY_MORNING + timedelta(days=5)
    hold = {"site_path": ELSEWHERE, "hold": 1, "until": until, "reason_code": "away"}
    told["held"].says(3, request.OrderHeld, **hold)
    late = told["called off too late"].says(3, request.OrderCancelled, **at, cancelled_by="resident")
    late.visited(4, 15).confirmed(6, "link", "verified").rated(6, 3).closed(6, "reviewed")
    late.looked_into(30, "appeal", 1).closed(39, "rectified", 1)


def facts_of(told: dict[str, Tale]) -> list[Envelope]:
    """All that is said, with the items of the catalogue."""
    return list(_sealed(told))


def _sealed(told: dict[str, Tale]) -> Iterator[Envelope]:
    for item in (WIRING, HAIRCUT):
        yield _said(0, published(item))
    for tale in told.values():
        yield from (_said(hours, event) for hours, event in tale.told)


def _said(hours: float, event: Event) -> Envelope:
    at: datetime = MONDAY_MORNING + timedelta(hours=hours)
    return unseal(seal(event, new_id(), at))


def keep(stage: Stage, facts: list[Envelope]) -> None:
    """Let feedback keep them, one after the other."""

    def all_of_them(session: Any) -> None:
        for fact in facts:
            keep_fact(session, fact)

    stage.database.transact(all_of_them)


def figures(stage: Stage, query: str = "", actor: str = OFFICE) -> dict[str, Any]:
    """What the figures tell, by code."""
    answer = stage.get(f"/figures{query}", actor)
    assert answer.status_code == 200, answer.json
    return {one["code"]: one for one in answer.json["figures"]}


def table(stage: Stage, query: str = "", actor: str = OFFICE) -> list[dict[str, str]]:
    """The exported table."""
    answer = stage.get(f"/orders.csv{query}", actor)
    assert answer.status_code == 200 and answer.content_type.startswith("text/csv"), answer.data
    text = answer.data.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
