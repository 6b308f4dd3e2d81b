"""What nobody has said by then: the clock asks those who go, staff see it, and both sides are heard."""

from datetime import timedelta
from uuid import UUID

import pytest

from shared import clock
from shared.contracts.volunteer import OrderSuspended, VisitResumed
from tests.services.stage import Clockwork
from tests.services.volunteer.village import (
    CLERK,
    OTHER_CLERK,
    RESIDENT,
    WANTED_FROM,
    Village,
    a_need,
    spoken_by,
    volunteer,
)

MINUTE = timedelta(minutes=1)


def worries(village: Village, actor: str = CLERK) -> list[tuple[str, str]]:
    return [(one["order_id"], one["worry"]) for one in village.stage.get("/worries", actor).json]


def wait(village: Village, clockwork: Clockwork, minutes: int) -> int:
    clockwork.set(clock.now() + minutes * MINUTE)
    return village.stage.let_due_fall("look after visit")


def test_an_hour_after_the_time_whoever_leads_is_asked_and_staff_see_it(village: Village, clockwork: Clockwork) -> None:
    me = village.enrol()
    order_id = village.accepted(me).order_id
    village.schedule(order_id, volunteer(me), me)
    clockwork.set(WANTED_FROM + 59 * MINUTE)
    assert wait(village, clockwork, 0) == 0 and worries(village) == []
    assert wait(village, clockwork, 1) == 1 and wait(village, clockwork, 500) == 0
    assert village.told("are_you_there") == [me]
    assert worries(village) == [(str(order_id), "not_there")] and worries(village, OTHER_CLERK) == []
    assert village.stage.get("/worries", volunteer(me)).status_code == 403
    assert village.ask(order_id, "see-to", volunteer(me)).status_code == 403
    assert village.ask(order_id, "see-to", CLERK).json["worry"] is None
    assert wait(village, clockwork, 60) == 1 and village.told("are_you_there") == [me, me]
    village.check_in(order_id, volunteer(me), me)
    assert worries(village) == []


def test_both_sides_are_heard_before_and_after_somebody_says_that_nobody_came(
    village: Village, clockwork: Clockwork
) -> None:
    me, other = village.enrol(), village.enrol()
    order_id = village.accepted(me).order_id
    village.schedule(order_id, volunteer(me), me)
    words = {"code": "was_there", "text": "敲了门，邻居看见我了"}
    assert village.ask(order_id, "answer-no-show", volunteer(me), **words).json["code"] == "nobody_asked"
    clockwork.set(WANTED_FROM)
    wait(village, clockwork, 60)
    assert village.ask(order_id, "answer-no-show", volunteer(me), **words).json["round"] == 1
    village.no_show(order_id)
    spoken = {"code": "forgot", "spoken": spoken_by(me)}
    assert village.ask(order_id, "answer-no-show", CLERK, **spoken).status_code == 200
    assert village.ask(order_id, "answer-no-show", volunteer(other), **words).json["code"] == "not_the_leader"
    path = f"/orders/{order_id}/statements"
    kept = village.stage.get(path, CLERK).json
    assert [(one["about"], one["code"], one["text"]) for one in kept] == [
        ("no_show", "was_there", words["text"]),
        ("no_show", "forgot", None),
    ]
    assert village.stage.get(path, volunteer(me)).json == kept and village.stage.get(path, volunteer(other)).json == []
    assert village.stage.get(path, OTHER_CLERK).status_code == 404
    assert worries(village) == []


def test_a_day_after_the_check_in_those_who_went_are_asked_to_finish(village: Village, clockwork: Clockwork) -> None:
    me = village.enrol()
    order_id = village.begun(me)
    assert wait(village, clockwork, 24 * 60 - 1) == 0 and wait(village, clockwork, 1) == 1
    assert village.told("please_finish") == [me] and worries(village) == [(str(order_id), "not_finished")]
    village.finish(order_id, volunteer(me), [(me, 60)])
    assert worries(village) == [] and wait(village, clockwork, 9999) == 0


def test_a_visit_is_broken_off_by_whoever_is_there_and_staff_see_it_at_once(
    village: Village, clockwork: Clockwork
) -> None:
    me, along, stranger = (village.enrol() for _ in range(3))
    order_id = village.begun(me, along)
    danger = {"reason_code": "danger"}
    assert village.ask(order_id, "suspend", volunteer(stranger), **danger).json["code"] == "not_your_visit"
    assert village.ask(order_id, "suspend", volunteer(along), **danger).json["state"] == "suspended"
    [said] = village.stage.said(OrderSuspended)
    assert isinstance(said, OrderSuspended)
    assert (said.order_id, said.round, said.reason_code) == (order_id, 1, "danger")
    assert worries(village) == [(str(order_id), "suspended")] and village.told("visit_suspended") == [me]
    assert village.ask(order_id, "see-to", CLERK).json["code"] == "nothing_to_see_to"
    assert village.finish(order_id, volunteer(me), [(me, 9), (along, 9)]).json["code"] == "not_your_role"
    assert village.ask(order_id, "go-on", volunteer(me)).status_code == 403
    assert village.ask(order_id, "go-on", OTHER_CLERK).status_code == 404
    assert village.ask(order_id, "go-on", CLERK).json["state"] == "in_service"
    resumed = VisitResumed(order_id=order_id, round=1, site_path="620821/102/205")
    assert village.stage.said(VisitResumed) == [resumed]
    assert worries(village) == [] and village.told("visit_goes_on") == [me]
    assert village.ask(order_id, "suspend", CLERK, **danger, spoken=spoken_by(me)).json["suspended_for"] == "danger"
    ended = village.finish(order_id, CLERK, [(me, 9), (along, 9)])
    assert ended.json["state"] == "served" and village.stage.status()["minutes"]["declared"] == 18
    assert wait(village, clockwork, 120) == 1 and worries(village) == [(str(order_id), "not_home")]


@pytest.mark.parametrize("marked", ["two_person", "asks_home", None])
def test_after_a_visit_to_be_watched_somebody_says_that_they_are_home(
    village: Village, clockwork: Clockwork, marked: str | None
) -> None:
    me, along = village.enrol(), village.enrol()
    for silent in (False, True):
        need = {"two_person": True} if marked == "two_person" else {}
        order_id = ready(village, me, along, need, asks_home=marked == "asks_home")
        assert village.ask(order_id, "home-safe", volunteer(me)).json["code"] == "order_is_in_service"
        village.finish(order_id, volunteer(me), [(me, 30), (along, 30)])
        if not silent:
            assert village.ask(order_id, "home-safe", volunteer(along)).json["home_at"] == clock.now().isoformat()
        due = int(silent and marked is not None)
        assert wait(village, clockwork, 120) == due and village.told("are_you_home") == [me] * due
        assert worries(village) == [(str(order_id), "not_home")] * due
    assert village.ask(order_id, "home-safe", CLERK).json["code"] == "whose_word"
    assert village.ask(order_id, "home-safe", CLERK, spoken=spoken_by(me)).status_code == 200
    assert worries(village) == []


def ready(village: Village, me: UUID, along: UUID, need: dict[str, bool], *, asks_home: bool) -> UUID:
    """An order whose visit has begun."""
    order_id = village.accepted(me, need=a_need(**need), deadline=clock.now() + timedelta(hours=1)).order_id
    assert village.check_in(order_id, volunteer(me), me, along, asks_home=asks_home).status_code == 200
    return order_id


def test_those_who_went_say_how_it_was_for_staff_alone(village: Village) -> None:
    me, stranger = village.enrol(), village.enrol()
    order_id = village.served(me)
    assert village.ask(order_id, "remark", volunteer(stranger), text="好").json["code"] == "not_your_visit"
    assert village.ask(order_id, "remark", volunteer(me), text="长" * 501).status_code == 422
    remark = village.ask(order_id, "remark", volunteer(me), text="线路老化，建议找供电所").json
    assert village.stage.get(f"/orders/{order_id}/statements", CLERK).json == [remark]
    assert village.ask(order_id, "remark", RESIDENT, text="好").status_code == 403
