"""Every arrow that somebody walks by asking is walked from every state, and where there is none the verb is refused."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from services.request.lifecycle import LIFECYCLE, OPEN, State
from shared import clock
from shared.contracts import dispatch, feedback, volunteer
from shared.contracts.wire import Event
from shared.identity import new_id
from tests.services.request.desk import (
    APPROVAL,
    CLERK,
    OTHER_CLERK,
    REJECTION,
    RESIDENT,
    Desk,
    accepted,
)

HOLD = {"until": "2026-11-23T09:00:00+08:00", "reason_code": "away", "consent": True}
BY_THE_CLOCK = {"close_unanswered", "supervise"}
BY_NEWS = {"note_absent", "close_absent", "take_rework", "note_appealed"}
"""test_absences.py and test_rework.py."""
BODIES: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "ask": ("ask", CLERK, {"text": "几个？"}),
    "answer": ("answer", RESIDENT, {"text": "三个"}),
    "reject": ("sign-rejection", OTHER_CLERK, {}),
    "refer": ("refer", CLERK, {"target": "119", "sentence": "请拨119。", "emergency": True}),
    "ring_back": ("ring-back", CLERK, {}),
    "undo_referral": ("undo-referral", CLERK, {}),
    "approve": ("approve", CLERK, APPROVAL),
    "merge": ("merge", CLERK, {}),
    "leave": ("leave", RESIDENT, {}),
    "urge": ("urge", RESIDENT, {}),
    "cancel": ("cancel", RESIDENT, {}),
    "hold": ("hold", CLERK, HOLD),
    "resume": ("resume", CLERK, {}),
    "change": ("change", RESIDENT, {"wanted_to": "2026-12-31T12:00:00+08:00"}),
}
"""Each verb as it is asked for."""


def news(order_id: str) -> Mapping[State, Event]:
    """What leads an order that is approved to each state that others decide."""
    about: Mapping[str, Any] = {"order_id": UUID(order_id)}
    leader: Mapping[str, Any] = {"leader_kind": "person", "leader_id": new_id()}
    here: Mapping[str, Any] = {**about, "site_path": "620821/102/205", "round": 1}
    return {
        State.ACCEPTED: accepted(order_id),
        State.SCHEDULED: volunteer.OrderScheduled(**here, starts_at=clock.now()),
        State.UNFULFILLED: dispatch.OrderUnfulfilled(**here, reason_code="no_time"),
        State.IN_SERVICE: volunteer.OrderCheckedIn(**about, round=1, means="paper", checked_in_at=clock.now()),
        State.SERVED: volunteer.OrderServed(
            **here, **leader, order_no="12345674", item_code="H03", served_at=clock.now(), crew=[]
        ),
        State.REVIEWED: feedback.OrderReviewed(**about, **leader, level=5, callback=False),
        State.RECTIFYING: feedback.RectificationOpened(**about, level=1),
        State.CLOSED: feedback.OrderClosed(**about, outcome="reviewed"),
    }


def led_to(desk: Desk, state: State) -> str:
    """An order in this state."""
    if state is State.REFERRED:
        return desk.place(need_text="屋里着火了")
    order_id = desk.place()
    if state is State.INFO_NEEDED:
        desk.must(order_id, "ask", text="几个？")
    elif state is State.REJECTED:
        desk.must(order_id, "propose-rejection", **REJECTION)
        desk.must(order_id, "sign-rejection", OTHER_CLERK)
    elif state is State.CANCELLED:
        desk.must(order_id, "merge", into=desk.place())
    elif state is not State.SUBMITTED:
        desk.approve(order_id)
        if state is State.OFFERED:
            desk.hear_offered(order_id)
        elif state is not State.PENDING_DISPATCH:
            desk.stage.hear(news(order_id)[state])
    assert desk.look(order_id)["state"] == state
    return order_id


def prepared(desk: Desk, verb: str, order_id: str) -> dict[str, Any]:
    """What has to be done before, as far as that is possible; what is to be said besides."""
    if verb == "reject":
        desk.ask(order_id, "propose-rejection", **REJECTION)
    if verb == "resume":
        desk.ask(order_id, "hold", **HOLD)
    if verb == "leave" and desk.look(order_id)["state"] in OPEN:
        desk.must(desk.place(), "merge", into=order_id)
    return {"into": desk.place()} if verb == "merge" else {}


@pytest.mark.parametrize("state", list(State))
def test_each_verb_walks_its_arrow_or_is_refused(desk: Desk, state: State, subtests: pytest.Subtests) -> None:
    for verb, (path, actor, body) in BODIES.items():
        with subtests.test(verb):
            order_id = led_to(desk, state)
            told = {**body, **prepared(desk, verb, order_id)}
            before = desk.stage.history(order_id)
            answer = desk.ask(order_id, path, actor, **told)
            moves = desk.stage.history(order_id)[len(before) :]
            arrow = LIFECYCLE.arrows.get((verb, state))
            if arrow is None:
                assert answer.status_code == 409 and moves == [] and desk.look(order_id)["state"] == state
            else:
                assert answer.status_code == 200 and answer.json["state"] == arrow.target
                assert [(one["verb"], one["transition"]) for one in moves] == [(verb, arrow.transition)]


def test_every_arrow_is_walked_by_asking_by_news_or_by_the_clock() -> None:
    begun = {"submit"}
    assert {verb for verb, _ in LIFECYCLE.arrows} == BODIES.keys() | BY_THE_CLOCK | BY_NEWS | begun
