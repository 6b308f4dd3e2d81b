"""One order: the best twenty are the best twenty, whoever counts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from services.dispatch.matching.check import Check
from services.dispatch.matching.model import Deeds, Need, Plan, Suggestion, Volunteer
from services.dispatch.matching.question import Question
from services.dispatch.matching.rank import BEST, rank
from services.dispatch.matching.roster import Roster
from tests.unit.matching.village import MONDAY, SKILLS, drawn, need, question, volunteer

HALVES = [(MONDAY + timedelta(days=day), afternoon) for day in range(14) for afternoon in (False, True)]


def scanned(county: Question, one: Need) -> list[tuple[int, str]]:
    """Points and ids of all persons who may serve an order, one by one and by other means than the engine's."""
    check = Check(county)
    found = []
    for who in county.volunteers:
        points = [total for total in _weeks(check, county, one, who) if total is not None]
        found += [(min(points), who.id)] if points else []
    return sorted(found)


def _weeks(check: Check, county: Question, one: Need, who: Volunteer) -> Iterator[int]:
    alone = check.points_of(one, who)
    others = tuple(other.id for other in county.needs if other is not one)
    for day, afternoon in HALVES:
        jobs = sum(
            day - timedelta(days=day.weekday()) == at - timedelta(days=at.weekday()) for at, _ in who.deeds.visits
        )
        had = sum(day - timedelta(days=day.weekday()) == at - timedelta(days=at.weekday()) for at in who.deeds.asked)
        load = county.weights.visits * jobs + county.weights.offers * had
        suggestion = Suggestion(one.id, "person", who.id, day, afternoon, alone)
        if not check.faults(Plan((suggestion,), others, alone + load, "")):
            yield alone + load


@pytest.mark.parametrize("seed", range(4))
def test_the_best_are_those_of_the_full_scan(seed: int) -> None:
    county = drawn(seed, orders=12, people=120, teams=0)
    roster = county.asked().roster
    for one in county.needs:
        ranking = rank(roster, one, county.now)
        expected = scanned(county, one)
        assert [(found.points, found.id) for found in ranking.people.best] == expected[:BEST]
        assert ranking.people.funnel.left[-1][1] == len(expected)


def test_the_terms_add_up_to_the_points_and_the_funnel_to_everybody() -> None:
    county = drawn(7, orders=30, people=150, teams=8)
    roster = county.asked().roster
    for one in county.needs:
        ranking = rank(roster, one, county.now)
        for side, everybody in ((ranking.people, 150), (ranking.teams, 8)):
            assert all(sum(found.terms.values()) == found.points for found in side.best)
            left = side.funnel.left[-1][1]
            assert sum(side.funnel.excluded.values()) + left == side.funnel.all == everybody


def test_the_answer_names_the_versions_that_it_comes_from() -> None:
    roster = question([volunteer()], [need()]).asked().roster
    roster.version = 41
    ranking = rank(roster, need(), question([], []).now)
    assert (ranking.order_id, ranking.roster_version, ranking.weights_version) == ("o1", 41, roster.weights.version)


def test_among_equals_the_id_decides_and_not_who_came_first() -> None:
    for ids in ("v1", "v2", "v3"), ("v3", "v1", "v2"):
        one = question([volunteer(each) for each in ids], [need()])
        ranking = rank(one.asked().roster, one.needs[0], one.now, most=2)
        assert [found.id for found in ranking.people.best] == ["v1", "v2"]


def test_a_roster_that_is_kept_current_is_the_same_as_one_made_anew() -> None:
    county = drawn(3, orders=15, people=80, teams=6)
    rng, kept = Random(3), county.asked().roster
    latest = {one.id: one for one in drawn(4, orders=0, people=80, teams=6).volunteers}
    latest |= {one.id: one for one in county.volunteers if rng.random() < 0.5}
    for one in rng.sample(sorted(latest.values(), key=lambda one: one.id), len(latest)):
        kept.put_volunteer(one)
    fresh = replace(county, volunteers=tuple(latest.values())).asked().roster
    for one in county.needs:
        assert rank(kept, one, county.now) == rank(fresh, one, county.now)


def test_a_part_of_a_roster_that_is_told_how_rare_skills_are_ranks_alike() -> None:
    county = drawn(8, orders=20, people=100, teams=0)
    whole = county.asked().roster
    rarities = {skill: whole.rarity(skill) for skill in SKILLS}
    for one in county.needs:
        ranking = rank(whole, one, county.now, most=100)
        part = Roster(county.weights, county.begins, county.sites, rarities)
        for who in county.volunteers:
            if who.id in {found.id for found in ranking.people.best}:
                part.put_volunteer(who)
        assert rank(part, one, county.now, most=100).people.best == ranking.people.best


def test_an_empty_roster_has_nobody_to_tell_of() -> None:
    one = question([], [need()])
    ranking = rank(Roster(one.weights, MONDAY, []), one.needs[0], one.now)
    assert (ranking.people.best, ranking.teams.best, ranking.people.funnel.all) == ((), (), 0)


def test_of_two_alike_the_rested_the_known_and_the_near_come_first() -> None:
    asked = need(served_by=(("known", 2),))
    tired = Deeds(visits=((MONDAY, False),))
    told = [volunteer("tired", deeds=tired), volunteer("known"), volunteer("plain")]
    one = question([*told, volunteer("rare", skills=("electric", "harp"))], [asked])
    ranking = rank(one.asked().roster, asked, one.now)
    assert [found.id for found in ranking.people.best] == ["known", "plain", "tired", "rare"]
