"""What staff see of an order: its story, who has waited longer, and the list of gaps."""

from datetime import timedelta
from typing import Any

from shared import clock
from shared.identity import new_id
from tests.services.dispatch.desk import (
    CENTER,
    DISPATCHER,
    RULES,
    accepted,
    approve,
    cancelled,
    look,
    offer,
    returned,
    scheduled,
    served,
    urged,
    withdraw,
)
from tests.services.stage import Clockwork, Stage

OTHER_CENTER = "dispatcher:d9@620821"


def give_up(stage: Stage, order_id: Any, **different: str) -> None:
    proposal = {"reason_code": "no_skill", "sentence": "全县没有。", "alternative": "hotline"} | different
    assert stage.post(f"/orders/{order_id}/propose-unfulfilled", DISPATCHER, proposal).status_code == 200
    assert stage.post(f"/orders/{order_id}/sign-unfulfilled", CENTER).status_code == 200


def test_the_history_tells_each_move_in_full_to_staff_in_scope(stage: Stage) -> None:
    order_id = approve(stage)
    stage.hear(accepted(offer(stage, order_id)), scheduled(order_id), urged(order_id))
    withdraw(stage, order_id)
    told = stage.get(f"/orders/{order_id}/history", DISPATCHER).json
    assert [(one["transition"], one["target"], one["role"], one["door"]) for one in told] == [
        ("T6", "pending", "system", "events"),
        ("T8", "offered", "dispatcher", "api"),
        ("T10, T12", "accepted", "system", "events"),
        ("T19, T37", "accepted", "system", "events"),
        ("T33", "accepted", "system", "events"),
        ("T21", "pending", "dispatcher", "api"),
    ]
    assert told[1]["actor_id"] == "d1" and told[-1]["why"] == "wrong_choice" and told[-1]["round"] == 2
    [second] = stage.get(f"/orders/{order_id}/history?page=2&page_size=5", DISPATCHER).json
    assert second == told[-1]


def test_the_history_is_for_staff_in_scope_alone(stage: Stage) -> None:
    order_id = approve(stage)
    path = f"/orders/{order_id}/history"
    assert stage.get(path, "dispatcher:d2@620821/103").status_code == 404
    assert stage.get(path, "resident:r1").status_code == 403
    assert stage.get(f"/orders/{new_id()}/history", CENTER).status_code == 404
    assert stage.get(path, "village_worker:v1@620821/102/205").status_code == 200


def test_an_appointment_is_shown_while_somebody_leads(stage: Stage) -> None:
    order_id = approve(stage)
    later = clock.now() + timedelta(days=9)
    stage.hear(accepted(offer(stage, order_id)), scheduled(order_id))
    stage.hear(scheduled(order_id, later, "weather"))
    assert look(stage, order_id)["starts_at"] == later.isoformat()
    stage.hear(returned(order_id))
    assert look(stage, order_id)["starts_at"] is None
    stage.hear(scheduled(order_id))
    assert look(stage, order_id)["starts_at"] is None and stage.inbox() == {}


def test_an_appointment_that_overtook_the_yes_counts(stage: Stage) -> None:
    order_id = approve(stage)
    offered = offer(stage, order_id)
    stage.hear(scheduled(order_id))
    stage.hear(accepted(offered))
    order = look(stage, order_id)
    assert order["state"] == "accepted" and order["starts_at"] is not None and stage.inbox() == {}


def test_an_appointment_that_was_put_off_stays_so_when_the_first_one_is_heard_late(stage: Stage) -> None:
    order_id = approve(stage)
    stage.hear(accepted(offer(stage, order_id)))
    later = clock.now() + timedelta(days=9)
    stage.hear(scheduled(order_id, later, "weather"))
    stage.hear(scheduled(order_id))
    assert look(stage, order_id)["starts_at"] == later.isoformat() and stage.inbox() == {}


def test_who_was_just_served_is_shown_beside_who_has_waited_longest(stage: Stage, clockwork: Clockwork) -> None:
    again, first = new_id(), clock.now()
    done = approve(stage, "00000001", recipient_id=again)
    stage.hear(served(done))
    clockwork.set(first + timedelta(days=1))
    longest = approve(stage, "00000002")
    approve(stage, "00000003", item=RULES | {"code": "H04"})
    approve(stage, "00000004", site_path="620821/102/206")
    stage.hear(cancelled(approve(stage, "00000005")))
    clockwork.set(first + timedelta(days=1, hours=1))
    approve(stage, "00000006")
    asked_again = approve(stage, "00000007", recipient_id=again)
    order = look(stage, asked_again)
    assert (order["served_last"], order["waits_longest"]) == (first.isoformat(), str(longest))
    assert offer(stage, asked_again).round == 1, "it is shown, and not refused"


def test_who_was_served_long_ago_or_with_something_else_is_like_anybody(stage: Stage, clockwork: Clockwork) -> None:
    recipient, item = new_id(), RULES | {"interval_days": 25}
    stage.hear(served(approve(stage, "00000001", recipient_id=recipient, item=item)))
    other = look(stage, approve(stage, "00000002", recipient_id=recipient, item=item | {"code": "H04"}))
    assert other["served_last"] is None and other["waits_longest"] is None
    clockwork.set(clock.now() + timedelta(days=25))
    window = {"wanted_from": clock.now() + timedelta(days=2), "wanted_to": clock.now() + timedelta(days=3)}
    long_ago = look(stage, approve(stage, "00000003", recipient_id=recipient, item=item, **window))
    assert long_ago["served_last"] is None


def test_who_waits_for_nobody_else_is_shown_without_another(stage: Stage) -> None:
    recipient = new_id()
    stage.hear(served(approve(stage, "00000001", recipient_id=recipient)))
    order = look(stage, approve(stage, "00000002", recipient_id=recipient))
    assert order["served_last"] is not None and order["waits_longest"] is None


def test_the_gap_list_tells_what_is_missing_and_of_nobody(stage: Stage, clockwork: Clockwork) -> None:
    give_up(stage, approve(stage))
    clockwork.set(clock.now() + timedelta(hours=1))
    give_up(stage, approve(stage, item=RULES | {"code": "H04"}), reason_code="too_far", alternative="none")
    first, second = gaps = stage.get("/gaps", CENTER).json
    assert first == {
        "item_code": "H04",
        "site_path": "620821/102/205",
        "reason_code": "too_far",
        "alternative": "none",
        "at": clock.now().isoformat(),
    }
    assert stage.get("/gaps?page_size=1&page=2", CENTER).json == [second]
    assert stage.get("/gaps?item_code=H03", CENTER).json == [second]
    assert stage.get("/gaps?reason_code=too_far", DISPATCHER).json == [first]
    assert stage.get("/gaps", "clerk:c1@620821/103").json == []
    assert stage.get("/gaps", "village_worker:v1@620821/102/205").json == gaps
    assert stage.get("/gaps", "resident:r1").status_code == 403


def test_the_center_finds_what_waits_for_its_signature(stage: Stage) -> None:
    waits, signed, lapsed, _ = (approve(stage, f"0000000{number}") for number in range(4))
    proposal = {"reason_code": "no_skill", "sentence": "全县没有。", "alternative": "hotline"}
    for order_id in (waits, lapsed):
        stage.post(f"/orders/{order_id}/propose-unfulfilled", DISPATCHER, proposal)
    give_up(stage, signed)
    offer(stage, lapsed)
    withdraw(stage, lapsed)
    assert [one["order_id"] for one in stage.get("/orders?to_sign=true", CENTER).json] == [str(waits)]
    assert len(stage.get("/orders?to_sign=false", CENTER).json) == 3
