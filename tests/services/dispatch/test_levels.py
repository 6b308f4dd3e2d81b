"""Which level looks for somebody: up, down and across."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from shared import clock
from shared.contracts import dispatch
from shared.identity import new_id
from tests.services.dispatch.desk import (
    CENTER,
    DISPATCHER,
    OTHER_TEAM,
    PERSON,
    RULES,
    TEAM,
    WANTED_TO,
    approve,
    cancelled,
    declined,
    expired,
    look,
    offer,
    person,
    team,
)
from tests.services.stage import Clockwork, Stage

STATION, OFFICE, COUNTY = "620821/102/205", "620821/102", "620821"
NEIGHBOUR = "620821/102/206"
LICENSED = {"qualification": "低压电工证"}
LAST_START = WANTED_TO - timedelta(minutes=60)


@pytest.fixture
def bare(open_stage: Callable[..., Stage]) -> Stage:
    """Dispatch, and nobody on the roster."""
    return open_stage("dispatch")


def escalations(stage: Stage) -> list[tuple[str, str, str]]:
    said = stage.said(dispatch.OrderEscalated)
    return [(one.level_from, one.level_to, one.reason_code) for one in said]


def move(stage: Stage, order_id: Any, verb: str, actor: str = DISPATCHER, code: str | None = None) -> Any:
    return stage.post(f"/orders/{order_id}/{verb}", actor, {"site_code": code} if code else {})


def test_the_station_looks_first_when_it_has_somebody(stage: Stage) -> None:
    order = look(stage, approve(stage))
    assert order["level"] == STATION and escalations(stage) == []


def test_a_level_without_anybody_is_passed_over_at_once(bare: Stage) -> None:
    bare.hear(team(TEAM, home_path="620821/103"))
    order = look(bare, approve(bare))
    assert order["level"] == COUNTY and order["state"] == "pending"
    assert escalations(bare) == [(STATION, COUNTY, "no_candidate")]


def test_where_nobody_is_anywhere_the_center_looks(bare: Stage) -> None:
    assert look(bare, approve(bare))["level"] == COUNTY


@pytest.mark.parametrize(
    ("different", "level"),
    [
        ({}, STATION),
        ({"home_path": NEIGHBOUR}, OFFICE),
        ({"home_path": "620821/1020"}, COUNTY),
        ({"status": "paused"}, COUNTY),
        ({"status": "unconfirmed"}, COUNTY),
        ({"skills": ["理发"]}, COUNTY),
        ({"skills": []}, COUNTY),
        ({"age_class": "minor_with_consent"}, COUNTY),
        ({"insured_until": None}, COUNTY),
        ({"insured_until": date(2026, 11, 17)}, COUNTY),
    ],
)
def test_somebody_counts_who_can_and_by_law_may(bare: Stage, different: dict[str, Any], level: str) -> None:
    bare.hear(person(PERSON, **different))
    assert look(bare, approve(bare))["level"] == level


@pytest.mark.parametrize(("expires_on", "level"), [(date(2026, 11, 17), COUNTY), (date(2026, 11, 18), STATION)])
def test_a_qualification_counts_until_its_last_day(bare: Stage, expires_on: date, level: str) -> None:
    bare.hear(person(PERSON, qualifications=[{"name": "低压电工证", "expires_on": expires_on}]))
    assert look(bare, approve(bare, item=RULES | LICENSED))["level"] == level


@pytest.mark.parametrize(
    ("gender", "two_person", "level"), [("male", False, COUNTY), ("female", False, STATION), ("male", True, STATION)]
)
def test_who_goes_alone_is_of_the_gender_that_was_asked_for(
    bare: Stage, gender: str, two_person: bool, level: str
) -> None:
    bare.hear(person(PERSON, gender=gender))
    assert look(bare, approve(bare, carer_gender="female", two_person=two_person))["level"] == level


def test_where_no_skill_is_asked_whoever_is_there_counts(bare: Stage) -> None:
    bare.hear(person(PERSON, skills=[]))
    assert look(bare, approve(bare, item=RULES | {"skills": []}))["level"] == STATION


def test_who_has_lost_a_skill_no_longer_counts(stage: Stage) -> None:
    stage.hear(person(PERSON, 3, skills=["理发"]), person(PERSON, 2, skills=["电工"]))
    assert look(stage, approve(stage))["level"] == OFFICE


def test_each_level_has_its_share_of_the_time_left(stage: Stage, clockwork: Clockwork) -> None:
    begun, order_id = clock.now(), approve(stage)
    quarter = (LAST_START - begun) / 4
    for many, level in enumerate((STATION, OFFICE, COUNTY), 1):
        order = look(stage, order_id)
        assert (order["level"], order["level_until"]) == (level, (begun + many * quarter).isoformat())
        clockwork.set(begun + many * quarter - timedelta(seconds=1))
        stage.let_due_fall()
        assert look(stage, order_id)["level"] == level
        clockwork.set(begun + many * quarter)
        stage.let_due_fall()
    assert escalations(stage) == [(STATION, OFFICE, "time_is_up"), (OFFICE, COUNTY, "time_is_up")]


def test_a_round_that_stands_is_not_taken_from_its_level(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage)
    offered = offer(stage, order_id, TEAM, OTHER_TEAM)
    clockwork.set(clock.now() + timedelta(hours=13))
    stage.let_due_fall()
    assert look(stage, order_id)["level"] == STATION
    stage.hear(declined(offered, 0), expired(offered, 1))
    stage.let_due_fall()
    assert look(stage, order_id)["level"] == OFFICE


def test_when_all_of_a_level_said_no_the_next_one_looks_at_once(stage: Stage) -> None:
    order_id = approve(stage)
    stage.hear(declined(offer(stage, order_id, PERSON)))
    assert look(stage, order_id)["level"] == OFFICE
    stage.hear(declined(offer(stage, order_id, TEAM)))
    assert look(stage, order_id)["level"] == OFFICE, "the other team has not been asked"
    stage.hear(expired(offer(stage, order_id, OTHER_TEAM)))
    assert look(stage, order_id)["level"] == COUNTY
    assert escalations(stage) == [(STATION, OFFICE, "nobody_accepted"), (OFFICE, COUNTY, "nobody_accepted")]


def test_who_was_asked_and_taken_back_can_still_be_asked(stage: Stage) -> None:
    order_id = approve(stage)
    offer(stage, order_id, PERSON)
    stage.post(f"/orders/{order_id}/withdraw", DISPATCHER, {"reason_code": "wrong_choice"})
    assert look(stage, order_id)["level"] == STATION


def test_a_level_that_knows_of_nobody_says_so(stage: Stage) -> None:
    order_id = approve(stage)
    assert move(stage, order_id, "escalate").json["level"] == OFFICE
    refused = move(stage, order_id, "escalate", "dispatcher:d3@620821/102/205")
    assert refused.status_code == 403 and refused.json["code"] == "level_above"
    assert move(stage, order_id, "escalate").json["level"] == COUNTY
    at_the_top = move(stage, order_id, "escalate", CENTER)
    assert at_the_top.status_code == 409 and at_the_top.json["code"] == "no_level_above"
    assert [one["transition"] for one in stage.history(order_id)] == ["T6", "T14", "T14"]


def test_an_upper_level_hands_the_search_down_to_one_that_has_somebody(stage: Stage) -> None:
    order_id = approve(stage)
    for _ in range(2):
        move(stage, order_id, "escalate", CENTER)
    nobody = move(stage, order_id, "delegate", CENTER, "620821103")
    assert nobody.status_code == 409 and nobody.json["code"] == "nobody_there"
    for elsewhere in ("620822", "620821"):
        beside = move(stage, order_id, "delegate", CENTER, elsewhere)
        assert beside.status_code == 422 and beside.json["code"] == "not_below"
    assert move(stage, order_id, "delegate", DISPATCHER, "620821102").json["code"] == "level_above"
    handed = move(stage, order_id, "delegate", CENTER, "620821102205")
    assert handed.status_code == 200 and handed.json["level"] == STATION
    assert stage.history(order_id)[-1]["transition"] == "T17"
    assert move(stage, order_id, "delegate", CENTER, "6208").status_code == 422


def test_a_neighbour_looks_instead_when_it_consents(stage: Stage) -> None:
    stage.hear(person(new_id(), home_path=NEIGHBOUR))
    order_id, neighbour = approve(stage), "dispatcher:n1@620821/102/206"
    assert move(stage, order_id, "accept-transfer", neighbour).status_code == 404
    assert move(stage, order_id, "propose-transfer", code="620821102").json["code"] == "not_a_neighbour"
    assert move(stage, order_id, "propose-transfer", code="620821102207").json["code"] == "nobody_there"
    asked = move(stage, order_id, "propose-transfer", code="620821102206")
    assert asked.json["transfer_to"] == NEIGHBOUR and asked.json["level"] == STATION
    assert [one["order_id"] for one in stage.get("/orders", neighbour).json] == [str(order_id)]
    assert move(stage, order_id, "accept-transfer", "dispatcher:d3@620821/102/205").json["code"] == "no_transfer"
    taken = move(stage, order_id, "accept-transfer", neighbour)
    assert taken.json["level"] == NEIGHBOUR and taken.json["transfer_to"] is None
    assert stage.history(order_id)[-1]["transition"] == "T18"
    assert move(stage, order_id, "accept-transfer", neighbour).json["code"] == "no_transfer"


def test_a_neighbour_may_say_no_and_then_sees_the_order_no_more(stage: Stage) -> None:
    stage.hear(person(new_id(), home_path=NEIGHBOUR))
    order_id, neighbour = approve(stage), "dispatcher:n1@620821/102/206"
    move(stage, order_id, "propose-transfer", code="620821102206")
    declined_ = move(stage, order_id, "decline-transfer", neighbour)
    assert declined_.json["level"] == STATION and declined_.json["transfer_to"] is None
    assert stage.get(f"/orders/{order_id}", neighbour).status_code == 404


@pytest.mark.parametrize("verb", ["escalate", "delegate", "propose-transfer", "accept-transfer"])
def test_nobody_moves_a_search_while_somebody_is_being_asked(stage: Stage, verb: str) -> None:
    stage.hear(person(new_id(), home_path=NEIGHBOUR))
    order_id = approve(stage)
    move(stage, order_id, "propose-transfer", code="620821102206")
    if verb == "delegate":
        move(stage, order_id, "escalate")
    offer(stage, order_id)
    code = {"delegate": "620821102205", "propose-transfer": "620821102206"}.get(verb)
    answer = move(stage, order_id, verb, CENTER, code)
    expected = "no_transfer" if verb == "accept-transfer" else "order_is_offered"
    assert answer.status_code == 409 and answer.json["code"] == expected


@pytest.mark.parametrize("verb", ["escalate", "delegate", "propose-transfer"])
def test_of_an_order_that_was_called_off_before_it_was_known_nothing_is_passed_on(stage: Stage, verb: str) -> None:
    stone = cancelled(new_id())
    stage.hear(stone)
    answer = move(stage, stone.order_id, verb, CENTER, None if verb == "escalate" else "620821102206")
    assert answer.status_code == 409 and answer.json["code"] == "order_is_cancelled"
