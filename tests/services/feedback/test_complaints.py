"""Complaints and suggestions: without an account, answered in time, kept from those whom they are about."""

from datetime import timedelta
from typing import Any

import pytest

from services.feedback.policy import Subject, may_look_into
from shared.contracts import feedback
from shared.identity import new_id
from tests.services.conftest import MONDAY_MORNING
from tests.services.feedback.parlour import EVALUATOR, OFFICE, RESIDENT, STATION_EVALUATOR, VOLUNTEER
from tests.services.stage import Clockwork, Stage

WORDS = "打电话总是没人接𠮷"
STATION, TOWNSHIP, COUNTY = "620821/102/205", "620821/102", "620821"


def complain(stage: Stage, actor: str = RESIDENT, **changed: Any) -> Any:
    body = {"kind": "complaint", "concerns": "system", "site_code": "620821102", "text": WORDS, **changed}
    answer = stage.post("/complaints", actor, body)
    assert answer.status_code == 201, answer.json
    return answer.json


def look(stage: Stage, made: Any, **changed: str) -> Any:
    key = {"number": made["number"], "secret": made["secret"], **changed}
    return stage.post("/complaints/look", "resident:somebody-else", key)


def test_whoever_has_the_number_and_the_secret_reads_the_answer(stage: Stage) -> None:
    made = complain(stage)
    assert "text" not in made and look(stage, made).json["answer"] is None
    path = f"/complaints/{made['complaint_id']}"
    assert stage.get(path, EVALUATOR).json["text"] == WORDS
    assert stage.post(f"{path}/acknowledge", EVALUATOR).json["acknowledged_by"] == "e1"
    assert stage.post(f"{path}/acknowledge", EVALUATOR).status_code == 409
    assert stage.post(f"{path}/answer", EVALUATOR, {"sentence": "已经加了一部电话。"}).status_code == 200
    assert stage.post(f"{path}/answer", EVALUATOR, {"sentence": "再答一次"}).status_code == 409
    standing = look(stage, made).json
    assert standing["answer"] == "已经加了一部电话。" and "text" not in standing and "secret" not in standing
    assert look(stage, made, secret="x" * 43).status_code == look(stage, made, number="00000000").status_code == 404


def test_the_others_learn_only_what_kind_of_thing_it_is_about(stage: Stage) -> None:
    made = complain(stage, concerns="volunteer", subject_id=str(new_id()))
    stage.post(f"/complaints/{made['complaint_id']}/answer", EVALUATOR, {"sentence": "谈过了。"})
    opened, answered = stage.said()
    assert isinstance(opened, feedback.ComplaintOpened) and isinstance(answered, feedback.ComplaintAnswered)
    assert vars(opened) == vars(answered)
    assert vars(opened).keys() == {"complaint_id", "site_path", "concerns"} and opened.concerns == "volunteer"
    assert stage.status()["complaints"] == 1


@pytest.mark.parametrize(
    ("scope", "role", "who", "sees"),
    [
        (STATION, "clerk", "c1", False),
        (STATION, "office", "c9", False),
        (TOWNSHIP, "evaluator", "e1", True),
        (TOWNSHIP, "evaluator", "c1", False),
        (COUNTY, "office", "o1", True),
        ("620821/103", "office", "o1", False),
    ],
)
def test_a_complaint_about_staff_is_seen_from_above_alone(scope: str, role: str, who: str, sees: bool) -> None:
    assert may_look_into(scope, role, who, Subject("staff", STATION, "c1", "clerk")) is sees


def test_at_the_center_there_is_nobody_above_so_others_of_it_look(stage: Stage) -> None:
    about = Subject("staff", COUNTY, "o1", "office")
    assert not may_look_into(COUNTY, "office", "o1", about) and not may_look_into(COUNTY, "office", "o2", about)
    assert may_look_into(COUNTY, "evaluator", "e9", about)


def test_to_those_whom_it_is_about_there_is_no_such_complaint(stage: Stage) -> None:
    """Neither in the list nor by its id; nor can they answer it."""
    staff = {"concerns": "staff", "subject_id": "e0", "subject_role": "evaluator", "site_code": "620821102205"}
    by_role = {"concerns": "staff", "subject_role": "evaluator", "site_code": "620821102"}
    about_staff, about_role = (complain(stage, **about)["complaint_id"] for about in (staff, by_role))
    about_helper = complain(stage, concerns="volunteer", subject_id="e1")["complaint_id"]
    seen = {
        STATION_EVALUATOR: set(),
        EVALUATOR: {about_staff},
        "office:o2@620821/102": {about_staff, about_helper},
        OFFICE: {about_staff, about_role, about_helper},
        "office:o3@620821/103": set(),
    }
    for actor, theirs in seen.items():
        assert {one["complaint_id"] for one in stage.get("/complaints", actor).json} == theirs, actor
        for complaint_id in (about_staff, about_role, about_helper):
            status = 200 if complaint_id in theirs else 404
            assert stage.get(f"/complaints/{complaint_id}", actor).status_code == status, actor
            if status == 404:
                hidden = stage.post(f"/complaints/{complaint_id}/answer", actor, {"sentence": "没有的事"})
                assert hidden.status_code == 404, actor
    for actor in (RESIDENT, VOLUNTEER, "clerk:c1@620821"):
        assert stage.get("/complaints", actor).status_code == 403


def test_a_resident_names_their_own_village_and_it_is_kept_from_the_office_above_that_has_the_role(
    stage: Stage,
) -> None:
    about = {"concerns": "staff", "subject_role": "evaluator", "site_code": "620821102205"}
    complaint_id = complain(stage, **about)["complaint_id"]
    for actor, status in ((EVALUATOR, 404), ("office:o2@620821/102", 200), ("evaluator:z1@620821", 200)):
        assert stage.get(f"/complaints/{complaint_id}", actor).status_code == status, actor
        assert len(stage.get("/complaints", actor).json) == (status == 200), actor


def test_of_staff_it_is_said_who_or_in_which_role(stage: Stage) -> None:
    body = {"kind": "complaint", "concerns": "staff", "site_code": "620821102", "text": WORDS}
    assert stage.post("/complaints", RESIDENT, body).json["code"] == "subject_missing"


def test_a_complaint_has_a_first_answer_in_a_working_day_and_its_answer_in_fifteen_days(
    stage: Stage, clockwork: Clockwork
) -> None:
    made = complain(stage)
    path = f"/complaints/{made['complaint_id']}"

    def alarmed(after: timedelta) -> tuple[str | None, bool]:
        clockwork.set(MONDAY_MORNING + after)
        stage.let_due_fall()
        seen = stage.get(path, OFFICE).json
        return seen["alarm"], seen["supervised"]

    assert alarmed(timedelta(hours=8)) == ("warned", False)
    assert alarmed(timedelta(days=1)) == ("breached", False)
    assert alarmed(timedelta(days=2)) == ("breached", True)
    stage.post(f"{path}/acknowledge", OFFICE)
    assert alarmed(timedelta(days=11)) == (None, True)
    assert alarmed(timedelta(days=12)) == ("warned", True)
    assert alarmed(timedelta(days=15)) == ("breached", True)
    stage.post(f"{path}/answer", OFFICE, {"sentence": "办好了。"})
    assert alarmed(timedelta(days=30)) == (None, True)
    assert stage.get("/complaints?answered=false", OFFICE).json == []
