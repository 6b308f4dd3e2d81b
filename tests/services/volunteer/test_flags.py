"""What about minutes a person should look at: each reason in words, and a person who decides."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.volunteer.ledger import policy
from shared import clock
from shared.clock import SHANGHAI
from shared.contracts.feedback import ServiceConfirmed
from shared.contracts.volunteer import MinutesCorrected
from shared.identity import new_id
from tests.services.stage import Clockwork
from tests.services.volunteer.test_races import asking, at_once
from tests.services.volunteer.village import CLERK, EVALUATOR, OTHER_CLERK, RESIDENT, Village, spoken_by, volunteer

MORNING = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


def a_span(start: float, end: float, minutes: int | None = None, order_id: str = "other") -> policy.Span:
    """So many hours after nine in the morning."""
    return policy.Span(order_id, MORNING + start * HOUR, MORNING + end * HOUR, minutes or round((end - start) * 60))


def a_visit(**changes: Any) -> policy.Visit:
    """One about which there is nothing to be looked at."""
    usual: dict[str, Any] = {
        "span": a_span(0, 1, order_id="this"),
        "others": [],
        "came_at": MORNING - 24 * HOUR,
        "checked_in_at": MORNING,
        "finished_at": MORNING + HOUR,
        "appointment": MORNING,
        "on_sheet": False,
        "crew": 2,
        "needed": 2,
        "paired": 1,
        "code_seen_by": None,
    }
    return policy.Visit(**{**usual, **changes})


DOUBTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {}),
    "at the same time": (
        {"others": [a_span(0.5, 2), a_span(0.9, 1)]},
        {"overlap": {"order_id": "other", "minutes": 30}},
    ),
    "one after the other": ({"others": [a_span(1, 2)]}, {}),
    "eight hours a day": ({"others": [a_span(1, 8)]}, {}),
    "more than eight hours": (
        {"others": [a_span(1, 8), a_span(9, 10)]},
        {"long_day": {"day": "2026-11-16", "minutes": 540}},
    ),
    "two days": ({"others": [a_span(24, 32)]}, {}),
    "made to be closed": ({"came_at": MORNING + 0.8 * HOUR}, {"hasty": {"minutes": 12}}),
    "more minutes than the visit": (
        {"span": a_span(0, 3, order_id="this")},
        {"longer_than_visit": {"minutes": 180, "visit": 60}},
    ),
    "a quarter of an hour before anybody checked in": ({"span": a_span(-0.25, 1, order_id="this")}, {}),
    "a sheet that is entered all at once": ({"span": a_span(-2, 0, order_id="this"), "on_sheet": True}, {}),
    "one more comes along": ({"crew": 3}, {}),
    "more than would do": ({"crew": 4}, {"crowd": {"crew": 4, "needed": 2}}),
    "written down later": ({"finished_at": MORNING + 73 * HOUR}, {"back_dated": {"days": 3}}),
    "within the window": ({"appointment": MORNING + HOUR}, {}),
    "early": ({"appointment": MORNING + 2 * HOUR}, {"outside_window": {"side": "early", "minutes": 120}}),
    "late": ({"appointment": MORNING - 3 * HOUR}, {"outside_window": {"side": "late", "minutes": 180}}),
    "no time agreed on": ({"appointment": None}, {}),
    "a code that staff saw": ({"code_seen_by": "staff"}, {"code_looked_up": {"by": "staff"}}),
    "the same two": ({"paired": 10}, {"same_pair": {"times": 10, "days": 30}}),
    "not that often": ({"paired": 9}, {}),
}


@pytest.mark.parametrize("case", DOUBTS)
def test_what_is_looked_at(case: str) -> None:
    changes, expected = DOUBTS[case]
    assert policy.doubts(a_visit(**changes)) == expected


def test_a_correction_raises_no_class_and_nobody_vouches_for_more() -> None:
    held = (60, "witnessed")
    assert [policy.correction_fault(held, new) for new in ((60, "witnessed"), (0, "declared"), (90, "declared"))] == [
        None
    ] * 3
    assert policy.correction_fault(held, (60, "verified")) == "class_raised"
    assert policy.correction_fault(held, (61, "witnessed")) == "more_is_declared"


@pytest.fixture
def doubted(village: Village) -> tuple[UUID, UUID, str]:
    """Verified minutes of somebody who was at two doors at once; the flag about it."""
    me = village.enrol()
    village.served(me)
    order_id = village.served(me)
    village.stage.hear(ServiceConfirmed(order_id=order_id, means="link", minutes_class="verified"))
    return me, order_id, village.flags(order_id)["overlap"]["flag_id"]


def test_a_flag_says_why_in_the_language_of_who_asks(village: Village, doubted: tuple[UUID, UUID, str]) -> None:
    me, order_id, flag_id = doubted
    [shown] = [one for one in village.stage.get("/flags?standing=open", EVALUATOR).json if one["flag_id"] == flag_id]
    assert shown["reason"] == "同一个人在同一段时间里还有另一单，重叠 60 分钟。"
    headers = {"X-Sidan-Actor": EVALUATOR, "Accept-Language": "en"}
    english = village.stage.client.get(f"/api/v1/flags?order_id={order_id}", headers=headers).json
    assert "at the same time, for 60 minutes" in english[0]["reason"] + english[-1]["reason"]
    assert len(village.stage.get("/flags", volunteer(me)).json) == len(village.stage.get("/flags", CLERK).json)
    assert village.stage.get("/flags", OTHER_CLERK).json == []
    assert village.stage.get("/flags", RESIDENT).status_code == 403


def test_flagged_minutes_count_and_are_shown_apart_until_somebody_has_looked(
    village: Village, doubted: tuple[UUID, UUID, str]
) -> None:
    _, order_id, _ = doubted
    told = village.stage.status()
    assert told["minutes"]["verified"] == told["flagged_minutes"]["verified"] == 60
    for one in village.flags(order_id).values():
        path, why = f"/flags/{one['flag_id']}/clear", {"sentence": "同一家两单，一起办的"}
        assert village.stage.post(path, CLERK, why).status_code == 403
        assert village.stage.post(path, "evaluator:e2@620821/103", why).status_code == 404
        cleared = village.stage.post(path, EVALUATOR, why).json
        assert (cleared["decision"], cleared["decided_by"], cleared["sentence"]) == (
            "cleared",
            "evaluator:e1",
            why["sentence"],
        )
        assert village.stage.post(path, EVALUATOR, why).json["code"] == "decided_already"
    told = village.stage.status()
    assert told["minutes"]["verified"] == 60 and told["flagged_minutes"]["verified"] == 0
    assert village.stage.post(f"/flags/{new_id()}/clear", EVALUATOR, {"sentence": "好"}).status_code == 404


def test_a_correction_is_a_further_entry_said_and_told(village: Village, doubted: tuple[UUID, UUID, str]) -> None:
    me, order_id, flag_id = doubted
    path, why = f"/flags/{flag_id}/correct", {"sentence": "只在一家", "minutes": 20, "minutes_class": "witnessed"}
    assert village.stage.post(path, EVALUATOR, {**why, "minutes": 90}).json["code"] == "more_is_declared"
    assert village.stage.post(path, EVALUATOR, why).json["decision"] == "corrected"
    assert village.standing(order_id, me) == (20, "witnessed", False)
    [said] = village.stage.said(MinutesCorrected)
    assert isinstance(said, MinutesCorrected)
    assert (said.order_id, said.volunteer_id, said.minutes, said.minutes_class) == (order_id, me, 20, "witnessed")
    assert village.told("minutes_corrected") == [me]
    last = village.stage.get(f"/ledger?order_id={order_id}", EVALUATOR).json[-1]
    assert (last["cause"], last["caused_by"]) == ("correct_flag", "evaluator:e1")


def test_nobody_decides_about_what_they_had_a_hand_in_themselves_in_no_role(village: Village) -> None:
    """Whether they wrote down its beginning or its end, or took down that it took place."""
    me = village.enrol()
    order_id = village.accepted(me).order_id
    village.check_in(order_id, "clerk:c3@620821/102", me, means="paper")
    village.finish(order_id, "office:o3@620821/102", [(me, 60)])
    vouched = {"means": "phone", "minutes_class": "verified", "taken_down_by": "village_worker:w3"}
    village.stage.hear(ServiceConfirmed(order_id=order_id, **vouched))
    path = f"/flags/{village.flags(order_id)['hasty']['flag_id']}/clear"
    for who in ("evaluator:c3@620821", "evaluator:o3@620821/102", "office:w3@620821"):
        refused = village.stage.post(path, who, {"sentence": "好"})
        assert (refused.status_code, refused.json["code"]) == (409, "same_person"), who
    assert village.stage.post(path, EVALUATOR, {"sentence": "问过了"}).status_code == 200


def test_of_two_visits_that_end_in_the_same_moment_one_sees_the_other(village: Village) -> None:
    """No minute counts twice for one person without somebody being asked to look."""
    me = village.enrol()
    for _ in range(20):
        both = [village.begun(me) for _ in range(2)]
        minutes = {"minutes": [{"volunteer_id": str(me), "minutes": 1}]}
        finishing: list[Callable[[], Any]] = [
            asking(village, f"/orders/{one}/finish", volunteer(me), minutes) for one in both
        ]
        assert at_once(*finishing) == [(200, "")] * 2
        assert any("overlap" in village.flags(one) for one in both)


def test_what_was_on_paper_is_entered_with_its_own_time(village: Village, clockwork: Clockwork) -> None:
    me = village.enrol()
    began = clock.now()
    order_id = village.accepted(me).order_id
    clockwork.set(began + 5 * 24 * HOUR)
    village.check_in(order_id, CLERK, me, means="paper")

    def finish(start: datetime, end: datetime, minutes: int = 60) -> Any:
        one = {
            "volunteer_id": str(me),
            "minutes": minutes,
            "started_at": start.isoformat(),
            "ended_at": end.isoformat(),
        }
        return village.ask(order_id, "finish", CLERK, minutes=[one]).json

    assert finish(began, began + HOUR, 61)["code"] == "more_than_the_time"
    assert finish(clock.now(), clock.now() + HOUR)["code"] == "ends_ahead"
    assert finish(began, began + 25 * HOUR)["code"] == "longer_than_a_day"
    assert finish(began + HOUR, began)["code"] == "more_than_the_time"
    assert finish(began, began + HOUR)["state"] == "served"
    assert village.flags(order_id)["back_dated"]["parameters"] == {"days": 4}
    [entry] = village.stage.get("/ledger", CLERK).json
    assert datetime.fromisoformat(entry["started_at"]) == began


def test_the_same_clerk_and_volunteer_unusually_often(village: Village) -> None:
    me = village.enrol()
    for times in range(1, 11):
        order_id = village.begun(me)
        village.finish(order_id, CLERK, [(me, 1)])
        assert ("same_pair" in village.flags(order_id)) == (times == 10)


def test_minutes_that_are_longer_than_the_visit_are_looked_at_unless_they_stand_on_a_sheet_that_staff_enter(
    village: Village,
) -> None:
    me = village.enrol()
    for actor, means, flagged in ((volunteer(me), "paper", True), (CLERK, "paper", False), (CLERK, "phone", True)):
        order_id = village.accepted(me).order_id
        word = {"spoken": spoken_by(me)} if means == "phone" else {}
        assert village.check_in(order_id, actor, me, means=means, **word).status_code == 200
        village.finish(order_id, actor, [(me, 16)])
        assert ("longer_than_visit" in village.flags(order_id)) == flagged
    assert "16 分钟" in village.flags(order_id)["longer_than_visit"]["reason"]


def test_the_same_clerk_takes_down_that_the_same_volunteer_was_there_unusually_often(village: Village) -> None:
    """Who vouches for somebody again and again is looked at, just as who writes them down."""
    me = village.enrol()
    for times in range(1, 11):
        order_id = village.served(me, minutes=1)
        said = {"means": "phone", "minutes_class": "verified", "taken_down_by": "clerk:c7"}
        village.stage.hear(ServiceConfirmed(order_id=order_id, **said))
        assert ("same_pair" in village.flags(order_id)) == (times == 10)


def test_a_crowd_at_one_door_is_looked_at(village: Village) -> None:
    """The resident confirms a visit, not each name: whoever was only written down would have verified minutes, too."""
    crew = [village.enrol() for _ in range(3)]
    order_id = village.served(*crew[:2])
    assert "crowd" not in village.flags(order_id)
    order_id = village.served(*crew)
    village.stage.hear(ServiceConfirmed(order_id=order_id, means="link", minutes_class="verified"))
    told = [one for one in village.stage.get(f"/flags?order_id={order_id}", CLERK).json if one["code"] == "crowd"]
    assert {one["volunteer_id"] for one in told} == {str(one) for one in crew}
    assert told[0]["reason"] == "来了 3 个人，这一单只要 1 个人。"
