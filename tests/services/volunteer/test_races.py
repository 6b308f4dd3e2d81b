"""The same millisecond: real threads, both databases, one leader."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from shared import clock
from shared.contracts.dispatch import OrderWithdrawn
from shared.contracts.volunteer import OfferExpired, OrderAccepted, OrderCheckedIn, OrderNoShow
from tests.services.stage import Clockwork
from tests.services.volunteer.village import RESIDENT, Village, volunteer

TAPPERS = 64
ROUNDS = 20
TAPPING_ROUNDS = 200


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
    client = village.stage.client.application.test_client()
    headers = {"X-Sidan-Actor": actor, "Idempotency-Key": str(uuid4())}

    def ask() -> tuple[int, str]:
        answer = client.post(f"/api/v1{path}", json=body or {}, headers=headers)
        return answer.status_code, answer.json.get("code", "")

    return ask


def tap(village: Village, offer_id: UUID, volunteer_id: UUID) -> Callable[[], tuple[int, str]]:
    return asking(village, f"/offers/{offer_id}/accept", volunteer(volunteer_id))


def test_of_sixty_four_who_tap_at_once_one_has_it_and_the_others_hear_why_not(village: Village) -> None:
    people = [village.enrol() for _ in range(TAPPERS)]
    opened = village.offer(("pool", None))
    outcomes = Counter(at_once(*(tap(village, opened.offer_ids[0], one) for one in people)))
    assert outcomes == {(200, ""): 1, (409, "already_taken"): TAPPERS - 1}
    [said] = village.stage.said(OrderAccepted)
    assert str(said.leader_id) == village.order(opened.order_id)["leader_id"]


def test_two_teams_and_the_pool_tapped_together_have_one_leader(village: Village) -> None:
    people = [village.enrol() for _ in range(3)]
    teams = [village.make_team(one, code=f"T{place}") for place, one in enumerate(people[:2])]
    for already in range(TAPPING_ROUNDS):
        opened = village.offer(("team", teams[0]), ("team", teams[1]), ("pool", None))
        taps = [tap(village, offer_id, one) for offer_id, one in zip(opened.offer_ids, people, strict=True)]
        assert Counter(at_once(*taps)) == {(200, ""): 1, (409, "already_taken"): 2}
        leader = village.order(opened.order_id)["leader_id"]
        told = [str(one["to_id"]) for one in village.stage.notices("offer_lost") if one["order_id"] == opened.order_id]
        assert sorted(told) == sorted(str(team) for team in teams if str(team) != leader)
        assert len(village.stage.said(OrderAccepted)) == already + 1


def test_a_yes_and_its_deadline_at_once_end_in_one_of_both(village: Village, clockwork: Clockwork) -> None:
    me = village.enrol()
    for _ in range(ROUNDS):
        opened = village.offer(("person", me), deadline=clock.now() + timedelta(hours=1))
        yes = tap(village, opened.offer_ids[0], me)

        def time_passes() -> int:
            clockwork.set(clock.now() + timedelta(hours=1))
            return village.stage.let_due_fall()

        (status, code), expired = at_once(yes, time_passes)
        assert (
            ((status, expired) == (200, 0))
            or ((status, code, expired) == (409, "offer_expired", 1))
            or ((status, expired) == (200, 1))
        )
        state = village.order(opened.order_id)["state"]
        assert state == ("accepted" if status == 200 else "lapsed")
    said = village.stage.said(OrderAccepted, OfferExpired)
    assert len({one.subject for one in said}) == len(said) == ROUNDS


def test_a_yes_and_a_withdrawal_at_once_end_withdrawn(village: Village) -> None:
    me = village.enrol()
    for _ in range(ROUNDS):
        opened = village.offer(("person", me))
        news = OrderWithdrawn(order_id=opened.order_id, site_path="620821/102/205", round=1, reason_code="wrong_choice")
        (status, code), _ = at_once(tap(village, opened.offer_ids[0], me), partial(village.stage.hear, news))
        assert (status, code) in {(200, ""), (409, "offer_withdrawn")}
        assert village.order(opened.order_id)["state"] == "withdrawn"
        about = [one for kind in ("withdrawn_thanks", "offer_withdrawn") for one in village.stage.notices(kind)]
        assert len([one for one in about if one["order_id"] == opened.order_id]) == 1


def test_a_no_show_and_a_check_in_at_once_end_in_one_of_both(village: Village) -> None:
    me = village.enrol()
    for _ in range(ROUNDS):
        order_id = village.accepted(me).order_id
        arrival = {"crew": [str(me)], "means": "phone"}
        arrived, missed = at_once(
            asking(village, f"/orders/{order_id}/check-in", volunteer(me), arrival),
            asking(village, f"/orders/{order_id}/no-show", RESIDENT),
        )
        assert sorted([arrived[0], missed[0]]) == [200, 409]
        assert village.order(order_id)["state"] == ("in_service" if arrived[0] == 200 else "no_show")
    said = village.stage.said(OrderCheckedIn, OrderNoShow)
    assert len({one.subject for one in said}) == len(said) == ROUNDS
