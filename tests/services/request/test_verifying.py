"""Orders are asked about, answered for, approved; two people reject them."""

import pytest
import sqlalchemy as sa

from services.request.models import Question
from shared.contracts import request
from tests.services.request.desk import (
    APPROVAL,
    CLERK,
    ELSEWHERE,
    LATER,
    OFFICE,
    ORDER,
    OTHER_CLERK,
    PROXY,
    REJECTION,
    RESIDENT,
    STATION_CLERK,
    VILLAGE_WORKER,
    Desk,
)


def test_a_clerk_asks_and_whoever_ordered_answers(desk: Desk) -> None:
    order_id = desk.place()
    assert desk.must(order_id, "ask", text="几个插座？")["state"] == "info_needed"
    assert desk.told(order_id, "question_asked") == 1
    assert desk.must(order_id, "answer", RESIDENT, text="三个")["state"] == "submitted"
    assert desk.verbs(order_id) == [("submit", "T1"), ("ask", "T2"), ("answer", "T3")]
    assert len(desk.stage.said(request.OrderQuestioned)) == len(desk.stage.said(request.OrderAnswered)) == 1


@pytest.mark.parametrize("actor", [RESIDENT, PROXY, VILLAGE_WORKER, STATION_CLERK, OFFICE])
def test_an_answer_may_be_spoken_and_who_wrote_it_down_is_kept(desk: Desk, actor: str) -> None:
    order_id = desk.place()
    desk.must(order_id, "ask", text="几个插座？")
    desk.must(order_id, "answer", actor, text="三个")
    for reader in (RESIDENT, VILLAGE_WORKER, CLERK):
        [told] = desk.listed(f"/orders/{order_id}/questions", reader)
        assert (told["text"], told["answer"]) == ("几个插座？", "三个") and told["answered_at"]
    with desk.stage.database.read() as session:
        [kept] = session.scalars(sa.select(Question))
    assert kept.answered_by == actor.partition(":")[2].partition("@")[0]
    assert desk.stage.history(order_id)[-1]["role"] == actor.partition(":")[0]


@pytest.mark.parametrize("actor", [RESIDENT, VILLAGE_WORKER, "volunteer:u1"])
def test_only_who_verifies_asks(desk: Desk, actor: str) -> None:
    assert desk.ask(desk.place(), "ask", actor, text="几个插座？").status_code == 403


def test_questions_are_read_by_who_ordered_and_by_the_staff_who_speak_with_them(desk: Desk) -> None:
    order_id = desk.place()
    for actor, status in ((ELSEWHERE, 404), ("volunteer:u1", 403), ("dispatcher:d1@620821/102", 403)):
        assert desk.stage.get(f"/orders/{order_id}/questions", actor).status_code == status


def test_nobody_asks_or_answers_twice_or_beyond_their_scope(desk: Desk) -> None:
    order_id = desk.place()
    assert desk.ask(order_id, "answer", RESIDENT, text="三个").json["code"] == "order_is_submitted"
    assert desk.ask(order_id, "ask", ELSEWHERE, text="几个？").status_code == 404
    desk.must(order_id, "ask", text="几个？")
    assert desk.ask(order_id, "ask", text="几个？").json["code"] == "order_is_info_needed"
    assert desk.ask(order_id, "approve", **APPROVAL).json["code"] == "order_is_info_needed"


def test_who_does_not_answer_is_rung_after_two_days_and_the_order_closed_after_seven_never_silently(desk: Desk) -> None:
    order_id = desk.place()
    desk.must(order_id, "ask", text="几个插座？")
    desk.wait(days=2, seconds=-1)
    assert desk.told(order_id, "please_answer") == 0
    desk.wait(seconds=1)
    assert desk.told(order_id, "please_answer") == 1
    desk.wait(days=5, seconds=-1)
    assert desk.look(order_id)["state"] == "info_needed" and desk.told(order_id, "please_answer") == 1
    desk.wait(seconds=1)
    assert desk.look(order_id)["state"] == "cancelled" and desk.told(order_id, "order_unanswered") == 1
    [said] = desk.stage.said(request.OrderCancelled)
    assert said.cancelled_by == "clock" and said.duplicate_of is None
    assert desk.verbs(order_id)[-1] == ("close_unanswered", "T3")
    assert desk.stage.history(order_id)[-1]["door"] == "clock"


def test_an_answer_ends_the_waiting_for_it(desk: Desk) -> None:
    order_id = desk.place()
    desk.must(order_id, "ask", text="几个插座？")
    desk.wait(days=3)
    desk.must(order_id, "answer", RESIDENT, text="三个")
    desk.wait(days=20)
    assert desk.look(order_id)["state"] == "submitted" and desk.told(order_id, "please_answer") == 1


def test_a_second_question_waits_anew(desk: Desk) -> None:
    order_id = desk.place()
    for _ in range(2):
        desk.must(order_id, "ask", text="几个插座？")
        desk.wait(days=3)
        desk.must(order_id, "answer", RESIDENT, text="三个")
    assert desk.told(order_id, "please_answer") == 2


def test_what_is_rejected_has_two_signatures_a_reason_and_what_else_could_help(desk: Desk) -> None:
    order_id = desk.place()
    proposed = desk.must(order_id, "propose-rejection", **REJECTION)
    assert proposed["state"] == "submitted" and proposed["sentence"] is None
    assert proposed["proposal"]["proposed_by"] == "c1" and desk.stage.said(request.OrderRejected) == []
    rejected = desk.must(order_id, "sign-rejection", OTHER_CLERK)
    assert rejected["state"] == "rejected" and rejected["reason_code"] == "commercial"
    assert rejected["sentence"] == REJECTION["sentence"] and rejected["proposal"]["signed_by"] == "c2"
    [said] = desk.stage.said(request.OrderRejected)
    assert said.reason_code == "commercial"
    [notice] = desk.stage.notices("order_rejected")
    assert notice["parameters"] == {"reason_code": "commercial", "alternative": "department"}
    assert desk.verbs(order_id)[-1] == ("reject", "T4") and desk.stage.history(order_id)[-1]["why"] == "commercial"


@pytest.mark.parametrize(
    ("signer", "code"),
    [(CLERK, "same_person"), (STATION_CLERK, "office_or_center"), (RESIDENT, "not_your_role"), (ELSEWHERE, None)],
)
def test_the_second_signature_is_somebody_elses_at_an_office_or_the_center(
    desk: Desk, signer: str, code: str | None
) -> None:
    order_id = desk.place()
    assert desk.ask(order_id, "sign-rejection", OTHER_CLERK).json["code"] == "no_proposal"
    desk.must(order_id, "propose-rejection", **REJECTION)
    refused = desk.ask(order_id, "sign-rejection", signer)
    assert refused.status_code in {403, 404, 409} and refused.json["code"] in {code, "outside_scope"}
    assert desk.look(order_id)["state"] == "submitted"
    assert desk.must(order_id, "sign-rejection", OFFICE)["state"] == "rejected"


def test_a_proposal_counts_for_the_need_it_was_made_for(desk: Desk) -> None:
    changed, asked = desk.place(), desk.place()
    for order_id in (changed, asked):
        desk.must(order_id, "propose-rejection", STATION_CLERK, **REJECTION)
    desk.must(changed, "change", RESIDENT, need_text="只看一个插座")
    desk.must(asked, "ask", text="几个？")
    desk.must(asked, "answer", RESIDENT, text="三个")
    for order_id in (changed, asked):
        assert desk.ask(order_id, "sign-rejection").json["code"] == "no_proposal"
        desk.must(order_id, "propose-rejection", STATION_CLERK, **REJECTION)
        desk.must(order_id, "propose-rejection", STATION_CLERK, **{**REJECTION, "reason_code": "untrue"})
        assert desk.must(order_id, "sign-rejection")["reason_code"] == "untrue"


def test_what_is_approved_is_rejected_no_more(desk: Desk) -> None:
    order_id = desk.place()
    desk.must(order_id, "propose-rejection", **REJECTION)
    desk.approve(order_id)
    assert desk.ask(order_id, "sign-rejection", OTHER_CLERK).json["code"] == "order_is_pending_dispatch"
    assert desk.ask(order_id, "propose-rejection", **REJECTION).json["code"] == "order_is_pending_dispatch"


def test_what_was_rejected_may_be_submitted_once_more(desk: Desk) -> None:
    order_id = desk.place()
    again = {**ORDER, **LATER, "resubmission_of": order_id}
    assert desk.stage.post("/orders", RESIDENT, again).json["code"] == "not_rejected"
    reject(desk, order_id)
    second = desk.stage.post("/orders", RESIDENT, again)
    assert second.status_code == 201 and second.json["resubmission_of"] == order_id
    assert desk.stage.post("/orders", RESIDENT, again).json["code"] == "resubmitted_already"
    reject(desk, second.json["order_id"])
    third = {**again, "resubmission_of": second.json["order_id"]}
    assert desk.stage.post("/orders", RESIDENT, third).json["code"] == "resubmitted_already"


def reject(desk: Desk, order_id: str) -> None:
    desk.must(order_id, "propose-rejection", **REJECTION)
    desk.must(order_id, "sign-rejection", OTHER_CLERK)
