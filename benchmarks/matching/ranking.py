"""One order among a hundred thousand volunteers: how long the best twenty take, and whether they are the best."""

import gc
import time
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.matching.county import NOW, County
from services.dispatch.matching.asked import Asked
from services.dispatch.matching.candidates import candidates
from services.dispatch.matching.model import Need
from services.dispatch.matching.rank import BEST, Ranking, rank
from services.dispatch.matching.units import Units


@dataclass(frozen=True, slots=True)
class Ranked:
    """Milliseconds of each query, and of each event that keeps the roster current, by the clock."""

    queries: list[float]
    cpu: list[float]
    """Of each query, the CPU's milliseconds: what others on the machine do not lengthen."""
    events: list[float]
    alike: int
    """So many queries named the same best twenty as the index of skills and sites, which looks another way."""


def ranked(volunteers: int, queries: int, events: int, seed: int) -> Ranked:
    """Ask about orders of a county one by one."""
    county = County(volunteers // 2, volunteers, "surplus", seed)
    roster, needs = county.roster, county.needs[:queries]
    rank(roster, needs[0], NOW)
    gc.freeze()  # the county as it was drawn is not in a service's memory
    told, spent, cpu = [], [], []
    for need in needs:
        begun, begun_cpu = time.perf_counter(), time.process_time()
        told.append(rank(roster, need, NOW))
        spent.append(1000 * (time.perf_counter() - begun))
        cpu.append(1000 * (time.process_time() - begun_cpu))
    described = [one for one, _ in zip(county.volunteers_drawn(), range(events), strict=False)]
    index = _by_index(county, needs)
    alike = sum(_named(need, one) == other for need, one, other in zip(needs, told, index, strict=True))
    kept = []
    for one in described:
        begun = time.perf_counter()
        roster.put_volunteer(replace(one, active=not one.active))
        kept.append(1000 * (time.perf_counter() - begun))
    return Ranked(spent, cpu, kept, alike)


def _named(need: Need, ranking: Ranking) -> list[str]:
    """The best; teams among them where more than one is needed, as when all orders are solved together."""
    teams = ranking.teams.best if len(need.places) > 1 else ()
    best = sorted((*ranking.people.best, *teams), key=lambda one: (one.points, one.kind, one.id))
    return [one.id for one in best[:BEST]]


def _by_index(county: County, needs: list[Need]) -> list[list[str]]:
    units, asked = Units(county.roster), Asked(county.roster, needs, NOW)
    found = candidates(asked, units, BEST)
    ids = np.array([units.named(unit)[1] for unit in found.units.tolist()], dtype=object)
    return [ids[found.orders == order].tolist() for order in range(len(needs))]
