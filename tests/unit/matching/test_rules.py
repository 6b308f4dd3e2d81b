"""Each rule stops what it should and lets pass what it should."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.dispatch.matching import rules
from services.dispatch.matching.explain import why_not
from services.dispatch.matching.model import Deeds, Team
from services.dispatch.matching.weights import Weights
from shared.clock import SHANGHAI
from tests.unit.matching.village import FAR, HERE, MONDAY, NEAR, need, question, volunteer

WEDNESDAY, THURSDAY = date(2026, 11, 18), date(2026, 11, 19)
BUSY = Deeds(visits=((WEDNESDAY, False),))

STOPPED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("confirmed", {"active": False}, {}),
    ("skill", {"skills": ("nursing",)}, {}),
    ("travel", {"home": FAR, "travel_km": 14}, {}),
    ("half_days", {"available": ("tue_pm", "thu_am")}, {}),
    ("half_days", {"available": ("wed_am",)}, {"wanted_from": datetime(2026, 11, 18, 12, tzinfo=SHANGHAI)}),
    ("half_days", {}, {"minutes": 600}),
    ("unbooked", {"deeds": BUSY}, {}),
    ("weekly_cap", {"max_per_week": 1, "deeds": Deeds(visits=((THURSDAY, True),))}, {}),
    ("weekly_cap", {"max_per_week": 0}, {}),
    ("qualification", {"qualifications": ()}, {"qualification": "permit"}),
    ("qualification", {"qualifications": (("permit", date(2026, 11, 17)),)}, {"qualification": "permit"}),
    ("qualification", {"qualifications": (("other", date(2027, 1, 1)),)}, {"qualification": "permit"}),
    ("insurance", {"insured_until": None}, {"risk_level": 2}),
    ("insurance", {"insured_until": date(2026, 11, 17)}, {"risk_level": 3}),
    ("age_to_lead", {"age_class": "minor_with_consent"}, {}),
    ("age_to_lead", {"age_class": "minor"}, {"minors_may_help": True}),
    ("age_to_lead", {"age_class": "minor_with_consent"}, {"minors_may_help": True, "risk_level": 2}),
    ("age_to_lead", {"age_class": "minor_with_consent"}, {"minors_may_help": True, "places": ("electric", None)}),
    ("carer_gender", {"gender": "male"}, {"carer_gender": "female"}),
    ("carer_gender", {"gender": None}, {"carer_gender": "female"}),
    ("common_language", {"languages": ("standard",)}, {"language": "uyghur", "only_language": True}),
    ("no_conflict", {}, {"never": ("v1",)}),
    ("not_asked_before", {}, {"asked_before": ("v1",)}),
    ("nothing_said_against", {}, {"said_against": ("v1",)}),
    ("rest", {"deeds": Deeds(asked=(WEDNESDAY,) * 6)}, {}),
]

PASSED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("skill", {"skills": ()}, {"places": (None,)}),
    ("skill", {"skills": ("nursing",)}, {"places": ("electric", "nursing")}),
    ("travel", {"home": NEAR, "travel_km": 5}, {}),
    ("half_days", {"available": ("wed_pm",)}, {}),
    ("half_days", {"available": ("wed_pm",)}, {"wanted_to": datetime(2026, 11, 18, 13, tzinfo=SHANGHAI)}),
    ("unbooked", {"deeds": Deeds(visits=((THURSDAY, False),))}, {}),
    ("weekly_cap", {"max_per_week": 1, "deeds": Deeds(visits=((MONDAY + timedelta(days=7), True),))}, {}),
    ("qualification", {"qualifications": (("permit", WEDNESDAY),)}, {"qualification": "permit"}),
    (
        "qualification",
        {"qualifications": (("permit", WEDNESDAY), ("permit", date(2020, 1, 1)))},
        {"qualification": "permit"},
    ),
    ("insurance", {"insured_until": None}, {"risk_level": 1}),
    ("insurance", {"insured_until": WEDNESDAY}, {"risk_level": 2}),
    ("age_to_lead", {"age_class": "minor_with_consent"}, {"minors_may_help": True, "risk_level": 1}),
    ("carer_gender", {"gender": "female"}, {"carer_gender": "female"}),
    ("common_language", {"languages": ("standard",)}, {"language": "uyghur"}),
    ("no_conflict", {}, {"never": ("v2",)}),
    ("not_asked_before", {}, {"asked_before": ("v2",)}),
    ("nothing_said_against", {}, {"said_against": ("v2",)}),
    ("rest", {"deeds": Deeds(asked=(WEDNESDAY,) * 5)}, {}),
]


def stopping(who: dict[str, Any], asked: dict[str, Any]) -> str | None:
    """The rule that stops a volunteer who differs so from a need that differs so."""
    one = question([volunteer(**who)], [need(**asked)])
    return why_not(one.asked().roster, one.needs[0], one.now, "person", "v1")


@pytest.mark.parametrize(("rule", "who", "asked"), STOPPED)
def test_a_rule_stops_whom_it_should(rule: str, who: dict[str, Any], asked: dict[str, Any]) -> None:
    assert stopping(who, asked) == rule


@pytest.mark.parametrize(("rule", "who", "asked"), PASSED)
def test_a_rule_lets_pass_whom_it_should(rule: str, who: dict[str, Any], asked: dict[str, Any]) -> None:
    assert stopping(who, asked) is None


def test_every_rule_of_people_is_tried_on_both_sides() -> None:
    named = {rule.__name__ for rule in rules.OF_PEOPLE}
    assert {rule for rule, _, _ in STOPPED} == named
    assert {rule for rule, _, _ in PASSED} == named - {"confirmed"}


def test_where_nobody_has_to_rest_a_second_visit_fits_on_the_same_day() -> None:
    one = question([volunteer(deeds=BUSY)], [need()], weights=Weights(rest_days=False))
    assert why_not(one.asked().roster, one.needs[0], one.now, "person", "v1") is None


def test_nobody_is_sent_into_the_past() -> None:
    late = datetime(2026, 11, 18, 17, tzinfo=SHANGHAI)
    one = question([volunteer()], [need()], now=late)
    assert why_not(one.asked().roster, one.needs[0], one.now, "person", "v1") == "half_days"


TEAMS: list[tuple[str | None, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (None, {}, {}, {}),
    ("skill", {"skills": ("nursing",)}, {}, {}),
    ("travel", {"home": "620700/001/001"}, {}, {}),
    ("no_conflict", {}, {}, {"never": ("t1",)}),
    ("not_asked_before", {}, {}, {"asked_before": ("t1",)}),
    ("nothing_said_against", {}, {}, {"said_against": ("t1",)}),
    ("unbooked", {"deeds": BUSY}, {}, {}),
    ("weekly_cap", {"deeds": Deeds(visits=((THURSDAY, True),) * 10)}, {}, {}),
    ("rest", {"deeds": Deeds(asked=(WEDNESDAY,) * 6)}, {}, {}),
    ("half_days", {}, {}, {"minutes": 600}),
    ("crew", {}, {"active": False}, {}),
    ("crew", {}, {"available": ("mon_am",)}, {}),
    ("crew", {}, {"max_per_week": 0}, {}),
    ("crew", {}, {"deeds": BUSY}, {}),
    ("crew", {}, {"teams": ()}, {}),
    ("crew", {}, {"qualifications": ()}, {"qualification": "permit"}),
    ("crew", {}, {"insured_until": None}, {"risk_level": 2}),
    ("crew", {}, {"age_class": "minor_with_consent"}, {}),
    (None, {}, {"age_class": "minor_with_consent"}, {"minors_may_help": True}),
    ("crew", {}, {"gender": "male"}, {"carer_gender": "female"}),
    ("crew", {}, {}, {"never": ("v1",)}),
    (None, {}, {}, {"asked_before": ("v1",)}),
    ("crew", {}, {"languages": ()}, {"language": "dialect", "only_language": True}),
]


@pytest.mark.parametrize(("rule", "team", "member", "asked"), TEAMS)
def test_a_team_of_two_is_stopped_by_its_own_rules_and_by_those_of_its_members(
    rule: str | None, team: dict[str, Any], member: dict[str, Any], asked: dict[str, Any]
) -> None:
    told = {"teams": ("t1",), **member}
    crew = [volunteer("v1", **told), volunteer("v2", **{**told, "languages": ()})]
    group = Team(**{"id": "t1", "home": HERE, "skills": ("electric",), **team})
    one = question(crew, [need(**{"places": ("electric", "electric"), **asked})], [group])
    assert why_not(one.asked().roster, one.needs[0], one.now, "team", "t1") == rule
