"""What becomes of an accepted order."""

from datetime import timedelta

import pytest

from shared import clock
from shared.contracts.volunteer import OrderCheckedIn, OrderNoShow, OrderReturned, OrderServed
from shared.identity import new_id
from tests.services.stage import Clockwork
from tests.services.volunteer.village import (
    CLERK,
    OTHER_CLERK,
    RESIDENT,
    SPOKEN_NUMBER,
    WANTED_FROM,
    Village,
    volunteer,
)

ILL = {"reason_code": "ill"}


def test_a_leader_gives_the_order_back_and_the_reason_stays_here(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    order_id = village.accepted(me).order_id
    assert village.stage.post(f"/orders/{order_id}/return", volunteer(other), ILL).json["code"] == "not_the_leader"
    answer = village.stage.post(f"/orders/{order_id}/return", volunteer(me), ILL)
    assert (answer.json["state"], answer.json["round"], answer.json["leader_id"]) == ("returned", 2, None)
    [said] = village.stage.said(OrderReturned)
    assert (said.round, said.late) == (1, False)
    assert "ill" not in {*said.as_wire().values(), *map(str, answer.json.values())}
    again = village.stage.post(f"/orders/{order_id}/return", volunteer(me), ILL)
    assert again.status_code == 409 and again.json["code"] == "order_is_returned"


def test_a_spoken_return_is_recorded(village: Village) -> None:
    me = village.enrol()
    order_id = village.accepted(me).order_id
    body = {**ILL, "spoken": {"said_by": str(me), "rang": SPOKEN_NUMBER}}
    assert village.stage.post(f"/orders/{order_id}/return", CLERK, body).json["state"] == "returned"
    [notice] = village.stage.notices("spoken_answer_recorded")
    assert notice["parameters"]["answer"] == "return"


@pytest.mark.parametrize(("before", "late"), [(timedelta(hours=24), False), (timedelta(hours=23, minutes=59), True)])
def test_less_than_a_day_before_the_visit_is_late(
    village: Village, clockwork: Clockwork, before: timedelta, late: bool
) -> None:
    me = village.enrol()
    order_id = village.accepted(me, deadline=WANTED_FROM).order_id
    clockwork.set(WANTED_FROM - before)
    village.stage.post(f"/orders/{order_id}/return", volunteer(me), ILL)
    assert village.stage.said(OrderReturned)[0].late is late


def test_a_visit_from_the_door_to_the_minutes(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    opened = village.accepted(me)
    at_door = village.check_in(opened.order_id, volunteer(me), me, other)
    assert at_door.json["state"] == "in_service" and at_door.json["crew"] == sorted([str(me), str(other)])
    [arrived] = village.stage.said(OrderCheckedIn)
    assert (arrived.round, arrived.means, arrived.checked_in_at) == (1, "door_word", clock.now())
    done = village.finish(opened.order_id, volunteer(me), [(me, 55), (other, 60)])
    assert done.json["state"] == "served" and done.json["leader_id"] == str(me)
    [served] = village.stage.said(OrderServed)
    assert (served.order_no, served.site_path, served.item_code) == ("00000012", "620821/102/205", "H03")
    assert (served.leader_kind, served.leader_id) == ("person", me)
    assert {one.volunteer_id: one.minutes for one in served.crew} == {me: 55, other: 60}
    assert served.entered_by == []


def test_it_is_said_which_staff_wrote_the_visit_down(village: Village) -> None:
    """They do not vouch for it afterwards; a volunteer who speaks for themselves is not named twice."""
    me = village.enrol()
    opened = village.accepted(me)
    arrival = {"crew": [str(me)], "means": "paper"}
    assert village.stage.post(f"/orders/{opened.order_id}/check-in", CLERK, arrival).status_code == 200
    assert village.finish(opened.order_id, volunteer(me), [(me, 55)]).status_code == 200
    [served] = village.stage.said(OrderServed)
    assert served.entered_by == [CLERK.partition("@")[0].partition(":")[2]]


def test_a_member_of_the_leading_team_speaks_at_the_door_and_a_stranger_does_not(village: Village) -> None:
    leader, member, stranger = village.enrol(), village.enrol(), village.enrol()
    team_id = village.make_team(leader, member)
    opened = village.offer(("team", team_id))
    village.accept(opened.offer_ids[0], volunteer(leader))
    for actor in (volunteer(stranger), RESIDENT):
        assert village.check_in(opened.order_id, actor, member).status_code == 403
    assert village.check_in(opened.order_id, volunteer(member), member).status_code == 200
    assert village.finish(opened.order_id, volunteer(stranger), [(member, 60)]).status_code == 403
    assert village.finish(opened.order_id, volunteer(member), [(member, 60)]).status_code == 200


def test_staff_check_in_and_finish_on_behalf_within_their_scope(village: Village) -> None:
    me = village.enrol()
    order_id = village.accepted(me).order_id
    assert village.check_in(order_id, OTHER_CLERK, me).status_code == 404
    assert village.check_in(order_id, CLERK, me).status_code == 200
    assert village.finish(order_id, OTHER_CLERK, [(me, 60)]).status_code == 404
    assert village.finish(order_id, CLERK, [(me, 60)]).status_code == 200


def test_a_crew_is_of_confirmed_volunteers_each_once(village: Village) -> None:
    me, unconfirmed = village.enrol(), village.enrol(status="unconfirmed")
    order_id = village.accepted(me).order_id
    for crew in ([me, me], [me, new_id()], [me, unconfirmed]):
        answer = village.check_in(order_id, volunteer(me), *crew)
        assert answer.status_code == 422 and answer.json["code"] == "unknown_crew"
    assert village.check_in(order_id, volunteer(me)).status_code == 422
    assert village.order(order_id)["state"] == "accepted"


def test_minutes_are_declared_for_exactly_the_crew(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    order_id = village.accepted(me).order_id
    assert village.finish(order_id, volunteer(me), [(me, 60)]).json["code"] == "order_is_accepted"
    village.check_in(order_id, volunteer(me), me, other)
    for minutes in ([(me, 60)], [(me, 60), (me, 60)], [(me, 60), (other, 60), (new_id(), 60)]):
        assert village.finish(order_id, volunteer(me), minutes).json["code"] == "not_the_crew"
    assert village.finish(order_id, volunteer(me), [(me, 0), (other, 60)]).status_code == 422
    assert village.finish(order_id, volunteer(me), [(me, 1441), (other, 60)]).status_code == 422
    assert village.finish(order_id, volunteer(me), [(me, 1), (other, 1440)]).status_code == 200
    assert village.finish(order_id, volunteer(me), [(me, 1), (other, 1440)]).status_code == 409


def test_a_no_show_is_said_and_the_leader_told(village: Village) -> None:
    me = village.enrol()
    order_id = village.accepted(me).order_id
    assert village.no_show(order_id, volunteer(me)).status_code == 403
    assert village.no_show(order_id, OTHER_CLERK).status_code == 404
    answer = village.no_show(order_id)
    assert (answer.json["state"], answer.json["round"], answer.json["leader_id"]) == ("no_show", 2, None)
    assert [one.round for one in village.stage.said(OrderNoShow)] == [1]
    assert [one["to_id"] for one in village.stage.notices("no_show_reported")] == [me]
    assert village.no_show(order_id).status_code == 409


def test_after_a_no_show_nobody_checks_in(village: Village) -> None:
    me = village.enrol()
    order_id = village.accepted(me).order_id
    village.no_show(order_id)
    assert village.check_in(order_id, volunteer(me), me).json["code"] == "order_is_no_show"


def test_after_a_check_in_nobody_is_missed(village: Village) -> None:
    me = village.enrol()
    order_id = village.accepted(me).order_id
    village.check_in(order_id, volunteer(me), me)
    assert village.no_show(order_id).json["code"] == "order_is_in_service"
    assert village.stage.said(OrderNoShow) == []
