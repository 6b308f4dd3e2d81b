"""A yes and a no at volunteer's doors: who may say them, and what follows."""

from datetime import timedelta

import pytest

from shared import clock
from shared.contracts.volunteer import OfferDeclined, OfferDeclineExplained, OfferExpired, OrderAccepted, OrderLapsed
from shared.identity import new_id
from tests.services.stage import Clockwork
from tests.services.volunteer.village import (
    CLERK,
    OTHER_CLERK,
    PERSON,
    RESIDENT,
    SPOKEN_NUMBER,
    Village,
    spoken_by,
    volunteer,
)

POOL_CARD = [
    "site_path",
    "item",
    "title",
    "wanted_from",
    "wanted_to",
    "urgency",
    "language",
    "two_person",
    "carer_gender",
]


def test_whoever_is_asked_is_told_once_and_the_pool_is_not(village: Village) -> None:
    me = village.enrol()
    team_id = village.make_team(me)
    village.offer(("person", me), ("team", team_id), ("pool", None))
    notices = village.stage.notices("offer_received")
    assert {(one["to_kind"], one["to_id"]) for one in notices} == {("volunteer", me), ("team", team_id)}
    assert len(notices) == 2 and PERSON["phone"] not in str(notices)


def test_one_tap_accepts_and_the_others_are_thanked(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    team_id = village.make_team(other)
    opened = village.offer(("person", me), ("team", team_id), ("pool", None))
    answer = village.accept(opened.offer_ids[0], volunteer(me))
    assert answer.status_code == 200 and answer.json["state"] == "accepted"
    assert (answer.json["leader_kind"], answer.json["leader_id"]) == ("person", str(me))
    [said] = village.stage.said(OrderAccepted)
    assert (said.order_id, said.round, said.offer_id) == (opened.order_id, 1, opened.offer_ids[0])
    assert (said.leader_kind, said.leader_id) == ("person", me)
    assert [one["to_id"] for one in village.stage.notices("offer_lost")] == [team_id]
    assert [village.offer_state(one) for one in opened.offer_ids] == ["accepted", "lost", "lost"]


def test_the_same_leader_again_gets_the_same_answer(village: Village) -> None:
    me = village.enrol()
    opened = village.accepted(me)
    again = village.accept(opened.offer_ids[0], volunteer(me))
    assert again.status_code == 200 and again.json == village.order(opened.order_id)
    assert len(village.stage.said(OrderAccepted)) == 1


def test_whoever_comes_second_is_told_kindly(village: Village) -> None:
    first, second = village.enrol(), village.enrol()
    opened = village.offer(("person", first), ("person", second), ("pool", None))
    village.accept(opened.offer_ids[2], volunteer(first))
    for offer_id in opened.offer_ids[1:]:
        answer = village.accept(offer_id, volunteer(second))
        assert answer.status_code == 409 and answer.json["code"] == "already_taken"
        assert "Thank you" in answer.json["detail"]
    assert [one["to_id"] for one in village.stage.notices("offer_lost")] == [second]


def test_a_team_leader_answers_for_the_team_and_nobody_else_does(village: Village) -> None:
    leader, member = village.enrol(), village.enrol()
    team_id = village.make_team(leader, member)
    opened = village.offer(("team", team_id))
    assert village.accept(opened.offer_ids[0], volunteer(member)).json["code"] == "not_asked"
    answer = village.accept(opened.offer_ids[0], volunteer(leader), for_team=str(team_id))
    assert (answer.json["leader_kind"], answer.json["leader_id"]) == ("team", str(team_id))
    assert answer.json["accepted_by"] == str(leader)


def test_only_the_one_who_was_asked_can_answer(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    team_id = village.make_team(other)
    [offer_id] = village.offer(("person", me)).offer_ids
    for stranger in (volunteer(other), "volunteer:nobody", RESIDENT):
        assert village.accept(offer_id, stranger).status_code == 403
        assert village.decline(offer_id, stranger).status_code == 403
    assert village.accept(offer_id, volunteer(new_id())).json["code"] == "unknown_volunteer"
    assert village.accept(offer_id, volunteer(me), for_team=str(team_id)).status_code == 422
    assert village.accept(new_id(), volunteer(me)).status_code == 404


@pytest.mark.parametrize("status", ["paused", "unconfirmed"])
def test_only_an_active_volunteer_can_say_yes(village: Village, status: str) -> None:
    me = village.enrol(status=status)
    [offer_id] = village.offer(("pool", None)).offer_ids
    answer = village.accept(offer_id, volunteer(me))
    assert answer.status_code == 409 and answer.json["code"] == "not_active"


def test_a_spoken_yes_is_recorded_and_the_volunteer_is_told(village: Village) -> None:
    leader = village.enrol()
    team_id = village.make_team(leader)
    [offer_id] = village.offer(("team", team_id)).offer_ids
    assert village.accept(offer_id, CLERK).json["code"] == "whose_word"
    assert village.accept(offer_id, CLERK, spoken=spoken_by(new_id())).json["code"] == "unknown_volunteer"
    assert village.accept(offer_id, OTHER_CLERK, spoken=spoken_by(leader)).status_code == 404
    assert village.accept(offer_id, volunteer(leader), spoken=spoken_by(leader)).json["code"] == "whose_word"
    assert village.stage.notices("spoken_answer_recorded") == []
    answer = village.accept(offer_id, CLERK, spoken=spoken_by(leader))
    assert answer.status_code == 200 and answer.json["leader_id"] == str(team_id)
    [notice] = village.stage.notices("spoken_answer_recorded")
    assert notice["to_id"] == leader and notice["parameters"]["answer"] == "accept"
    everything = str(answer.json) + str(notice) + str([one.as_wire() for one in village.stage.said(OrderAccepted)])
    assert SPOKEN_NUMBER not in everything


def test_one_tap_declines_and_the_last_no_ends_the_round(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    opened = village.offer(("person", me), ("person", other))
    assert village.decline(opened.offer_ids[0], volunteer(me)).json["state"] == "declined"
    assert village.order(opened.order_id)["state"] == "offered" and village.stage.said(OrderLapsed) == []
    village.decline(opened.offer_ids[1], CLERK, chip="too_far", spoken=spoken_by(other))
    order = village.order(opened.order_id)
    assert (order["state"], order["round"]) == ("lapsed", 2)
    said = village.stage.said(OfferDeclined)
    assert [(one.round, one.chip) for one in said] == [(1, None), (1, "too_far")]
    assert village.stage.said(OrderLapsed) == [OrderLapsed(order_id=opened.order_id, round=1)]
    assert [one["to_id"] for one in village.stage.notices("spoken_answer_recorded")] == [other]


def test_an_answer_is_given_once(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    opened = village.offer(("person", me), ("person", other))
    village.decline(opened.offer_ids[0], volunteer(me))
    assert village.decline(opened.offer_ids[0], volunteer(me)).json["code"] == "offer_declined"
    assert village.accept(opened.offer_ids[0], volunteer(me)).json["code"] == "offer_declined"
    village.accept(opened.offer_ids[1], volunteer(other))
    assert village.decline(opened.offer_ids[1], volunteer(other)).json["code"] == "already_taken"


def test_a_deadline_counts_before_the_clock_has_noted_it(village: Village, clockwork: Clockwork) -> None:
    me = village.enrol()
    opened = village.offer(("person", me), deadline=clock.now() + timedelta(hours=2))
    assert village.stage.let_due_fall() == 0
    clockwork.set(clock.now() + timedelta(hours=2))
    assert village.accept(opened.offer_ids[0], volunteer(me)).json["code"] == "offer_expired"
    assert village.decline(opened.offer_ids[0], volunteer(me)).json["code"] == "offer_expired"
    assert village.stage.let_due_fall() == 1
    assert village.accept(opened.offer_ids[0], volunteer(me)).json["code"] == "offer_expired"


def test_offers_expire_each_at_its_deadline_and_the_last_ends_the_round(village: Village, clockwork: Clockwork) -> None:
    me, start = village.enrol(), clock.now()
    opened = village.offer(("person", me), ("pool", None), deadline=start + timedelta(hours=2))
    village.decline(opened.offer_ids[0], volunteer(me))
    other = village.offer(("pool", None), deadline=start + timedelta(hours=3))
    clockwork.set(start + timedelta(hours=2))
    assert village.stage.let_due_fall() == 1
    [said] = village.stage.said(OfferExpired)
    assert (said.order_id, said.round, said.offer_id) == (opened.order_id, 1, opened.offer_ids[1])
    assert village.order(opened.order_id)["state"] == "lapsed" and len(village.stage.said(OrderLapsed)) == 1
    assert village.order(other.order_id)["state"] == "offered"
    assert village.stage.status()["due"] == 0


def test_an_accepted_order_never_expires(village: Village, clockwork: Clockwork) -> None:
    opened = village.accepted(village.enrol())
    clockwork.set(clock.now() + timedelta(days=9))
    assert village.stage.let_due_fall("expire offer") == 0
    assert village.order(opened.order_id)["state"] == "accepted"


def test_a_volunteer_sees_their_own_offers_and_staff_those_of_their_place(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    team_id = village.make_team(me)
    village.offer(("person", me), ("team", team_id), ("person", other), ("pool", None))

    def kinds(actor: str, query: str = "") -> list[str]:
        return sorted(one["to_kind"] for one in village.stage.get(f"/offers{query}", actor).json)

    assert kinds(volunteer(me)) == ["person", "pool", "team"]
    assert kinds(volunteer(other)) == ["person", "pool"]
    assert kinds(CLERK) == ["person", "person", "pool", "team"]
    assert kinds(CLERK, f"?to_id={team_id}") == ["team"] and kinds(CLERK, "?state=lost") == []
    assert kinds(CLERK, "?to_kind=pool") == ["pool"]
    assert kinds(OTHER_CLERK) == []
    assert village.stage.get("/offers", RESIDENT).status_code == 403
    [pool] = village.stage.get("/offers?to_kind=pool", volunteer(me)).json
    assert pool["need"]["title"] == "入户用电检查" and "order_no" not in pool["need"]


def test_the_reason_of_a_no_is_welcome_afterwards_and_once(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    opened, silent = village.offer(("person", me), ("person", other)), village.offer(("person", me))
    path = f"/offers/{opened.offer_ids[0]}/explain"
    assert village.stage.post(path, volunteer(me), {"chip": "too_far"}).json["code"] == "nothing_to_explain"
    village.decline(opened.offer_ids[0], volunteer(me))
    village.accept(opened.offer_ids[1], volunteer(other))
    assert village.stage.post(path, volunteer(other), {"chip": "too_far"}).json["code"] == "not_asked"
    assert village.stage.post(path, volunteer(me), {}).status_code == 422
    assert village.stage.post(path, volunteer(me), {"chip": "too_far"}).json["chip"] == "too_far"
    assert village.stage.post(path, volunteer(me), {"chip": "farm_season"}).json["code"] == "nothing_to_explain"
    village.decline(silent.offer_ids[0], volunteer(me), chip="farm_season")
    by_phone = {"chip": "too_far", "spoken": spoken_by(me)}
    assert village.stage.post(f"/offers/{silent.offer_ids[0]}/explain", CLERK, by_phone).status_code == 409
    said = village.stage.said(OfferDeclineExplained)
    assert [(one.offer_id, one.round, one.chip) for one in said] == [(opened.offer_ids[0], 1, "too_far")]
    assert village.stage.said(OfferDeclined)[0].chip is None and village.stage.notices("spoken_answer_recorded") == []
