"""Appeals: the center looks once more, two people sign, the order is closed again (T38)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import feedback, volunteer
from shared.identity import new_id
from tests.services.conftest import MONDAY_MORNING
from tests.services.feedback.parlour import (
    CENTER,
    CLERK,
    EVALUATOR,
    FINDING,
    OTHER_CENTER,
    RESIDENT,
    THIRD_CENTER,
    conclude,
    review,
    served,
    state,
)
from tests.services.stage import Clockwork, Stage

WORDS = "他们没有来过我家𠮷"


def appeal(stage: Stage, order_id: UUID, about: str = "result", actor: str = RESIDENT) -> Any:
    return stage.post(f"/orders/{order_id}/appeal", actor, {"about": about, "text": WORDS})


def propose(stage: Stage, order_id: UUID, actor: str = CENTER) -> Any:
    return stage.post(f"/orders/{order_id}/propose-decision", actor, FINDING)


def sign(stage: Stage, order_id: UUID, actor: str = OTHER_CENTER) -> Any:
    return stage.post(f"/orders/{order_id}/sign-decision", actor)


def test_the_center_decides_with_two_signatures_and_the_order_is_closed_again(stage: Stage, order_id: UUID) -> None:
    review(stage, order_id, 4)
    assert appeal(stage, order_id).json["state"] == "rectifying"
    opened = feedback.RectificationOpened(order_id=order_id, cause="appeal", closings=1)
    assert stage.said(feedback.RectificationOpened) == [opened]
    assert sign(stage, order_id).json["code"] == "no_proposal"
    assert propose(stage, order_id).json["state"] == "rectifying"
    assert sign(stage, order_id, CENTER).json["code"] == "same_person"
    decided = sign(stage, order_id).json
    assert (decided["state"], decided["closings"], decided["outcome"]) == ("closed", 2, "rectified")
    found = feedback.RectificationClosed(order_id=order_id, finding="valid", cause="appeal", called=False)
    assert stage.said(feedback.RectificationClosed) == [found]
    assert [one.closings for one in stage.said(feedback.OrderClosed)] == [0, 1]
    assert sign(stage, order_id, THIRD_CENTER).status_code == 409
    assert appeal(stage, order_id).json["code"] == "appealed_already"


def test_nobody_below_the_center_decides_nor_whoever_judged_before(stage: Stage, order_id: UUID) -> None:
    review(stage, order_id, 1)
    conclude(stage, order_id, CENTER)
    appeal(stage, order_id)
    assert propose(stage, order_id, EVALUATOR).json["code"] == "center_only"
    assert propose(stage, order_id, CLERK).status_code == 403
    assert propose(stage, order_id, CENTER).json["code"] == "judged_before"
    assert conclude(stage, order_id).json["code"] == "panel_decides"
    assert propose(stage, order_id, OTHER_CENTER).status_code == 200
    assert sign(stage, order_id, CENTER).json["code"] == "judged_before"
    assert sign(stage, order_id, THIRD_CENTER).json["state"] == "closed"


def test_a_volunteer_appeals_about_their_rating_and_only_theirs(stage: Stage) -> None:
    order_id, helper = new_id(), new_id()
    stage.hear(served(order_id, crew=[volunteer.CrewMinutes(volunteer_id=helper, minutes=45)]))
    review(stage, order_id, 1)
    conclude(stage, order_id)
    assert appeal(stage, order_id, "rating", f"volunteer:{new_id()}").json["code"] == "not_concerned"
    assert appeal(stage, order_id, "rating", RESIDENT).status_code == 403
    assert appeal(stage, order_id, "result", f"volunteer:{helper}").status_code == 403
    assert appeal(stage, order_id, "rating", f"volunteer:{helper}").json["state"] == "rectifying"
    assert WORDS not in stage.get(f"/orders/{order_id}", CLERK).get_data(as_text=True)
    assert all(WORDS not in str(event) for event in stage.said())
    words = stage.get(f"/orders/{order_id}/text", CENTER).json["rectifications"]
    assert [(one["appeal_about"], one["appeal_text"]) for one in words] == [(None, None), ("rating", WORDS)]


def test_nobody_appeals_about_a_rating_that_was_never_given(stage: Stage, order_id: UUID, clockwork: Clockwork) -> None:
    leader = stage.get(f"/orders/{order_id}", CLERK).json["leader_id"]
    stage.post(f"/orders/{order_id}/deny", RESIDENT, {"means": "link"})
    conclude(stage, order_id)
    assert appeal(stage, order_id, "rating", f"volunteer:{leader}").json["code"] == "not_rated"


@pytest.mark.parametrize("kind", ["person", "team"])
def test_whoever_was_marked_as_not_having_come_appeals_about_the_mark(stage: Stage, order_id: UUID, kind: str) -> None:
    """The one who led the round in which nobody came, or who leads that team."""
    missed, team = new_id(), new_id()
    about = {"order_id": order_id, "offer_id": new_id()}
    led = team if kind == "team" else missed
    described = volunteer.TeamDescribed(
        team_id=team,
        version=1,
        code="T1",
        name="睦邻",
        home_path="620821/102/205",
        leader_id=missed,
        skills=[],
        standing=True,
        duty_team=False,
    )
    other = new_id()
    stage.hear(
        described,
        volunteer.OrderAccepted(**about, round=1, leader_kind=kind, leader_id=led),
        volunteer.OrderNoShow(order_id=order_id, round=1),
        volunteer.OrderAccepted(**about, round=2, leader_kind="person", leader_id=other),
    )
    review(stage, order_id, 5)
    assert appeal(stage, order_id, "no_show", f"volunteer:{other}").json["code"] == "not_concerned"
    assert appeal(stage, order_id, "no_show", f"volunteer:{missed}").json["state"] == "rectifying"
    propose(stage, order_id)
    sign(stage, order_id)
    assert appeal(stage, order_id).json["state"] == "rectifying", "the resident may still ask about the result"


def test_an_appeal_comes_after_closing_and_within_fifteen_days(
    stage: Stage, order_id: UUID, clockwork: Clockwork
) -> None:
    assert appeal(stage, order_id).status_code == 409
    review(stage, order_id, 3)
    clockwork.set(MONDAY_MORNING + timedelta(days=15, seconds=1))
    assert appeal(stage, order_id).json["code"] == "too_late" and state(stage, order_id) == "closed"
    assert appeal(stage, order_id, actor="clerk:c2@620821/103").status_code == 404
