"""What the benchmark of matching measures is what it says."""

import re

import numpy as np
import pytest

from benchmarks.matching.county import NOW, ROOM, County
from benchmarks.matching.explained import explained
from benchmarks.matching.over_http import over_http
from benchmarks.matching.quality import cheapest
from benchmarks.matching.ranking import ranked
from benchmarks.matching.report import Week, bars, one_order, optimality, side_by_side, times
from benchmarks.matching.rivals import RIVALS, taken
from benchmarks.matching.solved import OURS, Solved, solved
from services.dispatch.matching import flow
from services.dispatch.matching.assign import assign
from services.dispatch.matching.candidates import candidates
from services.dispatch.matching.check import Check
from services.dispatch.matching.flow import Weeks
from services.dispatch.matching.question import Question
from services.dispatch.matching.solver import solve
from services.dispatch.matching.units import Units
from tests.house.sources import ROOT


@pytest.fixture(scope="module")
def small() -> list[Solved]:
    return [solved(County(300, 700, regime, seed=5)) for regime in ROOM]


def asked(county: County) -> Question:
    return Question(
        now=NOW,
        begins=county.roster.begins,
        weights=county.weights,
        sites=tuple(county.roster.sites.known),
        volunteers=tuple(county.volunteers_drawn()),
        teams=tuple(county.teams_drawn()),
        needs=tuple(county.needs),
    )


@pytest.mark.parametrize("regime", ROOM)
def test_the_checker_finds_nothing_in_a_drawn_county(regime: str) -> None:
    county = County(300, 700, regime, seed=6)
    question = asked(county)
    assert Check(question).faults(assign(county.asked, solve)) == []


def test_a_county_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    assert asked(County(50, 100, "surplus", 1)) == asked(County(50, 100, "surplus", 1))
    assert asked(County(50, 100, "surplus", 1)) != asked(County(50, 100, "surplus", 2))


@pytest.mark.parametrize("name", RIVALS)
def test_a_rival_keeps_the_rules_too(name: str) -> None:
    county = County(300, 700, "balance", seed=7)
    units = Units(county.roster)
    found = candidates(county.asked, units, None)
    chosen, points = taken(county, found, units, RIVALS[name](county, found, units))
    orders = found.orders[chosen]
    assert len(np.unique(orders)) == len(orders)
    going = np.bincount(found.units[chosen])
    assert (going <= Weeks(county.asked, units).room.reshape(-1, 4).sum(axis=1)[: len(going)]).all()
    assert points >= int(found.points[chosen].sum())


def test_no_rival_is_better_and_nothing_could_be(small: list[Solved]) -> None:
    for one in small:
        assert all(quality.loss >= one.quality[OURS].loss for quality in one.quality.values())
        assert (one.quality[OURS].unserved, one.quality[OURS].urgent_unserved) == one.fewest
        assert (one.gap_to_all, one.gap_to_other) == (0, 0)


def test_another_solver_finds_the_same_cost_with_slots() -> None:
    county = County(400, 500, "balance", seed=8)
    units = Units(county.roster)
    found, weeks = candidates(county.asked, units, None), Weeks(county.asked, units)
    net = flow.network(county.asked, found, weeks, flow.steps(found, weeks, 400)[1])
    assert solve(net).cost == cheapest(net)


def test_the_tables_have_a_row_for_everything(small: list[Solved]) -> None:
    one_by_one = ranked(1_000, queries=20, events=20, seed=1)
    assert one_by_one.alike == 20
    over = over_http(1_000, queries=50, seed=1)
    told = bars(small, one_by_one, over, Week(400, 366, 366, 0))
    assert all(bar.met for bar in told if not bar.unit.startswith("ms"))
    for table in (times(small), optimality(small), side_by_side(small), one_order(one_by_one, over)):
        assert len({len(row) for row in table}) == 1
    assert len(side_by_side(small)) == 1 + 3 * (1 + len(RIVALS))


def test_the_explanation_in_the_papers_is_the_one_that_is_given() -> None:
    paper = (ROOT / "README.md").read_text()
    shown = re.search(r"<!-- explained -->\n```text\n(.*?)\n```\n<!-- /explained -->", paper, re.DOTALL)
    assert shown is not None and shown[1] == explained()
