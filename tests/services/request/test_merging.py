"""Orders that ask for the same: shown before they are filed, merged, and left."""

from uuid import UUID

from shared.contracts import request, volunteer
from tests.services.request.desk import (
    APPROVAL,
    CLERK,
    ELSEWHERE,
    ITEM,
    OFFICE,
    RESIDENT,
    VILLAGE_WORKER,
    Desk,
    accepted,
    place,
)


def test_whoever_orders_learns_how_many_ask_for_the_same_and_nothing_about_them(desk: Desk) -> None:
    first = place(desk.stage)
    second = place(desk.stage, requester_name="王二", requester_phone="13900000002")
    assert first["likely_duplicates"] == 0 and second["likely_duplicates"] == 1
    assert first["order_no"] not in str(second)


def test_another_recipient_another_item_or_long_ago_is_no_duplicate(desk: Desk) -> None:
    desk.stage.put("/items/H04", OFFICE, {**ITEM, "interval_days": 0})
    desk.place()
    assert place(desk.stage, recipient_name="王二")["likely_duplicates"] == 0
    assert place(desk.stage, item_code="H04")["likely_duplicates"] == 0
    assert place(desk.stage, item_code=None, kind="free_form")["likely_duplicates"] == 0
    desk.wait(days=181)
    wanted = {"wanted_from": "2027-06-01T08:00:00+08:00", "wanted_to": "2027-06-01T12:00:00+08:00"}
    assert place(desk.stage, **wanted)["likely_duplicates"] == 0


def test_a_clerk_sees_which_they_are_before_filing(desk: Desk) -> None:
    first, free = desk.place(), desk.place(item_code=None, kind="free_form")
    gone = desk.place()
    desk.must(gone, "cancel", RESIDENT)
    assert desk.listed(f"/orders/{free}/duplicates") == []
    assert [one["order_id"] for one in desk.listed(f"/orders/{free}/duplicates?item_code=H03")] == [first]
    assert desk.stage.get(f"/orders/{free}/duplicates", RESIDENT).status_code == 403
    assert desk.stage.get(f"/orders/{free}/duplicates", ELSEWHERE).status_code == 404


def test_every_later_word_about_the_survivor_reaches_each_caller_once(desk: Desk) -> None:
    survivor, double, third = desk.place(), desk.place(), desk.place()
    desk.must(double, "ask", text="几个？")
    for order_id in (double, third):
        desk.must(order_id, "merge", into=survivor)
        assert desk.told(order_id, "order_merged") == 1
    desk.approve(survivor)
    desk.hear_accepted(survivor)
    desk.stage.hear(volunteer.OrderReturned(order_id=UUID(survivor), round=1, late=False))
    for order_id in (survivor, double, third):
        for template in ("order_approved", "order_accepted", "order_searched_again"):
            assert desk.told(order_id, template) == 1, template
    assert {("merge", "T7")} <= set(desk.verbs(double))


def test_whoever_was_merged_into_a_duplicate_goes_along_with_it(desk: Desk) -> None:
    first, second, third = desk.place(), desk.place(), desk.place()
    desk.must(first, "merge", into=second)
    desk.must(second, "merge", into=third)
    assert desk.told(first, "order_merged") == 2 and desk.look(first)["duplicate_of"] == third
    desk.approve(third)
    assert [desk.told(one, "order_approved") for one in (first, second, third)] == [1, 1, 1]


def test_who_leaves_is_told_nothing_more_and_the_order_stands(desk: Desk) -> None:
    survivor, double = desk.place(), desk.place()
    desk.must(double, "merge", into=survivor)
    assert desk.must(double, "leave", RESIDENT)["left_at"]
    assert desk.ask(double, "leave", RESIDENT).json["code"] == "left_already"
    desk.approve(survivor)
    assert desk.told(double, "order_approved") == 0 and desk.told(survivor, "order_approved") == 1
    assert desk.must(survivor, "cancel", RESIDENT)["state"] == "cancelled"


def test_who_ordered_first_may_leave_too_and_the_others_go_on_waiting(desk: Desk) -> None:
    survivor, double = desk.place(), desk.place()
    desk.must(double, "merge", into=survivor)
    refused = desk.ask(survivor, "cancel", RESIDENT)
    assert refused.json["code"] == "others_wait"
    assert desk.must(survivor, "leave", VILLAGE_WORKER)["state"] == "submitted"
    desk.approve(survivor)
    assert desk.told(survivor, "order_approved") == 0 and desk.told(double, "order_approved") == 1
    assert desk.verbs(survivor)[-2:] == [("leave", "T7"), ("approve", "T6")]


def test_when_the_last_one_leaves_the_order_is_called_off(desk: Desk) -> None:
    survivor, double = desk.place(), desk.place()
    desk.must(double, "merge", into=survivor)
    desk.must(survivor, "leave", RESIDENT)
    desk.must(double, "leave", RESIDENT)
    assert desk.look(survivor)["state"] == "cancelled"
    assert [said.duplicate_of for said in desk.stage.said(request.OrderCancelled)] == [UUID(survivor), None]


def test_once_somebody_stands_at_the_door_the_last_one_leaves_alone(desk: Desk) -> None:
    survivor, double = desk.place(), desk.place()
    desk.must(double, "merge", into=survivor)
    desk.approve(survivor)
    desk.must(survivor, "leave", RESIDENT)
    at = accepted(survivor)
    desk.stage.hear(at, volunteer.OrderServed.from_wire(_served(survivor)))
    desk.must(double, "leave", RESIDENT)
    assert desk.look(survivor)["state"] == "served"


def test_an_order_that_nobody_shares_is_not_left(desk: Desk) -> None:
    order_id = desk.place()
    assert desk.ask(order_id, "leave", RESIDENT).json["code"] == "nobody_else_waits"
    assert desk.ask(order_id, "leave", "volunteer:u1").status_code == 403


def test_a_merged_order_is_neither_cancelled_nor_merged_nor_approved(desk: Desk) -> None:
    survivor, double = desk.place(), desk.place()
    desk.must(double, "merge", into=survivor)
    for verb, actor, body in (
        ("cancel", RESIDENT, {}),
        ("merge", CLERK, {"into": survivor}),
        ("approve", CLERK, APPROVAL),
    ):
        assert desk.ask(double, verb, actor, **body).json["code"] == "order_is_cancelled"
    assert desk.ask(survivor, "merge", CLERK, into=double).json["code"] == "survivor_not_open"


def _served(order_id: str) -> dict[str, object]:
    return {
        "order_id": order_id,
        "round": 1,
        "order_no": "12345674",
        "site_path": "620821/102/205",
        "item_code": "H03",
        "leader_kind": "person",
        "leader_id": order_id,
        "served_at": "2026-11-16T10:00:00+08:00",
        "crew": [],
    }
