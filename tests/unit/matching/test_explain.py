"""Why this one, why not that one, and what would bring somebody."""

import json
import re
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path

import pytest

from services.dispatch.matching import costs, explain, rules, wording
from services.dispatch.matching.assign import assign
from services.dispatch.matching.explain import Loosening, Said, differences, loosenings, reasons, term, why_not
from services.dispatch.matching.model import Deeds, Team
from services.dispatch.matching.rank import rank
from services.dispatch.matching.solver import solve
from services.dispatch.matching.weights import Weights
from services.dispatch.matching.wording import LANGUAGES, say
from shared.clock import SHANGHAI
from tests.unit.matching.village import FAR, MONDAY, NEAR, need, question, volunteer

WEDNESDAY = date(2026, 11, 18)


def test_the_largest_differences_come_first_in_the_units_that_people_use() -> None:
    near = volunteer("near", deeds=Deeds(rating_sum=14, rating_count=3, last_served=MONDAY))
    far = volunteer("far", home=NEAR, deeds=Deeds(visits=((date(2026, 11, 20), False),)))
    asked = need(served_by=(("near", 2),))
    one = question([near, far], [asked])
    first, second = rank(one.asked().roster, asked, one.now).people.best
    told = [(name, points, term(name, first), term(name, second)) for name, points in differences(first, second)]
    assert told == [
        ("distance", 400, Said("term.distance", {"km": 1.0}), Said("term.distance", {"km": 5.0})),
        ("continuity", 400, Said("term.continuity", {"times": 2}), Said("term.continuity.none")),
        ("load", 100, Said("term.load", {"visits": 0, "offers": 0}), Said("term.load", {"visits": 1, "offers": 0})),
    ]
    assert say(told[0][2], "en") == "1.0 km away"
    assert say(told[1][2], "zh-CN") == "服务过这位居民 2 次"


def test_what_speaks_for_the_other_is_told_as_well() -> None:
    one = question([volunteer("known", home=NEAR), volunteer("near")], [need(served_by=(("known", 3),))])
    first, second = rank(one.asked().roster, one.needs[0], one.now).people.best
    assert differences(first, second) == (("continuity", 600), ("distance", -400))


def test_who_would_suit_better_is_told_with_the_order_that_needs_them_more() -> None:
    nursing = need("o2", places=("nursing",), site=NEAR, priority=1)
    needs = [need("o1"), nursing]
    both = volunteer("both", skills=("electric", "nursing"), max_per_week=1)
    one = question([both, volunteer("other", home=FAR, travel_km=20)], needs)
    plan = assign(one.asked(), solve)
    told = reasons(one.asked().roster, needs[0], one.now, "person", "other", plan)
    assert [(ahead.id, orders) for ahead, orders in told.ahead] == [("both", ("o2",))]
    assert told.theirs is None and told.differences == ()


def test_nobody_is_explained_who_may_not_serve() -> None:
    one = question([volunteer(active=False)], [need()])
    with pytest.raises(KeyError):
        reasons(one.asked().roster, one.needs[0], one.now, "person", "v1", assign(one.asked(), solve))
    with pytest.raises(KeyError):
        why_not(one.asked().roster, one.needs[0], one.now, "person", "nobody")


LOOSER = [
    ({"home": FAR, "travel_km": 14}, {}, Said("loosen.travel", {"km": 1.0})),
    ({"available": ("thu_am",)}, {}, Said("loosen.half_days", {"day": "2026-11-19", "half": 0, "minutes": 60})),
    ({}, {"minutes": 600}, Said("loosen.half_days", {"day": "2026-11-18", "half": 0, "minutes": 600})),
    ({"max_per_week": 1, "deeds": Deeds(visits=((MONDAY, True),))}, {}, Said("loosen.weekly_cap", {"visits": 1})),
    ({"deeds": Deeds(asked=(WEDNESDAY,) * 6)}, {}, Said("loosen.rest", {"offers": 6})),
    ({"insured_until": None}, {"risk_level": 2}, Said("loosen.insurance")),
    ({"languages": ()}, {"language": "uyghur", "only_language": True}, Said("loosen.common_language")),
]


@pytest.mark.parametrize(("who", "asked", "said"), LOOSER)
def test_the_smallest_loosening_says_how_much_and_for_how_many(who, asked, said) -> None:
    weekly = {"wanted_to": datetime(2026, 11, 18, 17, 30, tzinfo=SHANGHAI), **asked}
    one = question([volunteer("v1", **who), volunteer("v2", **who)], [need(**weekly)])
    found = loosenings(one.asked().roster, one.needs[0], one.now)
    assert Loosening((said,), "person", 2) in found


def test_where_one_rule_is_not_enough_two_are_told_and_nobody_is_talked_into_what_the_law_forbids() -> None:
    far_and_full = volunteer(home=FAR, travel_km=14, max_per_week=0)
    one = question([far_and_full], [need()])
    found = loosenings(one.asked().roster, one.needs[0], one.now)
    assert [[said.code for said in each.said] for each in found] == [["loosen.travel", "loosen.weekly_cap"]]
    one = question([volunteer(age_class="minor")], [need()])
    assert loosenings(one.asked().roster, one.needs[0], one.now) == ()


def test_a_team_may_be_what_a_loosening_brings() -> None:
    crew = [volunteer(name, teams=("t1",), home=FAR, travel_km=1) for name in ("v1", "v2")]
    one = question(
        crew,
        [need(places=("electric",) * 2)],
        [Team(id="t1", home=FAR, skills=("electric",))],
        weights=Weights(team_km=10),
    )
    found = loosenings(one.asked().roster, one.needs[0], one.now)
    assert {(each.kind, each.brings) for each in found} == {("team", 1), ("person", 2)}


def codes() -> set[str]:
    """All codes that are ever said."""
    told = {rule.__name__ for rule in (*rules.OF_PEOPLE, *rules.OF_TEAMS)} | {"crew"}
    terms = {term.__name__ for term in (*costs.OF_PEOPLE, *costs.OF_TEAMS)}
    return {
        *(f"rule.{rule}{end}" for rule in told for end in ("", ".passed")),
        *(f"term.{term}{end}" for term in terms | {"load"} for end in ("", ".none")),
        *(f"loosen.{rule.__name__}" for rule in explain.LOOSER),
        *(f"weight.{one.name}" for one in fields(Weights) if one.name != "version"),
        *("half.0", "half.1"),
    } - {"term.distance.none", "term.load.none"}


def test_everything_that_is_said_has_its_words_in_both_languages_and_nothing_else_has() -> None:
    said = json.loads((Path(wording.__file__).parent / "words.json").read_text())
    assert said.keys() == codes()
    for code, texts in said.items():
        assert len(texts) == len(LANGUAGES) and all(texts), code
        holes = [set(re.findall(r"{(\w+)}", text)) for text in texts]
        assert holes[0] == holes[1], code


def test_a_shorter_list_is_told_where_less_can_be_told() -> None:
    alike = [volunteer("v1"), volunteer("v2")]
    one = question(alike, [need()])
    first, second = rank(one.asked().roster, one.needs[0], one.now).people.best
    assert differences(first, second) == ()
    assert replace(first, id="v2") == second
