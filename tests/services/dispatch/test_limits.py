"""The limits that the center publishes, and the version that an order keeps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.dispatch.policy import Limit, limit_for
from shared.contracts import dispatch
from tests.services.dispatch.desk import CENTER, DISPATCHER, WANTED_FROM, approve, look, offer
from tests.services.stage import Stage

LATER = {"wanted_from": WANTED_FROM + timedelta(days=20), "wanted_to": WANTED_FROM + timedelta(days=21)}
GENERAL = {"dispatch_minutes": 60, "contact_minutes": 90}


def publish(stage: Stage, *limits: dict[str, Any], actor: str = CENTER) -> Any:
    return stage.post("/limits", actor, {"limits": list(limits)})


def due(stage: Stage, order_id: Any) -> timedelta:
    order = look(stage, order_id)
    return datetime.fromisoformat(order["due_at"]) - datetime.fromisoformat(order["submitted_at"])


def test_an_order_keeps_the_limits_that_it_began_under(stage: Stage) -> None:
    before = approve(stage, "00000001", **LATER)
    assert publish(stage, GENERAL).json["version"] == 1
    after = approve(stage, "00000002", **LATER)
    assert publish(stage, GENERAL | {"dispatch_minutes": 30}).json["version"] == 2
    assert [look(stage, one)["limits_version"] for one in (before, after)] == [0, 1]
    assert due(stage, before) == timedelta(days=1) and due(stage, after) == timedelta(hours=1)
    assert [offer(stage, one).contact_minutes for one in (before, after)] == [480, 90]
    listed = stage.get("/limits", DISPATCHER).json
    assert [one["version"] for one in listed] == [2, 1] and listed[1]["limits"][0]["dispatch_minutes"] == 60
    assert listed[0]["published_by"] == "o1"


def test_of_several_limits_the_one_that_says_most_holds() -> None:
    general, urgent = Limit(10, 10), Limit(20, 20, urgency="urgent")
    station, item = Limit(30, 30, level="station"), Limit(40, 40, item_code="H03")
    item_there = Limit(50, 50, item_code="H03", level="station")
    known = [general, urgent, station, item, item_there]
    assert limit_for(known, "X", "office", "normal") is general
    assert limit_for(known, "X", "office", "urgent") is urgent
    assert limit_for(known, "X", "station", "urgent") is station
    assert limit_for(known, "H03", "office", "urgent") is item
    assert limit_for(known, "H03", "station", "normal") is item_there


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ([GENERAL | {"urgency": "urgent"}], "general_limit_missing"),
        ([GENERAL, GENERAL | {"contact_minutes": 1}], "limit_twice"),
        ([], "unprocessable_entity"),
        ([GENERAL | {"dispatch_minutes": 0}], "unprocessable_entity"),
        ([GENERAL | {"level": "province"}], "unprocessable_entity"),
        ([{"dispatch_minutes": 60}], "unprocessable_entity"),
    ],
)
def test_limits_that_cannot_be_are_refused(stage: Stage, limits: list[dict[str, Any]], code: str) -> None:
    answer = publish(stage, *limits)
    assert answer.status_code == 422 and answer.json["code"] == code
    assert stage.get("/limits", CENTER).json == []


def test_only_an_office_at_the_center_publishes(stage: Stage) -> None:
    assert publish(stage, GENERAL, actor="office:o2@620821/102").json["code"] == "center_only"
    assert publish(stage, GENERAL, actor="dispatcher:d9@620821").status_code == 403
    assert stage.get("/limits", "resident:r1").status_code == 403


def test_an_offer_says_how_soon_whoever_accepts_has_to_ring(stage: Stage) -> None:
    assert offer(stage, approve(stage)).contact_minutes == 480
    assert offer(stage, approve(stage, urgency="urgent")).contact_minutes == 120
    assert len(stage.said(dispatch.OrderOffered)) == 2


def test_of_several_who_publish_at_once_each_has_a_version_of_its_own_or_is_told(stage: Stage) -> None:
    def publish_one(number: int) -> Any:
        headers = {"X-Sidan-Actor": CENTER, "Idempotency-Key": f"k{number}"}
        client = stage.client.application.test_client()
        return client.post("/api/v1/limits", json={"limits": [GENERAL]}, headers=headers)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(publish_one, range(4)))
    versions = sorted(one.json["version"] for one in answers if one.status_code == 201)
    assert versions == list(range(1, len(versions) + 1)) != []
    assert {one.json["code"] for one in answers if one.status_code != 201} <= {"being_published"}
