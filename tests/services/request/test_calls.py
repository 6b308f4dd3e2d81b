"""Whom the station has to ring, and what about."""

from shared.contracts import request
from tests.services.request.desk import ELSEWHERE, RESIDENT, VILLAGE_WORKER, Desk

PHONED = {"through": "phone"}


def test_the_call_list_says_whom_to_ring_on_which_number_about_what(desk: Desk) -> None:
    order_id = desk.place()
    desk.must(order_id, "ask", text="几个插座？")
    received, question = desk.listed("/calls", VILLAGE_WORKER)
    assert received["template"] == "order_received" and received["order_id"] == order_id
    assert received["name"] == "李𠮷祥" and received["phone"] == "13900000001"
    assert received["parameters"] == {"order_no": received["order_no"]}
    assert question["template"] == "question_asked" and question["question"] == "几个插座？"
    assert question["parameters"] == {}
    desk.must(order_id, "answer", RESIDENT, text="三个")
    assert {call["question"] for call in desk.listed("/calls")} == {None}


def test_who_was_told_leaves_the_list_and_is_not_rung_again(desk: Desk) -> None:
    desk.place()
    [call] = desk.listed("/calls")
    told = desk.stage.post(f"/calls/{call['notice_id']}/told", VILLAGE_WORKER, PHONED)
    assert told.status_code == 200 and told.json["sent_through"] == "phone" and told.json["sent_at"]
    assert desk.listed("/calls") == []
    again = desk.stage.post(f"/calls/{call['notice_id']}/told", VILLAGE_WORKER, PHONED)
    assert again.status_code == 409 and again.json["code"] == "told_already"


def test_calls_are_for_the_staff_of_the_place(desk: Desk) -> None:
    order_id = desk.place()
    [call] = desk.listed("/calls")
    assert desk.listed("/calls", ELSEWHERE) == []
    for actor, status in ((ELSEWHERE, 404), (RESIDENT, 403), ("dispatcher:d1@620821/102", 403)):
        assert desk.stage.post(f"/calls/{call['notice_id']}/told", actor, PHONED).status_code == status
    for actor in (RESIDENT, "dispatcher:d1@620821/102", "evaluator:e1@620821"):
        assert desk.stage.get("/calls", actor).status_code == 403
    assert desk.stage.post(f"/calls/{order_id}/told", VILLAGE_WORKER, PHONED).json["code"] == "unknown_notice"


def test_whose_card_is_purged_is_rung_no_more_and_nothing_breaks(desk: Desk) -> None:
    order_id = desk.place()
    desk.must(order_id, "ask", text="几个插座？")
    [first, *_] = desk.listed("/calls")
    desk.must(order_id, "cancel", RESIDENT)
    desk.wait(days=180)
    assert desk.listed("/calls") == []
    told = desk.stage.post(f"/calls/{first['notice_id']}/told", VILLAGE_WORKER, PHONED)
    assert told.status_code == 200 and not {"name", "phone"} & set(told.json)
    assert desk.stage.get(f"/orders/{order_id}/story", RESIDENT).status_code == 200
    assert len(desk.stage.said(request.OrderCancelled)) == 1


def test_with_the_card_go_the_questions_and_the_answers(desk: Desk) -> None:
    order_id = desk.place()
    desk.must(order_id, "ask", text="qzx几个插座？")
    desk.must(order_id, "answer", RESIDENT, text="qzx三个")
    desk.must(order_id, "cancel", RESIDENT)
    desk.wait(days=180)
    with desk.stage.database.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM questions").scalar() == 0
