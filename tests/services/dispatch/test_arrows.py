"""Every arrow of dispatch, walked through its doors: the history tells where it led, and under which number."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from services.dispatch.lifecycle import LIFECYCLE, State
from shared.contracts import dispatch, volunteer
from shared.identity import new_id
from shared.lifecycle import Arrow, Mirrored
from tests.services.dispatch import desk
from tests.services.dispatch.desk import CENTER, DISPATCHER, TEAM, offering
from tests.services.stage import Stage

NEIGHBOUR = {"site_code": "620821102206"}
PROPOSAL = {"reason_code": "no_skill", "sentence": "全县没有。", "alternative": "none"}


def offered(stage: Stage, order_id: UUID) -> dispatch.OrderOffered:
    """The round that was opened last."""
    return [one for one in stage.said(dispatch.OrderOffered) if one.order_id == order_id][-1]  # type: ignore[attr-defined, return-value]


def post(verb: str, actor: str = DISPATCHER, **body: Any) -> Callable[[Stage, UUID], None]:
    def ask(stage: Stage, order_id: UUID) -> None:
        answer = stage.post(f"/orders/{order_id}/{verb}", actor, body)
        assert answer.status_code < 300, answer.json

    return ask


def approve(stage: Stage, order_id: UUID) -> None:
    desk.approve(stage, order_id=order_id)


def open_round(stage: Stage, order_id: UUID, pool: bool = False) -> None:
    post("offers", **offering(TEAM, pool=pool))(stage, order_id)


def delegate(stage: Stage, order_id: UUID) -> None:
    post("escalate")(stage, order_id)
    post("delegate", site_code="620821102205")(stage, order_id)


def transfer(stage: Stage, order_id: UUID) -> None:
    stage.hear(desk.person(new_id(), home_path="620821/102/206"))
    post("propose-transfer", **NEIGHBOUR)(stage, order_id)
    post("accept-transfer")(stage, order_id)


def ask_duty_team(stage: Stage, order_id: UUID) -> None:
    stage.hear(desk.team(new_id(), code="D1", duty_team=True))
    post("ask-duty-team", CENTER, deadline=offering(TEAM)["deadline"])(stage, order_id)


def give_up(stage: Stage, order_id: UUID) -> None:
    post("propose-unfulfilled", **PROPOSAL)(stage, order_id)
    post("sign-unfulfilled", CENTER)(stage, order_id)


def resume(stage: Stage, order_id: UUID) -> None:
    stage.hear(desk.held(order_id), desk.resumed(order_id))


def hear(event: Callable[[UUID], Any]) -> Callable[[Stage, UUID], None]:
    return lambda stage, order_id: stage.hear(event(order_id))


def accept(stage: Stage, order_id: UUID) -> None:
    stage.hear(desk.accepted(offered(stage, order_id)))


WALKS: dict[str, Callable[[Stage, UUID], None]] = {
    "note_approved": approve,
    "offer": open_round,
    "open_pool": lambda stage, order_id: open_round(stage, order_id, pool=True),
    "ask_duty_team": ask_duty_team,
    "escalate": post("escalate"),
    "delegate": delegate,
    "transfer": transfer,
    "undo": post("undo"),
    "lapse": lambda stage, order_id: stage.hear(desk.declined(offered(stage, order_id))),
    "withdraw": post("withdraw", reason_code="wrong_choice"),
    "declare_unfulfilled": give_up,
    "supervise": post("supervise", CENTER),
    "note_cancelled": hear(desk.cancelled),
    "note_urged": hear(desk.urged),
    "note_held": hear(desk.held),
    "note_resumed": resume,
    "note_scheduled": hear(desk.scheduled),
    "note_changed": hear(desk.changed),
    "note_accepted": accept,
    "note_returned": hear(desk.returned),
    "note_no_show": hear(lambda order_id: volunteer.OrderNoShow(order_id=order_id, round=1)),
    "note_checked_in": hear(desk.checked_in),
    "note_served": hear(desk.served),
}
LEADING_TO: dict[State | None, list[str]] = {
    None: [],
    State.PENDING: ["note_approved"],
    State.OFFERED: ["note_approved", "offer"],
    State.ACCEPTED: ["note_approved", "offer", "note_accepted"],
    State.UNFULFILLED: ["note_approved", "declare_unfulfilled"],
    State.IN_SERVICE: ["note_approved", "offer", "note_accepted", "note_checked_in"],
}
"""How an order comes into a state."""

HEARD_IN = {
    "note_accepted": State.OFFERED,
    "note_returned": State.ACCEPTED,
    "note_no_show": State.ACCEPTED,
    "note_checked_in": State.ACCEPTED,
    "note_served": State.IN_SERVICE,
}
"""Where what volunteer decides is usually heard."""


@pytest.mark.parametrize("arrow", LIFECYCLE.arrows.values(), ids=lambda arrow: f"{arrow.source}-{arrow.verb}")
def test_every_arrow_leads_where_the_table_says(stage: Stage, arrow: Arrow) -> None:
    walk(stage, arrow, arrow.source)  # type: ignore[arg-type]


@pytest.mark.parametrize("fact", LIFECYCLE.mirrored.values(), ids=lambda fact: fact.verb)
def test_every_fact_that_is_mirrored_leads_where_the_table_says(stage: Stage, fact: Mirrored) -> None:
    walk(stage, fact, HEARD_IN[fact.verb])


def walk(stage: Stage, arrow: Arrow | Mirrored, source: State | None) -> None:
    """Bring an order there, do what the arrow says, and read the history."""
    order_id = new_id()
    for verb in (*LEADING_TO[source], arrow.verb):
        WALKS[verb](stage, order_id)
    told = stage.history(order_id)[-1]
    assert (told["verb"], told["source"], told["target"]) == (arrow.verb, source, arrow.target)
    assert told["transition"] == arrow.transition and told["round"] == 1 + arrow.ends_round
    assert stage.inbox() == {}
