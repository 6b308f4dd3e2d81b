"""Rounds: each contestant is brought up afresh, loaded, measured and taken down; the order alternates."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import uvloop
from uuid_utils.compat import uuid7

from benchmarks.flow import client, load, measuring, workload
from benchmarks.flow.client import Refused
from benchmarks.flow.contestants import Contestant, Running
from benchmarks.flow.figures import Round
from benchmarks.flow.hearing import DELIVERIES

WARM_UP = 0.1
"""Part of the orders that is carried before anything is measured."""
HALF = 0.5
SETTLED_WITHIN = 120.0


class Failed(Exception):
    """A contestant did not do its work; says which, and what its processes said."""


def play(
    contestants: Mapping[str, Contestant], rounds: int, orders: int, in_flight: int
) -> Iterator[tuple[int, str, Round]]:
    """Round after round, every other one in reverse; what came of each, as it comes."""
    names = list(contestants)
    for number in range(rounds):
        for name in names if number % 2 == 0 else reversed(names):
            with contestants[name]() as running:
                try:
                    yield number + 1, name, uvloop.run(_round(running, orders, in_flight))
                except (Refused, TimeoutError, OSError) as error:
                    raise Failed(f"{name}, round {number + 1}: {error}\n{running.last_words()}") from error


async def enrolled(running: Running) -> workload.County:
    """The county, known to all who must hear of it."""
    async with client.session() as session:
        begun = uuid7()
        county = await workload.enrol(client.Client(session, running.origins))
        await heard(running, begun, workload.ENROLLED)
        return county


async def loaded(
    running: Running, asking: client.Client, county: workload.County, orders: int, in_flight: int
) -> load.Load:
    """A closed loop, and the wait until the last listener has heard the last of its news."""
    begun = uuid7()
    done = await load.closed_loop(asking, county, orders, in_flight)
    await heard(running, begun, orders * DELIVERIES)
    return done


async def carried(running: Running, county: workload.County, number: int) -> None:
    """One order by itself, and the wait until the last listener has heard the last of its news."""
    begun = uuid7()
    async with client.session() as session:
        await workload.carry(client.Client(session, running.origins), county, number)
    await heard(running, begun, DELIVERIES)


async def _round(running: Running, orders: int, in_flight: int) -> Round:
    county = await enrolled(running)
    async with client.session() as session:
        asking = client.Client(session, running.origins)
        await loaded(running, asking, county, max(int(orders * WARM_UP), in_flight), in_flight)
        before = _spent(running.roots)
        full = await loaded(running, asking, county, orders, in_flight)
        after = _spent(running.roots)
        half = await load.open_loop(asking, county, int(orders * HALF), full.rate * HALF)
    spent = {part: after[part] - before[part] for part in before} | {"client": full.client_cpu}
    return Round(
        rate=full.rate,
        cpu={part: seconds * 1000 / orders for part, seconds in spent.items()},
        orders=[life.ended - life.began for life in full.lives],
        hops=[life.hop for life in full.lives],
        half_hops=[life.hop for life in half.lives],
        early=full.early / orders,
        memory=measuring.memory(running.trees),
    )


def _spent(roots: Mapping[str, Sequence[int]]) -> dict[str, float]:
    return {part: measuring.cpu_seconds(processes) for part, processes in roots.items()}


async def heard(running: Running, mark: UUID, deliveries: int) -> None:
    """Wait until so many deliveries have taken effect of events made after `mark`. Raises TimeoutError."""
    until = time.monotonic() + SETTLED_WITHIN
    while (arrived := running.heard_since(mark)) < deliveries:
        if time.monotonic() > until:
            raise TimeoutError(f"Only {arrived} of {deliveries} deliveries took effect within {SETTLED_WITHIN:g} s.")
        await asyncio.sleep(0.1)
