"""Somebody stands at the door: near the time agreed on or far from it, before the right one, and nobody may be in."""

from datetime import timedelta
from uuid import UUID

import pytest

from shared import clock
from shared.contracts.request import OrderCancelled
from shared.contracts.volunteer import NOBODY_IN, OrderScheduled, RecipientAbsent
from tests.services.stage import Clockwork
from tests.services.volunteer.village import (
    CLERK,
    CODES,
    OTHER_CLERK,
    RESIDENT,
    WANTED_FROM,
    Village,
    spoken_by,
    volunteer,
)

HOUR = timedelta(hours=1)


def scheduled(village: Village, me: UUID) -> UUID:
    order_id = village.accepted(me).order_id
    assert village.schedule(order_id, volunteer(me), me).status_code == 200
    return order_id


@pytest.mark.parametrize(
    ("hours", "arrival"), [(-1.1, "early"), (-1, "in_time"), (0, "in_time"), (2, "in_time"), (2.1, "late")]
)
def test_far_from_the_time_agreed_on_one_may_check_in_and_somebody_looks_at_it(
    village: Village, clockwork: Clockwork, hours: float, arrival: str
) -> None:
    me = village.enrol()
    order_id = scheduled(village, me)
    clockwork.set(WANTED_FROM + hours * HOUR)
    assert village.check_in(order_id, volunteer(me), me).json["arrival"] == arrival
    village.finish(order_id, volunteer(me), [(me, 30)])
    found = village.flags(order_id).get("outside_window")
    assert (found is None) == (arrival == "in_time")
    if found:
        assert found["parameters"] == {"side": arrival, "minutes": abs(round(hours * 60))}


def test_without_a_time_agreed_on_one_may_come_at_any(village: Village) -> None:
    me = village.enrol()
    order_id = village.served(me)
    assert village.order(order_id)["arrival"] == "free" and "outside_window" not in village.flags(order_id)


def test_the_word_of_the_door_is_for_those_who_go_and_tells_another_door(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    order_id = village.accepted(me).order_id
    path, word = f"/orders/{order_id}/door-word", CODES.door_word(order_id)
    for actor in (volunteer(me), CLERK):
        assert village.stage.get(path, actor).json == {"order_id": str(order_id), "door_word": word}
    assert village.stage.get(path, volunteer(other)).json["code"] == "not_your_visit"
    assert village.stage.get(path, OTHER_CLERK).status_code == 404
    assert village.stage.get(path, RESIDENT).status_code == 403
    refused = village.check_in(order_id, volunteer(me), me, door_word="别家")
    assert (refused.status_code, refused.json["code"]) == (422, "another_door")
    assert village.check_in(order_id, volunteer(me), me, door_word=word).status_code == 200
    assert village.stage.get(path, volunteer(me)).json["code"] == "order_is_in_service"


def test_a_scan_at_the_station_carries_its_sign_and_tells_another_station(village: Village) -> None:
    me = village.enrol()
    order_id = village.accepted(me).order_id
    sign = village.stage.get("/sites/620821102205/sign", CLERK).json
    assert sign == {"site_path": "620821/102/205", "station_sign": CODES.station_sign("620821/102/205")}
    other = CODES.station_sign("620821/102/206")
    for said in ({}, {"station_sign": other}):
        refused = village.check_in(order_id, volunteer(me), me, means="station_qr", **said)
        assert (refused.status_code, refused.json["code"]) == (422, "another_station")
    assert village.check_in(order_id, volunteer(me), me, station_sign="1234").status_code == 422
    scanned = village.check_in(order_id, volunteer(me), me, means="station_qr", station_sign=sign["station_sign"])
    assert scanned.status_code == 200


def test_the_sign_of_a_station_is_for_its_staff_to_print(village: Village) -> None:
    path = "/sites/620821102205/sign"
    assert village.stage.get(path, OTHER_CLERK).status_code == 404
    assert village.stage.get("/sites/6208/sign", CLERK).json["code"] == "unknown_site"
    for actor in (RESIDENT, volunteer(village.enrol())):
        assert village.stage.get(path, actor).status_code == 403


def test_when_nobody_is_in_another_time_is_agreed_on_and_the_way_is_thanked_for(
    village: Village, clockwork: Clockwork
) -> None:
    me, along = village.enrol(), village.enrol()
    order_id = village.accepted(me).order_id
    village.schedule(order_id, volunteer(me), me, along)
    assert village.ask(order_id, "absence", volunteer(me), rang=True).json["code"] == "before_the_time"
    clockwork.set(WANTED_FROM)
    assert village.ask(order_id, "absence", volunteer(me), rang=False).json["code"] == "ring_first"
    told = village.ask(order_id, "absence", volunteer(me), rang=True).json
    assert (told["state"], told["absences"], told["time_void"]) == ("scheduled", 1, True)
    [said] = village.stage.said(RecipientAbsent)
    assert isinstance(said, RecipientAbsent)
    assert (said.order_id, said.round, said.site_path, said.times) == (order_id, 1, "620821/102/205", 1)
    assert sorted(village.told("thanks_for_the_way")) == sorted([me, along])
    assert village.ask(order_id, "absence", volunteer(me), rang=True).json["code"] == "absence_known"
    later = village.schedule(order_id, volunteer(me), me, at=WANTED_FROM + HOUR)
    assert later.json["time_void"] is False
    new = village.stage.said(OrderScheduled)[-1]
    assert isinstance(new, OrderScheduled) and (new.starts_at, new.postponed) == (WANTED_FROM + HOUR, NOBODY_IN)
    again = village.schedule(order_id, volunteer(me), me, at=WANTED_FROM + 2 * HOUR)
    assert again.json["code"] == "order_is_scheduled"
    assert village.stage.status()["minutes"] == {"declared": 0, "witnessed": 0, "verified": 0}


def test_after_the_second_time_request_ends_it_and_the_leader_is_thanked(
    village: Village, clockwork: Clockwork
) -> None:
    me = village.enrol()
    order_id = scheduled(village, me)
    for times, at in ((1, WANTED_FROM), (2, WANTED_FROM + 26 * HOUR)):
        clockwork.set(at)
        word = village.ask(order_id, "absence", CLERK, rang=True, spoken=spoken_by(me))
        assert word.json["absences"] == times
        village.schedule(order_id, volunteer(me), me, at=WANTED_FROM + 25 * HOUR)
    assert [one.times for one in village.stage.said(RecipientAbsent) if isinstance(one, RecipientAbsent)] == [1, 2]
    village.stage.hear(OrderCancelled(order_id=order_id, site_path="620821/102/205", cancelled_by="absence"))
    assert village.order(order_id)["state"] == "cancelled" and village.told("cancelled_thanks") == [me]
    assert len(village.told("thanks_for_the_way")) == 2
    for actor in (volunteer(me), CLERK):
        ways = village.stage.get("/ways-in-vain", actor).json
        assert [(one["volunteer_id"], one["times"]) for one in ways] == [(str(me), 1), (str(me), 2)]
    assert village.stage.get("/ways-in-vain", OTHER_CLERK).json == []
    assert village.stage.inbox() == {}


def test_whoever_comes_home_after_all_is_helped(village: Village, clockwork: Clockwork) -> None:
    me = village.enrol()
    order_id = scheduled(village, me)
    clockwork.set(WANTED_FROM)
    village.ask(order_id, "absence", volunteer(me), rang=True)
    shown = village.check_in(order_id, volunteer(me), me).json
    assert (shown["state"], shown["time_void"]) == ("in_service", False)


def test_only_who_goes_says_that_nobody_was_in_and_only_where_a_time_was_agreed_on(
    village: Village, clockwork: Clockwork
) -> None:
    me, other = village.enrol(), village.enrol()
    order_id = scheduled(village, me)
    clockwork.set(WANTED_FROM)
    for actor, code in ((volunteer(other), "not_your_visit"), (CLERK, "whose_word"), (RESIDENT, "not_your_role")):
        assert village.ask(order_id, "absence", actor, rang=True).json["code"] == code
    unscheduled = village.accepted(me, deadline=clock.now() + HOUR).order_id
    assert village.ask(unscheduled, "absence", volunteer(me), rang=True).json["code"] == "order_is_accepted"
