"""The small parts: half-days, metres, crews, exchanges."""

import math
import subprocess
import sys
from datetime import date, datetime, timedelta
from itertools import permutations, product
from random import Random

import numpy as np
import pytest

from services.dispatch.matching import halfdays
from services.dispatch.matching.distance import Sites
from services.dispatch.matching.explain import why_not
from services.dispatch.matching.flow import Network
from services.dispatch.matching.model import Site, Team, places_of
from services.dispatch.matching.muster import filled
from services.dispatch.matching.proof import prove
from services.dispatch.matching.weights import Weights
from shared.clock import SHANGHAI
from tests.unit.matching.village import HERE, MONDAY, need, question, volunteer


def test_a_habit_comes_again_every_week() -> None:
    bits = halfdays.bits_of(halfdays.named(["mon_am", "sun_pm"]))
    assert bits == [0, 13, 14, 27, 28, 41, 42, 55]


@pytest.mark.parametrize("begin", [MONDAY - timedelta(days=3), MONDAY + timedelta(days=2), MONDAY + timedelta(days=27)])
@pytest.mark.parametrize(("hour", "lasts", "minutes"), list(product((0, 11, 12, 23), (1, 30, 200), (1, 90))))
def test_a_half_day_is_wanted_where_a_visit_can_begin_in_it(begin: date, hour: int, lasts: int, minutes: int) -> None:
    first = datetime(begin.year, begin.month, begin.day, hour, tzinfo=SHANGHAI)
    last = first + timedelta(hours=lasts)
    starts = [first + timedelta(minutes=each) for each in range(0, lasts * 60 - minutes + 1)]
    expected = {halfdays.bit_of(each.date(), each.hour >= 12, MONDAY) for each in starts} - {None}
    assert set(halfdays.bits_of(halfdays.within(first, last, minutes, MONDAY))) == expected


def test_metres_are_those_along_the_ground_where_both_places_are_known() -> None:
    rng = Random(1)
    sites = [Site(path=f"1/1/{n}", latitude=35 + rng.random() / 2, longitude=107 + rng.random() / 2) for n in range(40)]
    table = Sites(sites, Weights()).table()
    for one, other in product(range(40), range(40)):
        assert abs(table[one, other] - _haversine(sites[one], sites[other])) <= 1


def _haversine(one: Site, other: Site) -> float:
    north, south = math.radians(one.latitude or 0), math.radians(other.latitude or 0)
    east = math.radians((one.longitude or 0) - (other.longitude or 0))
    half = math.sin((north - south) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


def test_metres_follow_the_tree_where_a_place_is_not_known() -> None:
    paths = ("1", "1/1", "1/1/1", "1/1/2", "1/2/1", "2/1/1")
    table = Sites([Site(path=path) for path in paths], Weights(tree_km=(60, 15, 5, 1))).table()
    assert (table // 1000).tolist() == [
        [1, 15, 15, 15, 15, 60],
        [15, 1, 5, 5, 15, 60],
        [15, 5, 1, 5, 15, 60],
        [15, 5, 5, 1, 15, 60],
        [15, 15, 15, 15, 1, 60],
        [60, 60, 60, 60, 60, 1],
    ]


def test_a_site_that_is_placed_anew_is_measured_anew() -> None:
    sites = Sites([Site(path="1/1/1"), Site(path="1/1/2", latitude=35.0, longitude=107.0)], Weights())
    assert sites.table()[0, 1] == 5000
    sites.put([Site(path="1/1/1", latitude=35.0, longitude=107.0)])
    assert sites.table()[0, 1] == 0


def test_the_places_of_an_item_are_its_skills_in_turn() -> None:
    assert places_of(("a", "b"), 3) == ("a", "b", "a")
    assert places_of(("a", "b"), 1) == ("a", "b")
    assert places_of((), 2) == (None, None)
    assert places_of(("a",), 1, two_person=True) == ("a", None)
    with pytest.raises(ValueError, match="at most 6"):
        places_of(tuple("abcdefg"), 7)


@pytest.mark.parametrize("seed", range(40))
def test_a_team_can_go_where_its_members_can_be_placed_in_any_way(seed: int) -> None:
    rng = Random(seed)
    skills = ("a", "b", "c")
    places = tuple(rng.choice((*skills, None)) for _ in range(rng.randrange(2, 5)))
    crew = [
        volunteer(
            f"v{number}",
            teams=("t1",),
            skills=tuple(one for one in skills if rng.random() < 0.4),
            languages=("uyghur",) if rng.random() < 0.4 else (),
        )
        for number in range(5)
    ]
    asked = need(places=places, language="uyghur", only_language=rng.random() < 0.5)
    possible = any(
        all(place in (None, *who.skills) for place, who in zip(places, chosen, strict=True))
        and (not asked.only_language or any(who.languages for who in chosen))
        for chosen in permutations(crew, len(places))
    )
    one = question(crew, [asked], [Team(id="t1", home=HERE, skills=skills)])
    assert why_not(one.asked().roster, asked, one.now, "team", "t1") == (None if possible else "crew")


@pytest.mark.parametrize("seed", range(30))
def test_as_many_places_are_filled_as_can_be_and_nobody_is_sent_home(seed: int) -> None:
    rng = Random(seed)
    wants = [[row for row in range(5) if rng.random() < 0.35] for _ in range(4)]
    found = filled(wants, {})
    going = [row for row in found if row is not None]
    assert len(set(going)) == len(going)
    assert all(row is None or row in wants[place] for place, row in enumerate(found))
    most = max(
        sum(row in wants[place] for place, row in enumerate(chosen)) for chosen in permutations((*range(5), -1, -1), 4)
    )
    assert len(going) == most
    if wants[2]:
        assert wants[2][0] in filled(wants, {wants[2][0]: 2})


@pytest.mark.parametrize("seed", range(60))
def test_an_answer_serves_most_exactly_when_no_other_serves_more_or_more_urgent_orders(seed: int) -> None:
    rng = Random(seed)
    orders, units = 5, 3
    able = [[unit for unit in range(units) if rng.random() < 0.4] for _ in range(orders)]
    levels = [rng.randrange(3) for _ in range(orders)]

    def served(answer: tuple[int, ...]) -> list[int]:
        return sorted((levels[order] for order in range(orders) if answer[order] >= 0), reverse=True)

    answers = [
        answer
        for answer in product(*([-1, *options] for options in able))
        if len(taken := [unit for unit in answer if unit >= 0]) == len(set(taken))
    ]
    best = max(map(served, answers), key=lambda levels: (len(levels), levels))
    for answer in rng.sample(answers, min(30, len(answers))):
        net, flows = _network(able, units, answer)
        assert prove(net, flows, np.array(levels)).serves_most == (served(answer) == best)


def _network(able: list[list[int]], units: int, answer: tuple[int, ...]) -> tuple[Network, np.ndarray]:
    orders, end = len(able), len(able) + units
    pairs = [(order, unit) for order, options in enumerate(able) for unit in options]
    tails = [order for order, _ in pairs] + list(range(orders)) + [orders + unit for unit in range(units)]
    heads = [orders + unit for _, unit in pairs] + [end] * (orders + units)
    flows = [answer[order] == unit for order, unit in pairs] + [unit < 0 for unit in answer]
    flows += [unit in answer for unit in range(units)]
    net = Network(
        tails=np.array(tails),
        heads=np.array(heads),
        cost=np.zeros(len(tails), dtype=np.int64),
        supply=np.array([1] * orders + [0] * units + [-orders]),
        pairs=np.arange(len(pairs)),
        half_days=np.zeros(len(pairs), dtype=np.uint64),
    )
    return net, np.array(flows, dtype=np.int64)


ALONE = """
import pkgutil, importlib, sys
import services.dispatch.matching as room
names = [f"{room.__name__}.{one.name}" for one in pkgutil.iter_modules(room.__path__)]
for name in names:
    if not name.endswith((".solver", ".__main__")):
        importlib.import_module(name)
print(*{name.partition(".")[0] for name in sys.modules})
print(*(name for name in sys.modules if name.startswith("services") and not name.startswith(room.__name__)))
"""


def test_matching_can_be_taken_out_of_the_house_and_loads_no_solver() -> None:
    ended = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=True)
    loaded, house = ended.stdout.splitlines()
    foreign = {"ortools", "scipy", "flask", "sqlalchemy", "marshmallow", "kombu", "pika", "shared", "operators", "demo"}
    assert set(loaded.split()) & foreign == set()
    assert house.split() == ["services", "services.dispatch"]
