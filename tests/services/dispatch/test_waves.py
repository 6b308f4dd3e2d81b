"""Waves within a round: each with its own deadline, one after the other."""

from datetime import timedelta
from typing import Any

import pytest

from shared import clock
from shared.contracts import dispatch
from tests.services.dispatch.desk import (
    DISPATCHER,
    OTHER_TEAM,
    PERSON,
    TEAM,
    approve,
    declined,
    expired,
    look,
)
from tests.services.stage import Stage


def hours(many: float) -> str:
    return (clock.now() + timedelta(hours=many)).isoformat()


def to(asked: Any, wave: int = 1, deadline: str | None = None) -> dict[str, Any]:
    kind = {"pool": "pool", PERSON: "person"}.get(asked, "team")
    who = {"to_kind": kind} | ({} if kind == "pool" else {"to_id": str(asked)})
    return who | {"wave": wave} | ({"deadline": deadline} if deadline else {})


def ask(stage: Stage, order_id: Any, *offers: dict[str, Any], **different: Any) -> Any:
    return stage.post(f"/orders/{order_id}/offers", DISPATCHER, {"offers": list(offers), **different})


def test_a_round_asks_in_waves_each_with_its_own_deadline(stage: Stage) -> None:
    order_id = approve(stage)
    asked = ask(stage, order_id, to("pool", 3, hours(9)), to(PERSON, 1), to(TEAM, 2, hours(6)), deadline=hours(3))
    assert asked.status_code == 201, asked.json
    assert [(one["wave"], one["to_kind"]) for one in asked.json["offers"]] == [(1, "person"), (2, "team"), (3, "pool")]
    [said] = stage.said(dispatch.OrderOffered)
    spoken = {one.wave: one.deadline for one in said.offers}
    assert [spoken[wave].isoformat() for wave in (1, 2, 3)] == [hours(3), hours(6), hours(9)]
    assert look(stage, order_id)["due_at"] == hours(9)
    assert stage.history(order_id)[-1]["transition"] == "T9"


def test_the_round_ends_when_the_last_wave_has_answered(stage: Stage) -> None:
    order_id = approve(stage)
    ask(stage, order_id, to(PERSON, 1, hours(3)), to(TEAM, 2, hours(6)), to(OTHER_TEAM, 2, hours(6)))
    [said] = stage.said(dispatch.OrderOffered)
    stage.hear(declined(said, 0), expired(said, 1))  # type: ignore[arg-type]
    assert look(stage, order_id)["state"] == "offered"
    stage.hear(declined(said, 2))  # type: ignore[arg-type]
    assert look(stage, order_id)["state"] == "pending" and look(stage, order_id)["round"] == 2


@pytest.mark.parametrize(
    ("waves", "code"),
    [
        ([(1, 3), (3, 6)], "waves_unordered"),
        ([(2, 3)], "waves_unordered"),
        ([(1, 6), (2, 3)], "waves_unordered"),
        ([(1, 3), (2, 3)], "waves_unordered"),
        ([(1, 3), (1, 4)], "waves_unordered"),
        ([(1, None)], "deadline_missing"),
        ([(1, 3), (2, None)], "deadline_missing"),
        ([(1, 3), (2, 400)], "deadline_too_late"),
        ([(1, -1), (2, 3)], "deadline_past"),
        ([(0, 3)], "unprocessable_entity"),
        ([(6, 3)], "unprocessable_entity"),
    ],
)
def test_waves_that_cannot_be_are_refused(stage: Stage, waves: list[tuple[int, int | None]], code: str) -> None:
    order_id = approve(stage)
    asked = zip((TEAM, OTHER_TEAM), waves, strict=False)
    offers = [to(who, wave, None if until is None else hours(until)) for who, (wave, until) in asked]
    answer = ask(stage, order_id, *offers)
    assert answer.status_code == 422 and answer.json["code"] == code
    assert look(stage, order_id)["state"] == "pending" and not stage.said()
