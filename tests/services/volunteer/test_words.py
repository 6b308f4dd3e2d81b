"""Answers spoken on the phone: who said it, when, over which number; and whoever never said it says so with one tap."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from shared.identity import new_id
from tests.services.volunteer.village import (
    CLERK,
    OTHER_CLERK,
    RESIDENT,
    SPOKEN_NUMBER,
    WANTED_FROM,
    Village,
    spoken_by,
    volunteer,
)

TIME = WANTED_FROM.isoformat()
LATER = (WANTED_FROM + timedelta(days=1)).isoformat()


def offered(village: Village, me: UUID, other: UUID) -> str:
    return f"/offers/{village.offer(('person', me)).offer_ids[0]}"


def accepted(village: Village, me: UUID, other: UUID) -> str:
    return f"/orders/{village.accepted(me).order_id}"


def recruiting(village: Village, me: UUID, other: UUID) -> str:
    opened = village.accepted(other)
    village.recruit(opened.order_id, volunteer(other), me)
    return f"/orders/{opened.order_id}"


def scheduled(village: Village, me: UUID, other: UUID) -> str:
    opened = village.accepted(me)
    village.schedule(opened.order_id, volunteer(me), me)
    return f"/orders/{opened.order_id}"


def begun(village: Village, me: UUID, other: UUID) -> str:
    opened = village.accepted(me)
    village.check_in(opened.order_id, volunteer(me), me)
    return f"/orders/{opened.order_id}"


def answer(village: Village, verb: str, actor: str, me: UUID, other: UUID, spoken: Any) -> TestResponse:
    """Somebody says this at the end of what has to come before it."""
    bodies: Mapping[str, tuple[Any, dict[str, Any]]] = {
        "accept": (offered, {}),
        "decline": (offered, {"chip": "too_far"}),
        "return": (accepted, {"reason_code": "ill"}),
        "recruit": (accepted, {"volunteer_ids": [str(other)]}),
        "schedule": (accepted, {"starts_at": TIME, "crew": [str(me)]}),
        "ask-to-postpone": (scheduled, {"starts_at": LATER, "reason_code": "crew"}),
        "join": (recruiting, {}),
        "leave": (recruiting, {}),
        "check-in": (accepted, {"crew": [str(me)], "means": "phone"}),
        "finish": (begun, {"minutes": [{"volunteer_id": str(me), "minutes": 50}]}),
    }
    prepare, body = bodies[verb]
    return village.stage.post(f"{prepare(village, me, other)}/{verb}", actor, {**body, "spoken": spoken})


VERBS = ["accept", "decline", "return", "recruit", "schedule", "ask-to-postpone", "join", "leave", "check-in", "finish"]


@pytest.mark.parametrize("verb", VERBS)
def test_a_spoken_answer_counts_is_kept_and_told_once(village: Village, verb: str) -> None:
    me, other = village.enrol(), village.enrol()
    said = answer(village, verb, CLERK, me, other, spoken_by(me))
    assert said.status_code == 200, said.json
    [notice] = village.stage.notices("spoken_answer_recorded")
    assert notice["to_id"] == me and SPOKEN_NUMBER not in str(notice) + str(said.json)
    [kept] = village.stage.get("/spoken-answers", CLERK).json
    assert (kept["said_by"], kept["spoken_to"], kept["rang"]) == (str(me), "c1", SPOKEN_NUMBER)
    assert (kept["answer_id"], kept["answer"]) == (notice["parameters"]["answer_id"], notice["parameters"]["answer"])
    assert kept["disputed_at"] is None


@pytest.mark.parametrize("verb", VERBS)
def test_a_word_is_that_of_whoever_may_say_it(village: Village, verb: str) -> None:
    me, other, stranger = (village.enrol() for _ in range(3))
    for spoken, actor in ((spoken_by(stranger), CLERK), (spoken_by(new_id()), CLERK), (None, volunteer(stranger))):
        refused = answer(village, verb, actor, me, other, spoken)
        assert refused.json["code"] in {"not_asked", "not_the_leader", "not_your_visit", "unknown_volunteer"}
    assert answer(village, verb, volunteer(me), me, other, spoken_by(me)).json["code"] == "whose_word"
    assert answer(village, verb, RESIDENT, me, other, None).status_code == 403
    assert answer(village, verb, OTHER_CLERK, me, other, spoken_by(me)).status_code == 404
    assert village.stage.notices("spoken_answer_recorded") == []


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "finish"])
def test_staff_say_whose_word_it_is(village: Village, verb: str) -> None:
    me, other = village.enrol(), village.enrol()
    assert answer(village, verb, CLERK, me, other, None).json["code"] == "whose_word"


def test_staff_go_by_the_sheet_that_they_hold_without_anybodys_word(village: Village) -> None:
    me = village.enrol()
    order_id = village.accepted(me).order_id
    sheet = {"crew": [str(me)], "means": "paper"}
    assert village.stage.post(f"/orders/{order_id}/check-in", CLERK, sheet).status_code == 200
    assert village.finish(order_id, CLERK, [(me, 50)]).status_code == 200
    assert village.stage.get("/spoken-answers", CLERK).json == []


def test_the_same_word_taken_down_twice_is_told_once(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    offer = offered(village, me, other)
    order = recruiting(village, me, other)
    for path in (f"{offer}/accept", f"{order}/join"):
        for _ in range(2):
            assert village.stage.post(path, CLERK, {"spoken": spoken_by(me)}).status_code == 200
    answers = [one["parameters"]["answer"] for one in village.stage.notices("spoken_answer_recorded")]
    assert sorted(answers) == ["accept", "join"]


def test_whoever_never_said_it_says_so_with_one_tap_and_the_answer_counts_as_before(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    order = answer(village, "accept", CLERK, me, other, spoken_by(me)).json
    [kept] = village.stage.get("/spoken-answers?standing=undisputed", volunteer(me)).json
    path = f"/spoken-answers/{kept['answer_id']}/dispute"
    assert village.stage.post(path, volunteer(other)).json["code"] == "not_your_word"
    assert village.stage.post(path, OTHER_CLERK).status_code == 404
    assert village.stage.post(path, RESIDENT).status_code == 403
    disputed = village.stage.post(path, volunteer(me)).json
    assert disputed["disputed_at"] is not None and village.stage.post(path, volunteer(me)).json == disputed
    assert village.stage.get("/spoken-answers?standing=disputed", CLERK).json == [disputed]
    assert village.stage.get("/spoken-answers?standing=undisputed", CLERK).json == []
    assert village.order(UUID(order["order_id"])) == order
    assert village.stage.post(f"/spoken-answers/{new_id()}/dispute", CLERK).status_code == 404


def test_whoever_disputes_it_on_the_phone_is_heard_too(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    answer(village, "accept", CLERK, me, other, spoken_by(me))
    [kept] = village.stage.get("/spoken-answers", CLERK).json
    disputed = village.stage.post(f"/spoken-answers/{kept['answer_id']}/dispute", CLERK)
    assert disputed.status_code == 200 and disputed.json["disputed_at"]


def test_answers_are_seen_in_their_place_and_by_whose_they_are(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    for verb in ("accept", "decline"):
        answer(village, verb, CLERK, me, other, spoken_by(me))
    newest, oldest = village.stage.get("/spoken-answers", CLERK).json
    assert (newest["answer"], oldest["answer"]) == ("decline", "accept")
    assert village.stage.get(f"/spoken-answers?order_id={oldest['order_id']}", CLERK).json == [oldest]
    assert len(village.stage.get("/spoken-answers", volunteer(me)).json) == 2
    assert village.stage.get("/spoken-answers", volunteer(other)).json == []
    assert village.stage.get("/spoken-answers", OTHER_CLERK).json == []
    assert village.stage.get("/spoken-answers", RESIDENT).status_code == 403
