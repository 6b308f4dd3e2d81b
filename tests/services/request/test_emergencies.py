"""Where a life is in danger the number is told at once, somebody rings back, and no volunteer is asked."""

import csv
from pathlib import Path

import pytest

from services.request import policy
from services.request.handlers.referring import EMERGENCIES
from shared.contracts import request
from tests.services.request.desk import APPROVAL, CLERK, OFFICE, RESIDENT, STATION_CLERK, Desk

WEEK = Path(__file__).parents[3] / "demo/jingchuan/orders-week.csv"
IN_DANGER = [
    ("119", "屋里着火了，快来人！"),
    ("119", "灶房冒浓烟，火灭不了"),
    ("119", "煤气漏了一屋子，不敢开灯"),
    ("120", "我爸叫不醒了，嘴歪着"),
    ("120", "婆婆喝了农药"),
    ("120", "我不想活了"),
    ("120", "My father is unconscious"),
    ("110", "他拿着刀在门口"),
    ("110", "孩子走丢了，天都黑了"),
]
ORDINARY = [
    "插座冒火花",
    "去年厨房着火了一回，想请人看看线路",
    "想听防煤气中毒的讲座，怕哪天叫不醒",
    "通下水道的要120，嫌贵",
    "给我妈办防走失手环，她走丢了两回",
    "我要离婚，他打我",
    "手机中毒了",
    "柴火湿了，点不着火",
]
ABOUT = {"need_text": "屋里着火了，快来人！"}


@pytest.mark.parametrize(("number", "words"), IN_DANGER)
def test_words_that_mean_danger_to_life_are_known(number: str, words: str) -> None:
    assert policy.emergency_in(words, EMERGENCIES) == number


@pytest.mark.parametrize("words", ORDINARY)
def test_ordinary_words_are_left_alone(words: str) -> None:
    assert policy.emergency_in(words, EMERGENCIES) is None


def test_in_a_week_of_orders_just_the_emergencies_are_found() -> None:
    with WEEK.open(encoding="utf-8") as file:
        orders = list(csv.DictReader(file))
    found = {row["need_text"] for row in orders if policy.emergency_in(row["need_text"], EMERGENCIES)}
    assert found == {row["need_text"] for row in orders if row["expected_end"] == "emergency_refer"} != set()


def test_every_number_has_signs_and_a_sentence_with_the_number(desk: Desk) -> None:
    assert set(EMERGENCIES) == {"119", "120", "110"}
    for number, rule in EMERGENCIES.items():
        assert number in rule["sentence"] and len(rule["sentence"]) <= 500
        assert all(word == word.casefold() for sign in rule["signs"] for word in sign)


def test_the_answer_shows_the_number_at_once_and_nobody_is_offered_it(desk: Desk) -> None:
    placed = desk.look(order_id := desk.place(**ABOUT))
    assert placed["state"] == "referred" and placed["ring"] == placed["referred_to"] == "119"
    assert "119" in placed["sentence"]
    [said] = desk.stage.said(request.OrderReferred)
    assert said.emergency and said.target == "119" and len(desk.stage.said(request.OrderSubmitted)) == 1
    assert desk.told(order_id, "order_referred") == 1 and desk.told(order_id, "order_received") == 0
    assert desk.verbs(order_id) == [("submit", "T1"), ("refer", "T5")]
    for verb, body in (("approve", APPROVAL), ("merge", {"into": desk.place()}), ("hold", _A_HOLD)):
        assert desk.ask(order_id, verb, **body).json["code"] == "order_is_referred"
    assert desk.stage.said(request.OrderApproved) == []


def test_a_clerk_rings_back_and_that_is_noted_once(desk: Desk) -> None:
    order_id = desk.place(**ABOUT)
    assert [call["template"] for call in desk.listed("/calls")] == ["order_referred"]
    assert desk.ask(order_id, "ring-back", RESIDENT).status_code == 403
    rung = desk.must(order_id, "ring-back", STATION_CLERK)
    assert rung["rung_back_at"] and rung["due_at"] is None and rung["state"] == "referred"
    assert desk.listed("/desk") == desk.listed("/calls") == []
    assert desk.ask(order_id, "ring-back").json["code"] == "rung_back_already"
    desk.wait(hours=1)
    assert not desk.look(order_id)["supervised"] and desk.verbs(order_id)[-1] == ("ring_back", "T5")


def test_when_nobody_rings_back_within_fifteen_minutes_the_level_above_sees_it(desk: Desk) -> None:
    order_id = desk.place(**ABOUT)
    desk.wait(minutes=15, seconds=-1)
    assert desk.look(order_id)["alarm"] is None
    desk.wait(seconds=1)
    late = desk.look(order_id)
    assert late["alarm"] == "breached" and late["supervised"] and late["due_at"]
    assert desk.verbs(order_id)[-1] == ("supervise", "T34")
    assert [one["order_id"] for one in desk.listed("/desk", OFFICE)] == [order_id]
    desk.must(order_id, "ring-back")
    assert desk.listed("/desk", OFFICE) == []


def test_a_clerk_says_that_it_was_no_emergency_and_it_is_verified_like_any_other(desk: Desk) -> None:
    order_id = desk.place(**ABOUT)
    assert desk.ask(order_id, "undo-referral", RESIDENT).status_code == 403
    undone = desk.must(order_id, "undo-referral")
    assert undone["state"] == "submitted" and undone["ring"] is undone["sentence"] is undone["closed_at"] is None
    assert undone["due_at"] == "2026-11-17T01:00:00+00:00"
    [said] = desk.stage.said(request.OrderReferralUndone)
    assert str(said.order_id) == order_id and desk.told(order_id, "referral_undone") == 1
    assert desk.ask(order_id, "undo-referral").json["code"] == "no_emergency"
    desk.wait(minutes=20)
    assert not desk.look(order_id)["supervised"]
    desk.approve(order_id)


def test_an_ordinary_referral_is_neither_rung_back_nor_undone(desk: Desk) -> None:
    order_id = desk.place()
    referred = desk.must(order_id, "refer", target="legal_aid", sentence="可拨12348。")
    assert referred["ring"] is referred["due_at"] is None and desk.listed("/desk") == []
    for verb in ("ring-back", "undo-referral"):
        assert desk.ask(order_id, verb).json["code"] == "no_emergency"


def test_a_clerk_refers_an_emergency_that_the_words_did_not_show(desk: Desk) -> None:
    order_id = desk.place()
    desk.must(order_id, "ask", text="现在呢？")
    referred = desk.must(order_id, "refer", target="119", sentence="请拨119。", emergency=True)
    assert referred["ring"] == "119" and [one["order_id"] for one in desk.listed("/desk")] == [order_id]


def test_an_answer_and_a_change_may_show_an_emergency_too(desk: Desk) -> None:
    answered, changed = desk.place(), desk.place()
    desk.must(answered, "ask", text="现在呢？")
    assert desk.must(answered, "answer", RESIDENT, text="屋里着火了")["ring"] == "119"
    assert desk.must(changed, "change", RESIDENT, need_text="屋里着火了")["ring"] == "119"
    assert {one["order_id"] for one in desk.listed("/desk")} == {answered, changed}


def test_an_emergency_that_was_undone_can_become_one_again(desk: Desk) -> None:
    order_id = desk.place(**ABOUT)
    desk.must(order_id, "ring-back")
    desk.must(order_id, "undo-referral")
    again = desk.must(order_id, "refer", target="119", sentence="请拨119。", emergency=True)
    assert again["ring"] == "119"
    assert [one["rung_back_at"] for one in desk.listed("/desk", CLERK)] == [None]


_A_HOLD = {"until": "2026-12-01T08:00:00+08:00", "reason_code": "away", "consent": True}
