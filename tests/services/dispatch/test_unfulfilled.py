"""Two signatures under the sentence that nobody can be found."""

from typing import Any

import pytest

from shared.contracts import dispatch, request
from tests.services.dispatch.desk import (
    CENTER,
    DISPATCHER,
    accepted,
    approve,
    changed,
    declined,
    held,
    look,
    offer,
    resumed,
    urged,
)
from tests.services.stage import Stage

PROPOSAL = {"reason_code": "no_skill", "sentence": "全县暂时没有这样的师傅", "alternative": "hotline"}
OTHER_CENTER = "dispatcher:d9@620821"


def propose(stage: Stage, order_id: Any, actor: str = DISPATCHER, **different: str) -> Any:
    return stage.post(f"/orders/{order_id}/propose-unfulfilled", actor, PROPOSAL | different)


def sign(stage: Stage, order_id: Any, actor: str = CENTER) -> Any:
    return stage.post(f"/orders/{order_id}/sign-unfulfilled", actor)


def test_two_people_end_the_search_and_all_are_told(stage: Stage) -> None:
    order_id = approve(stage)
    first = propose(stage, order_id)
    assert first.json["state"] == "pending" and first.json["proposal"]["signed_by"] is None
    assert not stage.said()
    second = sign(stage, order_id)
    assert second.json["state"] == "unfulfilled" and second.json["proposal"]["signed_by"] == "o1"
    assert second.json["proposal"]["proposed_by"] == "d1"
    [said] = stage.said(dispatch.OrderUnfulfilled)
    assert said.order_id == order_id and said.round == 1 and said.reason_code == "no_skill"
    assert said.alternative == "hotline" and second.json["due_at"] is None
    assert sign(stage, order_id, OTHER_CENTER).json["code"] == "order_is_unfulfilled"
    assert propose(stage, order_id).json["code"] == "order_is_unfulfilled"


def test_nobody_signs_what_they_proposed_themselves(stage: Stage) -> None:
    order_id = approve(stage)
    propose(stage, order_id, CENTER)
    answer = sign(stage, order_id, CENTER)
    assert answer.status_code == 409 and answer.json["code"] == "same_person"
    assert sign(stage, order_id, OTHER_CENTER).status_code == 200


def test_only_the_center_signs(stage: Stage) -> None:
    order_id = approve(stage)
    propose(stage, order_id)
    answer = sign(stage, order_id, "office:o2@620821/102")
    assert answer.status_code == 403 and answer.json["code"] == "center_only"


def test_without_a_proposal_there_is_nothing_to_sign(stage: Stage) -> None:
    assert sign(stage, approve(stage)).json["code"] == "no_proposal"


def test_a_proposal_of_an_earlier_round_counts_no_more(stage: Stage) -> None:
    order_id = approve(stage)
    propose(stage, order_id)
    stage.hear(declined(offer(stage, order_id)))
    assert look(stage, order_id)["round"] == 2
    assert sign(stage, order_id).json["code"] == "no_proposal"
    propose(stage, order_id)
    sign(stage, order_id)
    assert stage.said(dispatch.OrderUnfulfilled)[0].round == 2


def test_a_new_proposal_takes_the_place_of_an_unsigned_one(stage: Stage) -> None:
    order_id = approve(stage)
    propose(stage, order_id)
    propose(stage, order_id, "dispatcher:d3@620821/102", reason_code="too_far")
    order = look(stage, order_id)
    assert order["proposal"]["reason_code"] == "too_far" and order["proposal"]["proposed_by"] == "d3"
    sign(stage, order_id)
    assert stage.said(dispatch.OrderUnfulfilled)[0].reason_code == "too_far"


@pytest.mark.parametrize("state", ["offered", "accepted", "cancelled"])
def test_the_search_ends_only_while_nobody_is_asked(stage: Stage, state: str) -> None:
    order_id = approve(stage)
    propose(stage, order_id)
    if state == "cancelled":
        stage.hear(request.OrderCancelled(order_id=order_id, site_path="620821/102/205", cancelled_by="clerk"))
    else:
        offered = offer(stage, order_id)
        stage.hear(*[accepted(offered)] * (state == "accepted"))
    for answer in (propose(stage, order_id), sign(stage, order_id)):
        assert answer.status_code == 409 and answer.json["code"] == f"order_is_{state}"


def test_without_saying_what_may_help_instead_nobody_gives_up(stage: Stage) -> None:
    order_id = approve(stage)
    body = {name: value for name, value in PROPOSAL.items() if name != "alternative"}
    assert stage.post(f"/orders/{order_id}/propose-unfulfilled", DISPATCHER, body).status_code == 422
    assert propose(stage, order_id, alternative="miracle").status_code == 422


@pytest.mark.parametrize("sentence", ["", "  ", "长" * 501, "坏\u0000字"])
def test_the_sentence_is_readable_and_short(stage: Stage, sentence: str) -> None:
    assert propose(stage, approve(stage), sentence=sentence).status_code == 422


def test_an_order_that_was_cancelled_while_it_was_given_up_is_cancelled(stage: Stage) -> None:
    order_id = approve(stage)
    propose(stage, order_id)
    sign(stage, order_id)
    stage.hear(request.OrderCancelled(order_id=order_id, site_path="620821/102/205", cancelled_by="resident"))
    assert look(stage, order_id)["state"] == "cancelled" and stage.inbox() == {}


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("kind", ["changed", "held", "resumed", "urged"])
def test_what_request_said_before_it_had_heard_of_the_end_changes_nothing(stage: Stage, kind: str, first: bool) -> None:
    order_id = approve(stage)
    tell = {"changed": changed, "held": held, "resumed": resumed, "urged": urged}[kind]
    if first:
        stage.hear(tell(order_id))
    propose(stage, order_id)
    assert sign(stage, order_id).status_code == 200
    if not first:
        stage.hear(tell(order_id))
    assert look(stage, order_id)["state"] == "unfulfilled" and stage.inbox() == {}
