"""An order told: in full to staff, in plain sentences to whoever ordered it."""

from string import Formatter
from typing import Any
from uuid import UUID

from services.request.handlers.telling import MOMENTS, WORDS
from services.request.lifecycle import LIFECYCLE, State
from services.request.schemas.asked import MEANS
from shared.contracts import dispatch, feedback, request, volunteer
from shared.identity import new_id
from tests.services.request.desk import CLERK, ELSEWHERE, OTHER_CLERK, REJECTION, RESIDENT, Desk, withdrawn

LANGUAGES = {"zh-CN", "en"}


def story(desk: Desk, order_id: str, accepts: str = "zh-CN", actor: str = RESIDENT) -> dict[str, Any]:
    headers = {"X-Sidan-Actor": actor, "Accept-Language": accepts}
    answer = desk.stage.client.get(f"/api/v1/orders/{order_id}/story", headers=headers)
    assert answer.status_code == 200, answer.json
    told: dict[str, Any] = answer.json
    return told


def sentences(desk: Desk, order_id: str, accepts: str = "zh-CN") -> list[str]:
    return [one["sentence"] for one in story(desk, order_id, accepts)["sentences"]]


def test_there_are_words_for_every_move_every_state_and_every_reason_in_both_languages() -> None:
    reasons = {
        *MEANS,
        *request.REJECTION_REASONS,
        *request.HOLD_REASONS,
        *dispatch.UNFULFILLED_REASONS,
        *volunteer.POSTPONEMENT_REASONS,
        volunteer.NOBODY_IN,
    }
    assert set(LIFECYCLE.verbs) == {verb.rstrip("*") for verb in WORDS["moves"]}
    assert {*State, "held", "emergency"} == set(WORDS["next"])
    assert reasons == set(WORDS["reasons"])
    told = [*WORDS["moves"].values(), *WORDS["next"].values(), *WORDS["reasons"].values(), WORDS["moment"]]
    assert all(set(words) == LANGUAGES for words in told)
    gaps = {gap for words in told for text in words.values() for _, gap, _, _ in Formatter().parse(text) if gap}
    assert {gap for gap in gaps if not gap.startswith("0")} == {"order_no", "ring", "sentence", "reason", *MOMENTS}


def test_a_whole_life_is_one_story(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    desk.hear_offered(order_id)
    to_the_center = {"level_from": "620821/102", "level_to": "620821", "reason_code": "nobody_accepted"}
    about = {"order_id": UUID(order_id), "site_path": "620821/102/205", "round": 3}
    desk.stage.hear(volunteer.OrderLapsed(order_id=UUID(order_id), round=1))
    assert desk.look(order_id)["state"] == "pending_dispatch" and desk.look(order_id)["round"] == 2
    desk.hear_offered(order_id, 2)
    desk.stage.hear(withdrawn(order_id, 2), dispatch.OrderEscalated(**about, **to_the_center))
    desk.hear_accepted(order_id, 3)
    desk.hear_scheduled(order_id, "2026-12-28T09:00", round_=3)
    desk.stage.hear(feedback.OrderClosed(order_id=UUID(order_id), outcome="reviewed"))
    assert sentences(desk, order_id) == [
        f"单子收到了，编号{desk.look(order_id)['order_no']}。",
        "电话核实过了，开始找人。",
        "已经问了志愿者，等他们回话。",
        "问到的人这次都去不了，接着找人。",
        "已经问了志愿者，等他们回话。",
        "换一拨人再找。",
        "由上一级接着找人。",
        "有人接单了，会先给您打电话。",
        "和您约好了上门的时间。",
        "这一单办结了。",
    ]
    assert sentences(desk, order_id, "en-US,en;q=0.9")[-1] == "The order is done with."
    assert story(desk, order_id, "fr")["next_step"] == "不用您再做什么。"


def test_what_is_put_off_is_told_with_its_reason_each_time_and_to_all_who_wait(desk: Desk) -> None:
    order_id, double = desk.place(), desk.place()
    desk.must(double, "merge", into=order_id)
    desk.approve(order_id)
    desk.hear_accepted(order_id)
    desk.hear_scheduled(order_id, "2026-12-28T09:00")
    assert desk.look(order_id)["state"] == "scheduled" and desk.told(order_id, "visit_postponed") == 0
    desk.hear_scheduled(order_id, "2026-12-29T09:00", "weather")
    assert desk.look(order_id)["starts_at"] == "2026-12-29T01:00:00+00:00"
    assert desk.told(order_id, "visit_postponed") == desk.told(double, "visit_postponed") == 1
    assert sentences(desk, order_id)[-1] == "上门的时间改了：天气不好。"
    assert sentences(desk, double)[-1] == "上门的时间改了：天气不好。"
    assert story(desk, double)["next_step"] == "12月29日09:00上门。"
    assert desk.verbs(order_id)[-2:] == [("note_scheduled", "T19, T37")] * 2
    desk.stage.hear(volunteer.OrderReturned(order_id=UUID(order_id), round=1, late=False))
    assert desk.look(order_id)["starts_at"] is None


def test_what_was_put_off_stays_so_when_the_first_appointment_is_heard_late(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    desk.hear_accepted(order_id)
    desk.hear_scheduled(order_id, "2026-12-29T09:00", "weather")
    desk.hear_scheduled(order_id, "2026-12-28T09:00")
    assert desk.look(order_id)["starts_at"] == "2026-12-29T01:00:00+00:00"
    assert desk.told(order_id, "visit_postponed") == 1 and sentences(desk, order_id)[-1] == "上门的时间改了：天气不好。"


def test_the_story_of_who_has_left_ends_there(desk: Desk) -> None:
    order_id, double = desk.place(), desk.place()
    desk.must(double, "merge", into=order_id)
    desk.must(double, "leave", RESIDENT)
    desk.approve(order_id)
    assert sentences(desk, double)[-1] == "您退出了这一单，以后不再通知您。"


def test_reasons_numbers_and_the_clerks_sentence_are_told_and_no_name_of_staff(desk: Desk) -> None:
    rejected, emergency = desk.place(), desk.place(need_text="屋里着火了")
    desk.must(rejected, "propose-rejection", **REJECTION)
    desk.must(rejected, "sign-rejection", OTHER_CLERK)
    assert sentences(desk, rejected)[-1] == f"很抱歉，这件事志愿者办不了：属于买卖和用工。{REJECTION['sentence']}"
    assert "119" in sentences(desk, emergency)[-1]
    assert "119" in story(desk, emergency, "en")["next_step"]
    for order_id in (rejected, emergency):
        told = str(story(desk, order_id)) + str(story(desk, order_id, "en"))
        assert not [name for name in ("c1", "c2", "clerk") if name in told.replace(order_id, "")]


def test_a_story_is_for_who_ordered_and_for_staff_of_the_place(desk: Desk) -> None:
    order_id = desk.place()
    assert story(desk, order_id, actor=CLERK)["state"] == "submitted"
    for actor, status in ((ELSEWHERE, 404), ("volunteer:u1", 403)):
        assert desk.stage.get(f"/orders/{order_id}/story", actor).status_code == status
    assert desk.stage.get(f"/orders/{new_id()}/story", RESIDENT).status_code == 404


def test_the_history_is_for_staff_of_the_place_and_tells_everything(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    moves = desk.listed(f"/orders/{order_id}/history")
    assert [(one["verb"], one["transition"], one["actor_id"], one["door"]) for one in moves] == [
        ("submit", "T1", "r1", "api"),
        ("approve", "T6", "c1", "api"),
    ]
    assert moves[-1]["why"] == "phone" and moves[-1]["source"] == "submitted"
    assert len(desk.listed(f"/orders/{order_id}/history?page_size=1&page=2")) == 1
    for actor, status in ((ELSEWHERE, 404), (RESIDENT, 403)):
        assert desk.stage.get(f"/orders/{order_id}/history", actor).status_code == status
