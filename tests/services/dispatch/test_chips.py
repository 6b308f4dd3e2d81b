"""What comes with a no counts for what it names; a no alone counts for nothing."""

from datetime import timedelta
from typing import Any

import pytest

from shared import clock
from tests.services.dispatch.desk import (
    DISPATCHER,
    OTHER_TEAM,
    PERSON,
    RULES,
    TEAM,
    WANTED_FROM,
    approve,
    declined,
    expired,
    explained,
    look,
    offer,
    offering,
    person,
)
from tests.services.stage import Clockwork, Stage

STATION, OFFICE = "620821/102/205", "620821/102"
LATER = {"wanted_from": WANTED_FROM + timedelta(days=400), "wanted_to": WANTED_FROM + timedelta(days=401)}
BULBS = RULES | {"code": "H04"}
NEXT_DOOR = "620821/102/206"


def say_no(stage: Stage, chip: str | None, asked: Any = PERSON) -> None:
    """Somebody declines an order, perhaps with a chip."""
    stage.hear(declined(offer(stage, approve(stage), asked), chip=chip))


def warning(stage: Stage, asked: Any = PERSON, **different: Any) -> str | None:
    """What the dispatcher is told who asks them for another order."""
    order_id = approve(stage, **different)
    answer = stage.post(f"/orders/{order_id}/offers", DISPATCHER, offering(asked))
    assert answer.status_code == 201, answer.json
    said: str | None = answer.json["offers"][0]["warning"]
    return said


@pytest.mark.parametrize("chip", [None, "rather_not_say"])
def test_after_a_no_without_a_chip_nothing_about_any_other_order_changes(stage: Stage, chip: str | None) -> None:
    other, before = approve(stage), stage.get("/orders?order_no=00000001", DISPATCHER).json
    roster = stage.get("/volunteers", DISPATCHER).json
    order_id = approve(stage, "00000002")
    stage.hear(declined(offer(stage, order_id, PERSON), chip=chip))
    assert stage.get("/orders?order_no=00000001", DISPATCHER).json == before
    assert stage.get("/volunteers", DISPATCHER).json == roster
    assert look(stage, approve(stage, "00000003"))["level"] == STATION
    answer = stage.post(f"/orders/{other}/offers", DISPATCHER, offering(PERSON))
    assert answer.json["offers"][0]["warning"] is None and warning(stage) is None


def test_silence_names_nothing_either(stage: Stage) -> None:
    stage.hear(expired(offer(stage, approve(stage), PERSON)))
    assert look(stage, approve(stage))["level"] == STATION and warning(stage) is None


def test_a_chip_said_afterwards_counts_as_one_that_came_with_the_no(stage: Stage) -> None:
    asked = offer(stage, approve(stage), PERSON)
    stage.hear(declined(asked))
    assert warning(stage) is None
    stage.hear(explained(asked, "farm_season"))
    assert warning(stage) == "farm_season" and stage.inbox() == {}


@pytest.mark.parametrize(
    ("chip", "different", "concerned"),
    [
        ("farm_season", {}, True),
        ("farm_season", {"item": BULBS, "site_path": NEXT_DOOR}, True),
        ("unable_for_a_while", {"item": BULBS}, True),
        ("too_far", {}, True),
        ("too_far", {"item": BULBS}, True),
        ("too_far", {"site_path": NEXT_DOOR}, False),
        ("not_my_craft", {}, True),
        ("not_my_craft", {"site_path": NEXT_DOOR}, True),
        ("not_my_craft", {"item": BULBS}, False),
    ],
)
def test_a_chip_changes_only_what_it_names(stage: Stage, chip: str, different: dict[str, Any], concerned: bool) -> None:
    stage.hear(person(PERSON, 2, home_path=OFFICE))
    say_no(stage, chip)
    assert warning(stage, **different) == (chip if concerned else None)


def test_who_said_so_is_no_longer_counted_on_by_their_level(stage: Stage) -> None:
    assert look(stage, approve(stage))["level"] == STATION
    say_no(stage, "not_my_craft")
    assert look(stage, approve(stage))["level"] == OFFICE
    assert look(stage, approve(stage, item=BULBS))["level"] == STATION


def test_a_chip_is_about_whoever_said_it(stage: Stage) -> None:
    say_no(stage, "farm_season", TEAM)
    assert warning(stage, TEAM) == "farm_season" and warning(stage, OTHER_TEAM) is None and warning(stage) is None


@pytest.mark.parametrize(("chip", "days"), [("unable_for_a_while", 30), ("farm_season", 60), ("too_far", 365)])
def test_a_chip_is_forgotten_after_a_while(stage: Stage, clockwork: Clockwork, chip: str, days: int) -> None:
    stage.hear(person(PERSON, 2, insured_until=(clock.now() + timedelta(days=500)).date()))
    say_no(stage, chip)
    clockwork.set(clock.now() + timedelta(days=days) - timedelta(seconds=1))
    assert warning(stage, **LATER) == chip
    clockwork.set(clock.now() + timedelta(seconds=1))
    assert warning(stage, **LATER) is None and look(stage, approve(stage, **LATER))["level"] == STATION


def test_the_same_chip_heard_again_is_one(stage: Stage) -> None:
    said = declined(offer(stage, approve(stage), PERSON), chip="farm_season")
    stage.hear(said)
    stage.hear(said)
    assert warning(stage) == "farm_season" and stage.inbox() == {}
