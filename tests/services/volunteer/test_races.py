"""The same millisecond: real threads, both databases, one leader."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared import clock
from shared.contracts.dispatch import OrderWithdrawn
from shared.contracts.request import OrderCancelled, OrderChanged
from shared.contracts.volunteer import OfferExpired, OrderAccepted, OrderCheckedIn, OrderNoShow
from shared.contracts.wire import Event
from tests.services.stage import Clockwork
from tests.services.volunteer.village import RESIDENT, WANTED_FROM, Village, a_need, volunteer

TAPPERS = 64
ROUNDS = 200
AGAIN = 50
"""Rounds of what is like a crossing that tests/flow plays two hundred times with all four services."""
CROWDS = 8
HOARDING = "too_many_from_pool"
SITE = "620821/102/205"

pytestmark = pytest.mark.timeout(300)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of `works` gives or raises, all let go at the same moment."""
    gate, outcomes = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        gate.wait()
        try:
            outcomes[place] = works[place]()
        except BaseException as error:
            outcomes[place] = error  # type: ignore[call-overload]  # shown by whoever compares

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def asking(
    village: Village, path: str, actor: str, body: dict[str, Any] | None = None
) -> Callable[[], tuple[int, str]]:
    """A request from a client of its own: its status, and the code of a refusal."""
    client = village.stage.client
    headers = {"X-Sidan-Actor": actor, "Idempotency-Key": str(uuid4())}

    def ask() -> tuple[int, str]:
        answer = client.post(f"/api/v1{path}", json=body or {}, headers=headers)
        return answer.status_code, answer.json.get("code", "")

    return ask


def tap(village: Village, offer_id: UUID, volunteer_id: UUID) -> Callable[[], tuple[int, str]]:
    return asking(village, f"/offers/{offer_id}/accept", volunteer(volunteer_id))


def test_of_sixty_four_who_tap_at_once_one_has_it_and_the_others_hear_why_not(village: Village) -> None:
    people = [village.enrol() for _ in range(TAPPERS)]
    for opened in village.offer_often(CROWDS, ("pool", None)):
        outcomes = Counter(at_once(*(tap(village, opened.offer_ids[0], one) for one in people)))
        assert outcomes[200, ""] == 1 and set(outcomes) <= {(200, ""), (409, "already_taken"), (409, HOARDING)}
        leader_id = village.order(opened.order_id)["leader_id"]
        said = [one for one in village.stage.said(OrderAccepted) if one.subject == str(opened.order_id)]
        assert [str(one.leader_id) for one in said] == [leader_id]


def test_of_sixty_four_asked_in_two_waves_those_of_the_second_come_too_early(village: Village) -> None:
    people = [village.enrol() for _ in range(TAPPERS)]
    for opened in village.offer_often(CROWDS, ("person", people[0]), ("pool", None), waves=True):
        first, everybody = opened.offer_ids
        taps = [tap(village, first, people[0]), *(tap(village, everybody, one) for one in people[1:])]
        yes, *others = at_once(*taps)
        assert yes == (200, "") and set(others) <= {(409, "offer_waiting"), (409, "already_taken")}
    assert len(village.stage.said(OrderAccepted)) == CROWDS


def test_two_teams_and_the_pool_tapped_together_have_one_leader(village: Village) -> None:
    leaders = [village.enrol() for _ in range(2)]
    teams = [village.make_team(one, code=f"T{place}") for place, one in enumerate(leaders)]
    rounds = village.offer_often(ROUNDS, ("team", teams[0]), ("team", teams[1]), ("pool", None))
    for opened in rounds:
        people = [*leaders, village.enrol()]
        taps = [tap(village, offer_id, one) for offer_id, one in zip(opened.offer_ids, people, strict=True)]
        assert Counter(at_once(*taps)) == {(200, ""): 1, (409, "already_taken"): 2}
    led_by = {one.order_id: one.leader_id for one in village.stage.said(OrderAccepted)}
    assert len(led_by) == len(village.stage.said(OrderAccepted)) == ROUNDS
    told = Counter((one["order_id"], one["to_id"]) for one in village.stage.notices("offer_lost"))
    assert told == Counter((order_id, team) for order_id, leader in led_by.items() for team in teams if team != leader)


def test_a_no_and_a_yes_in_the_same_wave_leave_one_leader_and_wake_nobody(village: Village) -> None:
    no, yes, later = (village.enrol() for _ in range(3))
    for opened in village.offer_often(ROUNDS, ("person", no), ("person", yes)):
        declining = asking(village, f"/offers/{opened.offer_ids[0]}/decline", volunteer(no))
        said, accepted = at_once(declining, tap(village, opened.offer_ids[1], yes))
        assert accepted == (200, "") and said in {(200, ""), (409, "already_taken")}
    assert len(village.stage.said(OrderAccepted)) == village.stage.status()["orders"]["accepted"] == ROUNDS
    assert later not in village.told("offer_received")


def test_nobody_hoards_the_pool_by_tapping_fast(village: Village) -> None:
    for _ in range(CROWDS):
        me, rounds = village.enrol(), village.offer_often(8, ("pool", None))
        outcomes = Counter(at_once(*(tap(village, one.offer_ids[0], me) for one in rounds)))
        assert outcomes == {(200, ""): 3, (409, HOARDING): 5}


def test_a_yes_and_its_deadline_at_once_end_in_one_of_both(village: Village, clockwork: Clockwork) -> None:
    me = village.enrol()
    for _ in range(AGAIN):
        opened = village.offer(("person", me), deadline=clock.now() + timedelta(minutes=1))
        yes = tap(village, opened.offer_ids[0], me)

        def time_passes() -> int:
            clockwork.set(clock.now() + timedelta(minutes=1))
            return village.stage.let_due_fall("expire offer")

        (status, code), _ = at_once(yes, time_passes)
        assert (status, code) in {(200, ""), (409, "offer_expired")}
        state = village.order(opened.order_id)["state"]
        assert state == ("accepted" if status == 200 else "lapsed")
    said = village.stage.said(OrderAccepted, OfferExpired)
    assert len({one.subject for one in said}) == len(said) == AGAIN


def test_a_yes_and_a_change_at_once_are_a_yes_or_a_refusal(village: Village) -> None:
    me = village.enrol()
    for opened in village.offer_often(AGAIN, ("person", me)):
        news = OrderChanged(order_id=opened.order_id, version=2, need=a_need(version=2))
        (status, code), _ = at_once(tap(village, opened.offer_ids[0], me), partial(village.stage.hear, news))
        assert (status, code) in {(200, ""), (409, "need_changed")}
        assert village.order(opened.order_id)["state"] == ("accepted" if status == 200 else "offered")
    assert village.stage.inbox() == {}


PAPERS: dict[str, Callable[[UUID], Event]] = {
    "cancelled": lambda order_id: OrderCancelled(order_id=order_id, site_path=SITE, cancelled_by="resident"),
    "withdrawn": lambda order_id: OrderWithdrawn(
        order_id=order_id, site_path=SITE, round=1, reason_code="wrong_choice"
    ),
}


@pytest.mark.parametrize("word", ["accept", "schedule", "check-in"])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_word_and_a_paper_at_once_end_in_one_of_both_and_are_told_once(
    village: Village, word: str, paper: str
) -> None:
    """Only who stands at the door already outranks the paper."""
    me = village.enrol()
    bodies = {"schedule": {"starts_at": WANTED_FROM.isoformat(), "crew": [str(me)]}}
    bodies["check-in"] = {"crew": [str(me)], "means": "door_word"}
    visits = set()
    for opened in village.offer_often(AGAIN, ("person", me)):
        asked = tap(village, opened.offer_ids[0], me)
        if word != "accept":
            asked()
            asked = asking(village, f"/orders/{opened.order_id}/{word}", volunteer(me), bodies[word])
        said, _ = at_once(asked, partial(village.stage.hear, PAPERS[paper](opened.order_id)))
        stands = said[0] == 200 and word == "check-in"
        assert said[0] in {200, 409} and village.order(opened.order_id)["state"] == ("in_service" if stands else paper)
        visits |= {opened.order_id} if stands else set()
    templates = ("offer_withdrawn", f"{paper}_thanks")
    told = Counter(one["order_id"] for template in templates for one in village.stage.notices(template))
    assert set(told.values()) <= {1} and len(told) == AGAIN - len(visits) and not visits & told.keys()
    assert village.stage.inbox() == {}


def test_a_no_show_and_a_check_in_at_once_end_in_one_of_both(village: Village) -> None:
    me = village.enrol()
    for opened in village.offer_often(AGAIN, ("person", me)):
        village.accept(opened.offer_ids[0], volunteer(me))
        arrival = {"crew": [str(me)], "means": "phone"}
        arrived, missed = at_once(
            asking(village, f"/orders/{opened.order_id}/check-in", volunteer(me), arrival),
            asking(village, f"/orders/{opened.order_id}/no-show", RESIDENT),
        )
        assert sorted([arrived[0], missed[0]]) == [200, 409]
        assert village.order(opened.order_id)["state"] == ("in_service" if arrived[0] == 200 else "no_show")
    said = village.stage.said(OrderCheckedIn, OrderNoShow)
    assert len({one.subject for one in said}) == len(said) == AGAIN
