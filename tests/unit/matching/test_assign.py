"""A county at once: as good as it can be, the same for the same question, and nothing wrong with it."""

import subprocess
import sys
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow, min_weight_full_bipartite_matching

from benchmarks.matching.county import County
from services.dispatch.matching import flow
from services.dispatch.matching.assign import Unsolved, assign, plan
from services.dispatch.matching.candidates import Candidates, candidates
from services.dispatch.matching.check import Check
from services.dispatch.matching.flow import Network, Solution, Weeks
from services.dispatch.matching.halfdays import WEEK, WEEKS
from services.dispatch.matching.model import Plan
from services.dispatch.matching.question import Question
from services.dispatch.matching.solver import solve
from services.dispatch.matching.units import Units
from tests.unit.matching.village import drawn, need, question, volunteer

REGIMES = ("surplus", "balance", "scarcity")


@pytest.fixture(scope="module", params=REGIMES)
def county(request: pytest.FixtureRequest) -> County:
    return County(2000, 5000, request.param, seed=1)


def answered(one: Question) -> Plan:
    return assign(one.asked(), solve)


@pytest.mark.parametrize("seed", range(12))
def test_the_checker_finds_nothing_wrong(seed: int) -> None:
    one = drawn(seed, orders=60, people=50, teams=8, rest_days=bool(seed % 2))
    assert Check(one).faults(answered(one)) == []


def test_a_second_solver_agrees_to_the_unit(county: County) -> None:
    units = Units(county.roster)
    found = candidates(county.asked, units, 60)
    weeks = Weeks(county.asked, units, by_turn=False)
    _, step = flow.steps(found, weeks, len(county.asked))
    costs = _as_matching(county, found, weeks, step)
    rows, columns = min_weight_full_bipartite_matching(costs)
    lifted = len(county.asked) * LIFT
    net = flow.network(county.asked, found, weeks, step)
    assert int(costs[rows, columns].sum()) - lifted == solve(net).cost


LIFT = 1_000_000
"""Added to every cost, because a matrix that is sparse has no place for nought, nor the solver one for less."""


def _as_matching(county: County, found: Candidates, weeks: Weeks, step: int) -> coo_array:
    """The same question without a network: orders beside each single visit of each week, and a column for each order
    that stays unserved."""
    pair, week = np.concatenate(
        [
            np.stack([here := np.flatnonzero(found.half_days & np.uint64(WEEK[one])), np.full(len(here), one)])
            for one in range(WEEKS)
        ],
        axis=1,
    )
    unit_week = found.units[pair] * WEEKS + week
    rows, columns, costs = (
        [np.arange(len(county.asked))],
        [np.arange(len(county.asked))],
        [(county.asked.level + 1) * step],
    )
    for visit in range(int(weeks.room.max())):
        here = np.flatnonzero(weeks.room[unit_week] > visit)
        rows.append(found.orders[pair[here]])
        columns.append(len(county.asked) + unit_week[here] * 10 + visit)
        costs.append(found.points[pair[here]] + weeks.first[unit_week[here]] + visit * weeks.more)
    _, narrow = np.unique(np.concatenate(columns), return_inverse=True)
    return coo_array((np.concatenate(costs) + LIFT, (np.concatenate(rows), narrow))).tocsr().astype(np.float64)


def test_nobody_stays_unserved_who_could_be_served_and_the_most_urgent_least(county: County) -> None:
    units = Units(county.roster)
    found = candidates(county.asked, units, None)
    answer = plan(county.asked, units, found, solve)
    net = flow.network(county.asked, found, Weeks(county.asked, units), 1)
    assert len(answer.suggestions) == _most(net, np.ones(len(county.needs), dtype=bool))
    urgent = np.array([one.priority == 1 for one in county.asked.needs])
    unserved = set(answer.unserved)
    served = sum(one.priority == 1 and one.id not in unserved for one in county.asked.needs)
    assert served == _most(net, urgent)


def _most(net: Network, wanted: NDArray[np.bool_]) -> int:
    """How many of the wanted orders can be served at most: the largest flow, without any cost."""
    kept = np.ones(len(net.tails), dtype=bool)
    kept[net.unserved] = False
    begin, end = len(net.supply), len(net.supply) - 1
    orders = np.flatnonzero(wanted)
    tails = np.concatenate([net.tails[kept], np.full(len(orders), begin)])
    heads = np.concatenate([net.heads[kept], orders])
    graph = coo_array((np.ones(len(tails), dtype=np.int32), (tails, heads)), shape=(begin + 1, begin + 1)).tocsr()
    return int(maximum_flow(graph, begin, end).flow_value)


def test_the_candidates_are_the_cheapest_of_all_who_may() -> None:
    county = County(300, 900, "surplus", seed=4)
    units = Units(county.roster)
    everybody, few = candidates(county.asked, units, None), candidates(county.asked, units, 10)
    rank = np.arange(len(everybody.orders)) - np.searchsorted(everybody.orders, everybody.orders)
    expected = everybody.only(rank < 10)
    assert all(np.array_equal(one, other) for one, other in zip(few, expected, strict=True))


def test_few_candidates_cost_next_to_nothing(county: County) -> None:
    few, all_of_them = assign(county.asked, solve), assign(county.asked, solve, most=5000)
    assert len(few.unserved) == len(all_of_them.unserved)
    assert few.points <= all_of_them.points * 1.002


def shuffled(one: Question, seed: int) -> Question:
    """The same question, told in another order."""
    rng = Random(seed)
    return replace(
        one,
        **{name: tuple(rng.sample(told, len(told))) for name in TOLD if (told := getattr(one, name))},
    )


TOLD = ("sites", "volunteers", "teams", "needs")


@pytest.mark.parametrize("seed", range(5))
def test_the_answer_does_not_depend_on_the_order_in_which_things_are_told(seed: int) -> None:
    one = drawn(seed, orders=60, people=50, teams=8)
    assert answered(shuffled(one, seed)) == answered(one) == answered(one)


@pytest.mark.parametrize("seed", range(5))
def test_other_ids_change_at_most_which_of_two_equals_is_taken(seed: int) -> None:
    one = drawn(seed, orders=60, people=50, teams=0)
    names = {who.id: f"n{number:03}" for number, who in enumerate(Random(seed).sample(one.volunteers, 50))}
    renamed = replace(
        one,
        volunteers=tuple(replace(who, id=names[who.id]) for who in one.volunteers),
        needs=tuple(_renamed(each, names) for each in one.needs),
    )
    theirs, ours = answered(renamed), answered(one)
    assert (theirs.points, len(theirs.unserved)) == (ours.points, len(ours.unserved))


def _renamed(one, names):
    return replace(
        one,
        served_by=tuple((names[who], times) for who, times in one.served_by),
        asked_before=tuple(names[who] for who in one.asked_before),
        said_against=tuple(names[who] for who in one.said_against),
        never=tuple(names[who] for who in one.never),
    )


def test_work_is_spread_and_not_heaped_on_the_nearest() -> None:
    needs = [need(f"o{number}", places=("electric",)) for number in range(4)]
    needs = [replace(one, wanted_to=one.wanted_to.replace(day=22)) for one in needs]
    plan = answered(question([volunteer("near"), volunteer("far", home="620821/102/206")], needs))
    assert sorted(one.unit_id for one in plan.suggestions) == ["far", "near", "near", "near"]
    spread = replace(question([], []).weights, visits=400)
    plan = answered(question([volunteer("near"), volunteer("far", home="620821/102/206")], needs, weights=spread))
    assert sorted(one.unit_id for one in plan.suggestions) == ["far", "far", "near", "near"]


def test_an_older_order_goes_before_a_younger_of_its_class_and_a_higher_class_before_all() -> None:
    def served(*needs):
        return [one.order_id for one in answered(question([volunteer(max_per_week=1)], list(needs))).suggestions]

    old = replace(need("old"), submitted_at=need().submitted_at.replace(day=4))
    assert served(need("a"), old) == ["old"]
    assert served(need("urgent", priority=1), old) == ["urgent"]


def test_a_solver_that_gives_up_is_told_of() -> None:
    one = question([volunteer()], [need()])
    with pytest.raises(Unsolved, match="BAD_COST_RANGE"):
        assign(one.asked(), lambda net: Solution(np.zeros_like(net.cost), 0, "BAD_COST_RANGE"))


@pytest.mark.parametrize(("volunteers", "needs"), [([], []), ([], [need()]), ([volunteer()], [])])
def test_where_there_is_nobody_or_nothing_nothing_is_suggested(volunteers, needs) -> None:
    plan = answered(question(volunteers, needs))
    assert (plan.suggestions, plan.unserved) == ((), tuple(one.id for one in needs))


ENDLESS = "from services.dispatch.matching.solver import bound; bound({}); x = [0]\nwhile True: x = x {}"


@pytest.mark.parametrize(("limits", "work", "ends"), [("1, 8000", "", (-24, -9)), ("60, 600", "* 2", (1, -11))])
def test_a_process_that_solves_is_ended_when_it_takes_too_much(limits: str, work: str, ends: tuple[int, int]) -> None:
    ended = subprocess.run([sys.executable, "-c", ENDLESS.format(limits, work)], capture_output=True, timeout=60)
    assert ended.returncode in ends
