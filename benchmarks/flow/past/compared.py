"""A new and an old database side by side: the same load on each in turn."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

import psycopg
import uvloop

from benchmarks.flow import client, workload
from benchmarks.flow.contestants import Running, sidan
from benchmarks.flow.floor import rows
from benchmarks.flow.past import plans, seeding
from benchmarks.flow.rounds import carried, enrolled, loaded
from benchmarks.telling import Bar, Table

Connections = dict[str, psycopg.Connection]


@dataclass(frozen=True, slots=True)
class Aged:
    """What came of it."""

    orders: int
    seeding_seconds: float
    gigabytes: float
    """What its four databases take on the disk, indexes included."""
    new: list[float]
    """Orders a second, round by round."""
    old: list[float]
    slowed: Table
    plans: dict[str, str]

    @property
    def cost(self) -> float:
        """Percent of the speed that the past takes away; below nought when it was faster by chance."""
        return (1 - median(self.old) / median(self.new)) * 100

    def bars(self) -> list[Bar]:
        """The one bar."""
        return Bar.at_most(f"what {self.orders:,} past orders cost", self.cost, "%", 20)

    def table(self) -> Table:
        """For people."""
        rates = [[name, f"{median(one):.1f}"] for name, one in (("new", self.new), (f"{self.orders:,}", self.old))]
        made = [["seeding, s", f"{self.seeding_seconds:.0f}"], ["its databases, GB", f"{self.gigabytes:.1f}"]]
        return [["past orders", "orders/s"], *rates, *made]


def compare(past: int, rounds: int, orders: int, in_flight: int, tell: Callable[[str], None]) -> Aged:
    """Both stand side by side, and take turns."""
    with ExitStack() as stack:
        new, old = (stack.enter_context(sidan(prepare=plans.count_statements)) for _ in range(2))
        counties = {id(one): uvloop.run(enrolled(one)) for one in (new, old)}
        connections = {
            service: stack.enter_context(psycopg.connect(old.postgres.url, dbname=engine.url.database))
            for service, engine in old.databases.items()
        }
        seconds = _seed(old, counties[id(old)], connections, past)
        tell(f"{past:,} past orders seeded in {seconds:.0f} s")
        gigabytes = sum(map(_size, connections.values())) / 1e9
        rates: dict[int, list[float]] = {id(new): [], id(old): []}
        for number in range(rounds + 1):
            for one in (new, old) if number % 2 else (old, new):
                rate = uvloop.run(_rate(one, counties[id(one)], orders, in_flight))
                if number == 0:  # warming up
                    plans.reset(one.postgres.url)
                else:
                    rates[id(one)].append(rate)
        fresh, aged = (plans.statements(one.postgres.url) for one in (new, old))
        slowed = plans.slowed(fresh, aged)
        shown = plans.plans(connections, aged, slowed)
        return Aged(past, seconds, gigabytes, rates[id(new)], rates[id(old)], slowed, shown)


def _seed(running: Running, county: workload.County, connections: Connections, past: int) -> float:
    """From one order of each volunteer, after one that brings what there is once for all orders."""
    uvloop.run(carried(running, county, workload.VOLUNTEERS))
    looks = [rows.look(running.databases)]
    for number in range(workload.VOLUNTEERS):
        uvloop.run(carried(running, county, number))
        looks.append(rows.look(running.databases))
    began = time.monotonic()
    seeding.seed(connections, looks, past)
    return time.monotonic() - began


def _size(connection: psycopg.Connection) -> int:
    """Bytes."""
    [size] = connection.execute("SELECT pg_database_size(current_database())").fetchone() or [0]
    return size


async def _rate(running: Running, county: workload.County, orders: int, in_flight: int) -> float:
    async with client.session() as session:
        return (await loaded(running, client.Client(session, running.origins), county, orders, in_flight)).rate
