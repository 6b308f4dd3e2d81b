"""An order that is done once more by others: whoever led the last time is not asked."""

from datetime import timedelta
from uuid import UUID

import pytest

from shared import clock
from shared.contracts import request
from shared.contracts.dispatch import OrderOffered
from shared.identity import new_id
from tests.services.dispatch.crowd import candidates, helper
from tests.services.dispatch.desk import CENTER, DISPATCHER, OTHER_TEAM, PERSON, TEAM, look, need_of, offering, team
from tests.services.stage import Stage


def rework(stage: Stage, leave_out: UUID) -> UUID:
    order_id = new_id()
    about = {"recipient_id": new_id(), "submitted_at": clock.now(), "leave_out": leave_out}
    stage.hear(request.OrderApproved(order_id=order_id, need=need_of(), **about))
    return order_id


@pytest.mark.parametrize(
    ("asked", "pool"), [([TEAM], False), ([OTHER_TEAM, TEAM], False), ([], True), ([PERSON], True)]
)
def test_whoever_is_left_out_is_not_asked_nor_everybody(stage: Stage, asked: list[UUID], pool: bool) -> None:
    order_id = rework(stage, TEAM)
    refused = stage.post(f"/orders/{order_id}/offers", DISPATCHER, offering(*asked, pool=pool))
    assert refused.status_code == 422 and refused.json["code"] == "left_out"
    assert stage.post(f"/orders/{order_id}/offers", DISPATCHER, offering(OTHER_TEAM, PERSON)).status_code == 201
    assert look(stage, order_id)["leave_out"] == str(TEAM)


def test_whoever_is_left_out_is_not_suggested_and_the_funnel_says_so(stage: Stage) -> None:
    before, other = helper(stage), helper(stage)
    people = candidates(stage, rework(stage, before))["people"]
    assert [one["id"] for one in people["best"]] == [str(other)]
    assert {one["code"]: one["count"] for one in people["excluded"]}["rule.no_conflict"] == 1


def test_a_level_that_has_only_whom_is_left_out_is_passed_over(stage: Stage) -> None:
    lonely = new_id()
    stage.hear(team(lonely, code="T8", home_path="620821/102/205", skills=["木工"]))
    about = {"item": {**need_of().item.as_wire(), "skills": ["木工"]}}
    levels = {}
    for leave_out in (lonely, TEAM):
        order_id = new_id()
        said = {"recipient_id": new_id(), "submitted_at": clock.now(), "leave_out": leave_out}
        stage.hear(request.OrderApproved(order_id=order_id, need=need_of(**about), **said))
        levels[leave_out] = look(stage, order_id)["level"]
    assert levels == {lonely: "620821", TEAM: "620821/102/205"}


def test_the_duty_team_is_not_asked_when_it_is_left_out(stage: Stage) -> None:
    duty, other = new_id(), new_id()
    stage.hear(team(duty, code="D1", duty_team=True), team(other, code="D2", duty_team=True))
    order_id = rework(stage, duty)
    deadline = (clock.now() + timedelta(hours=5)).isoformat()
    assert stage.post(f"/orders/{order_id}/ask-duty-team", CENTER, {"deadline": deadline}).status_code == 200
    [offered] = stage.said(OrderOffered)
    assert [one.to_id for one in offered.offers] == [other]
