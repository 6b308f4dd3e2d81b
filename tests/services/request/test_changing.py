"""Time, place or need change before anybody has accepted (T40): each change has a number that travels."""

from typing import Any

import pytest

from shared.contracts import request
from shared.contracts.request import OrderChanged
from tests.services.request.desk import (
    CLERK,
    ELSEWHERE,
    ITEM,
    OFFICE,
    PROXY,
    RESIDENT,
    VILLAGE_WORKER,
    Desk,
    accepted,
    at,
    withdrawn,
)

NEXT_WEEK = {"wanted_from": "2026-12-29T08:30:00+08:00", "wanted_to": "2026-12-31T12:00:00+08:00"}


@pytest.fixture
def wide(desk: Desk) -> Desk:
    """With another station and another item to change to."""
    desk.stage.put("/sites/620821102206", OFFICE, {"level": "station", "name": "邻村站"})
    desk.stage.put("/sites/620821103201", OFFICE, {"level": "station", "name": "远村站"})
    desk.stage.put("/items/H04", OFFICE, {**ITEM, "skills": ["管道工"], "minutes": 90})
    return desk


@pytest.mark.parametrize("actor", [RESIDENT, PROXY, VILLAGE_WORKER, CLERK])
def test_before_the_approval_whoever_ordered_changes_anything_and_it_is_simply_changed(wide: Desk, actor: str) -> None:
    order_id = wide.place()
    words = {"station_code": "620821102206", "item_code": "H04", "need_text": "水管漏", "address_detail": "五社"}
    if actor == VILLAGE_WORKER:
        del words["station_code"]  # beyond what they see
    changed = wide.must(order_id, "change", actor, **NEXT_WEEK, **words)
    assert changed["need_version"] == 2 and changed["item_code"] == "H04" and changed["state"] == "submitted"
    assert wide.stage.said(OrderChanged) == [] and wide.told(order_id, "order_changed") == 1
    assert wide.verbs(order_id)[-1] == ("change", "T40")
    wide.must(order_id, "approve", item_code="H04", title="看水管", means="phone")
    [said] = wide.stage.said(request.OrderApproved)
    assert said.need.version == 2 and said.need.wanted_to == at("2026-12-31T12:00")


@pytest.mark.parametrize("actor", [RESIDENT, PROXY, VILLAGE_WORKER])
def test_after_the_approval_whoever_ordered_changes_the_time_alone(wide: Desk, actor: str) -> None:
    order_id = wide.place()
    wide.approve(order_id)
    changed = wide.must(order_id, "change", actor, wanted_to="2026-12-31T12:00:00+08:00")
    [said] = wide.stage.said(OrderChanged)
    assert said.version == said.need.version == changed["need_version"] == 2
    assert said.need.wanted_from == at("2026-12-28T08:30") and said.need.title == "入户用电检查"
    for words in ({"address_detail": "五社"}, {"item_code": "H04", "title": "看水管"}, {"need_text": "水管漏"}):
        refused = wide.ask(order_id, "change", actor, **words)
        assert refused.status_code == 403 and refused.json["code"] == "clerk_needed"


def test_after_the_approval_a_clerk_changes_place_and_need_and_writes_the_title_anew(wide: Desk) -> None:
    order_id = wide.place()
    wide.must(order_id, "approve", item_code="H03", title="看线路", means="phone", language="泾川话", two_person=True)
    assert wide.ask(order_id, "change", item_code="H04").json["code"] == "title_missing"
    assert wide.ask(order_id, "change", need_text="水管漏").json["code"] == "title_missing"
    assert wide.ask(order_id, "change", title="给李𠮷祥看水管").json["code"] == "title_has_name"
    wide.must(order_id, "change", item_code="H04", title="看水管", station_code="620821102206")
    [said] = wide.stage.said(OrderChanged)
    assert said.need.site_path == "620821/102/206" and said.need.item.minutes == 90 and said.need.title == "看水管"
    assert said.need.language == "泾川话" and said.need.two_person and said.need.version == 2
    wide.must(order_id, "change", title="看看水管")
    assert [event.version for event in wide.stage.said(OrderChanged)] == [2, 3]


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        ({}, 422, "nothing_changed"),
        ({"wanted_from": None}, 422, "unprocessable_entity"),
        ({"title": "看线路"}, 422, "title_before_approval"),
        ({"wanted_to": "2026-12-01T08:00:00+08:00"}, 422, "window_is_empty"),
        ({"wanted_from": "2026-11-01T08:00:00+08:00", "wanted_to": "2026-11-02T08:00:00+08:00"}, 422, "window_is_past"),
        ({"item_code": "X99"}, 422, "unknown_item"),
        ({"station_code": "620821999999"}, 422, "unknown_station"),
        ({"station_code": "620821103201"}, 404, "outside_scope"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    wide: Desk, words: dict[str, Any], status: int, code: str
) -> None:
    order_id = wide.place()
    before = wide.look(order_id)
    refused = wide.ask(order_id, "change", **words)
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert wide.look(order_id) == before and wide.told(order_id, "order_changed") == 0


def test_nobody_changes_beyond_their_scope(wide: Desk) -> None:
    order_id = wide.place()
    assert wide.ask(order_id, "change", ELSEWHERE, **NEXT_WEEK).status_code == 404
    assert wide.ask(order_id, "change", "volunteer:u1", **NEXT_WEEK).status_code == 403
    assert wide.must(order_id, "change", OFFICE, station_code="620821103201")["site_path"] == "620821/103/201"


def test_a_round_that_stands_may_be_changed_and_its_end_is_no_news_to_who_changed_it(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    desk.hear_offered(order_id)
    desk.must(order_id, "change", RESIDENT, **NEXT_WEEK)
    desk.stage.hear(withdrawn(order_id))
    order = desk.look(order_id)
    assert order["state"] == "pending_dispatch" and order["round"] == 2
    assert desk.told(order_id, "order_searched_again") == 0 and desk.told(order_id, "order_changed") == 1


def test_accepting_before_the_change_refuses_it(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    desk.hear_accepted(order_id)
    assert desk.ask(order_id, "change", RESIDENT, **NEXT_WEEK).json["code"] == "order_is_accepted"
    assert desk.stage.said(OrderChanged) == [] and desk.look(order_id)["need_version"] == 1


def test_accepting_what_was_changed_meanwhile_is_told_and_then_taken_back(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    desk.must(order_id, "change", RESIDENT, **NEXT_WEEK)
    desk.hear_accepted(order_id)
    assert desk.look(order_id)["state"] == "accepted"
    desk.stage.hear(withdrawn(order_id))
    assert desk.look(order_id)["state"] == "pending_dispatch" and desk.told(order_id, "order_searched_again") == 1


def test_an_acceptance_that_comes_after_its_round_was_taken_back_is_old_news(desk: Desk) -> None:
    order_id = desk.place()
    desk.approve(order_id)
    desk.must(order_id, "change", RESIDENT, **NEXT_WEEK)
    desk.stage.hear(withdrawn(order_id), accepted(order_id))
    assert desk.look(order_id)["state"] == "pending_dispatch" and desk.stage.inbox() == {}
    assert desk.told(order_id, "order_accepted") == 0


def test_what_is_called_off_is_changed_no_more_and_what_is_changed_is_called_off(desk: Desk) -> None:
    first, second = desk.place(), desk.place()
    desk.must(first, "cancel", RESIDENT)
    assert desk.ask(first, "change", RESIDENT, **NEXT_WEEK).json["code"] == "order_is_cancelled"
    desk.must(second, "change", RESIDENT, **NEXT_WEEK)
    assert desk.must(second, "cancel", RESIDENT)["state"] == "cancelled"
