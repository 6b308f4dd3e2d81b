"""Whatever moves an order is written down: who, when, through which door."""

from uuid import UUID

from shared import clock
from shared.contracts import volunteer
from shared.identity import new_id
from tests.services.request.desk import APPROVAL, CLERK, REJECTION, place
from tests.services.stage import Stage


def test_each_move_is_written_down_with_who_when_and_through_which_door(stage: Stage) -> None:
    order_id = place(stage)["order_id"]
    stage.post(f"/orders/{order_id}/approve", CLERK, APPROVAL)
    accepted = volunteer.OrderAccepted(
        order_id=UUID(order_id), round=1, offer_id=new_id(), leader_kind="person", leader_id=new_id()
    )
    stage.hear(accepted)
    told = [
        (one["transition"], one["source"], one["target"], one["role"], one["actor_id"], one["door"])
        for one in stage.history(order_id)
    ]
    assert told == [
        ("T1", None, "submitted", "resident", "r1", "api"),
        ("T6", "submitted", "pending_dispatch", "clerk", "c1", "api"),
        ("T10, T12", "pending_dispatch", "accepted", "system", "volunteer", "events"),
    ]
    assert {one["at"] for one in stage.history(order_id)} == {clock.now()}


def test_what_is_refused_or_heard_twice_is_no_move(stage: Stage) -> None:
    order_id = place(stage)["order_id"]
    stage.post(f"/orders/{order_id}/propose-rejection", "clerk:c2@620821/103", REJECTION)
    missed = volunteer.OrderNoShow(order_id=UUID(order_id), round=1)
    stage.hear(missed, missed)
    assert [one["verb"] for one in stage.history(order_id)] == ["submit", "note_no_show"]
