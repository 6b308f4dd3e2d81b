"""Counties solved, each in a process of its own: how long it took, how good it was, and how good the rivals were."""

import re
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.matching.county import NOW, County
from benchmarks.matching.quality import Quality, cheapest, fewest_unserved, quality
from benchmarks.matching.rivals import RIVALS, taken
from services.dispatch.matching import flow
from services.dispatch.matching.arrays import Rows
from services.dispatch.matching.asked import Asked
from services.dispatch.matching.assign import assign, plan
from services.dispatch.matching.candidates import Candidates, candidates
from services.dispatch.matching.flow import Network, Solution, Weeks
from services.dispatch.matching.model import Need, Plan
from services.dispatch.matching.solver import solve
from services.dispatch.matching.units import Units

OURS = "matching"
ALL_EDGES_UP_TO, OTHER_SOLVER_UP_TO = 10_000, 2_000
"""So many orders at most for what other libraries need too long for."""


@dataclass(frozen=True, slots=True)
class Times:
    """CPU seconds from the orders to rows that are written down, and those of the solver alone; and by the clock."""

    whole: float
    solver: float
    clock: float


@dataclass(frozen=True, slots=True)
class Solved:
    """What became of a county."""

    county: County
    plain: Times
    """Without slots: nobody minds two visits at the same time."""
    slots: Times
    memory: float
    """MiB at most, the county itself included."""
    quality: dict[str, Quality]
    """Of the engine and of each rival, with slots."""
    fewest: tuple[int, int]
    """How many stay unserved at least, and how many of the highest class, over all pairs that are allowed."""
    gap_to_all: float | None
    """To the optimum over all pairs that are allowed, in percent."""
    gap_to_other: float | None
    """To what another solver finds on the same network, in percent."""


def all_solved(counties: list[County]) -> Iterator[Solved]:
    """One after the other, so that none is in another's way."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as process:
        for county in counties:
            yield process.submit(solved, county).result()


def solved(county: County) -> Solved:
    """Solve it both ways, and let the rivals try."""
    county.roster.sites.nearest()
    needs = county.needs
    plain, _ = _timed(county, needs, by_turn=False)
    slots, answer = _timed(county, needs, by_turn=True)
    memory = _most_memory()
    units = Units(county.roster)
    found = candidates(county.asked, units, None)
    qualities = {OURS: quality(county, units, found, _pairs(county, units, found, answer), answer.points)}
    for name, rival in RIVALS.items():
        qualities[name] = quality(county, units, found, *taken(county, found, units, rival(county, found, units)))
    small = county.orders <= ALL_EDGES_UP_TO
    return Solved(
        county,
        plain,
        slots,
        memory,
        qualities,
        fewest_unserved(county, _network(county, units, found)),
        _gap_to_all(county, units, found, qualities[OURS]) if small else None,
        _gap_to_other(county, units, found) if county.orders <= OTHER_SOLVER_UP_TO else None,
    )


def _timed(county: County, needs: list[Need], *, by_turn: bool) -> tuple[Times, Plan]:
    alone = 0.0

    def timed(net: Network) -> Solution:
        nonlocal alone
        begun = time.process_time()
        solution = solve(net)
        alone += time.process_time() - begun
        return solution

    cpu, clock = time.process_time(), time.perf_counter()
    answer = assign(Asked(county.roster, needs, NOW), timed, by_turn=by_turn)
    _write(answer)
    return Times(time.process_time() - cpu, alone, time.perf_counter() - clock), answer


def _most_memory() -> float:
    """MiB that this process has held at most; what it was started from does not count."""
    [kibibytes] = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(kibibytes) / 1024


def _write(answer: Plan) -> None:
    """The rows of an answer, in one transaction."""
    rows = [
        (one.order_id, one.kind, one.unit_id, str(one.day), one.afternoon, one.points) for one in answer.suggestions
    ]
    with TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "suggestions.db")
        with database:
            database.execute("CREATE TABLE suggestions (order_id, kind, unit_id, day, afternoon, points)")
            database.executemany("INSERT INTO suggestions VALUES (?, ?, ?, ?, ?, ?)", rows)
        database.close()


def _pairs(county: County, units: Units, found: Candidates, answer: Plan) -> Rows:
    """Which of the candidates an answer takes."""
    order_at = {one.id: at for at, one in enumerate(county.asked.needs)}
    unit_at = {units.named(unit): unit for unit in range(len(county.roster.people) + len(county.roster.teams))}
    key = found.orders << 32 | found.units
    by = np.argsort(key)
    wanted = [order_at[one.order_id] << 32 | unit_at[one.kind, one.unit_id] for one in answer.suggestions]
    return by[np.searchsorted(key[by], wanted)]


def _network(county: County, units: Units, found: Candidates) -> Network:
    weeks = Weeks(county.asked, units)
    return flow.network(county.asked, found, weeks, flow.steps(found, weeks, len(county.asked))[0])


def _gap_to_all(county: County, units: Units, found: Candidates, ours: Quality) -> float:
    best = plan(county.asked, units, found, solve)
    least = quality(county, units, found, _pairs(county, units, found, best), best.points)
    return 100 * (ours.loss / least.loss - 1)


def _gap_to_other(county: County, units: Units, found: Candidates) -> float:
    net = _network(county, units, found)
    return 100 * (solve(net).cost / cheapest(net) - 1)
