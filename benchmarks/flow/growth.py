"""Growth: counties side by side, each with its own queues and databases; and how long a stand-by takes to take over."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import requests
import uvloop

from benchmarks.flow import client, measuring, workload
from benchmarks.flow.contestants import INBOX, Running, Servers, Site
from benchmarks.flow.report import percentile
from benchmarks.flow.rounds import enrolled, loaded
from benchmarks.telling import Table
from tests.eventually import eventually
from tests.servers.process import Process

COUNTIES = (1, 2, 4)
WATCHED = "dispatch"
"""The service whose leading worker is killed: news has to come in and go out through it."""
LOOK_EVERY = 0.01
REST = 10.0
"""Seconds in which a county is looked at that has nothing to do."""
STANDS_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Together:
    """What so many counties did on the same two servers and the same cores."""

    counties: int
    rate: float
    """Orders a second, of all together."""
    cpu: float
    """Milliseconds an order, services and servers."""
    at_rest: float
    """Percent of a core, services and servers, while there is nothing to do."""
    memory: float
    """MiB, services and servers."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Both."""

    together: Sequence[Together]
    takeovers: Sequence[float]
    """Seconds from the kill until an order that came just then had been through the stand-by."""

    def table(self) -> Table:
        """For people."""
        head = ["counties side by side", "orders/s together", "CPU ms an order", "at rest, % of a core", "memory, MiB"]
        numbers = [(one.counties, one.rate, one.cpu, one.at_rest, one.memory) for one in self.together]
        forms = ("{}", "{:.1f}", "{:.1f}", "{:.0f}", "{:.0f}")
        return [head, *([form.format(one) for form, one in zip(forms, row, strict=True)] for row in numbers)]

    def takeover_table(self) -> Table:
        """For people."""
        p50, slowest = median(self.takeovers) * 1000, max(self.takeovers) * 1000
        p90 = percentile(self.takeovers, 90) * 1000
        head = ["leading worker killed", "p50, ms", "p90, ms", "slowest, ms"]
        return [head, [f"{len(self.takeovers)} times", f"{p50:.0f}", f"{p90:.0f}", f"{slowest:.0f}"]]


def grow(orders: int, in_flight: int, kills: int) -> Growth:
    """As far as this machine goes: the same orders, shared among the counties."""
    together = []
    for number in COUNTIES:
        with _counties(number) as sites:
            together.append(uvloop.run(_together(sites, orders // number, in_flight // number)))
    return Growth(together, _takeovers(kills))


@contextmanager
def _counties(number: int) -> Iterator[list[Running]]:
    with ExitStack() as stack:
        servers = Servers(stack)
        sites = [Site(stack, servers, f"county{one}") for one in range(1, number + 1)]
        for site in sites:
            site.add_sidan()
        yield [site.running(INBOX) for site in sites]


async def _together(sites: Sequence[Running], orders: int, in_flight: int) -> Together:
    first = sites[0]
    roots = [one.pid for one in first.servers.values()] + [
        process.pid for site in sites for process in site.services.values()
    ]
    counties = [await enrolled(site) for site in sites]
    async with client.session() as session:
        asking = [client.Client(session, site.origins) for site in sites]

        async def load(each: int) -> float:
            work = zip(sites, asking, counties, strict=True)
            done = await asyncio.gather(*(loaded(*one, each, in_flight) for one in work))
            return sum(one.rate for one in done)

        await load(in_flight)
        rested = measuring.cpu_seconds(roots)
        await asyncio.sleep(REST)
        at_rest = (measuring.cpu_seconds(roots) - rested) / REST * 100
        before = measuring.cpu_seconds(roots)
        rate = await load(orders)
    spent = (measuring.cpu_seconds(roots) - before) * 1000 / (orders * len(sites))
    memory = measuring.memory({str(pid): pid for pid in roots})
    return Together(len(sites), rate, spent, at_rest, sum(memory.values()))


def _takeovers(kills: int) -> list[float]:
    with ExitStack() as stack:
        site = Site(stack)
        site.add_sidan()
        workers = [*_workers(site, WATCHED), site.add_worker(WATCHED, "stand-by")]
        running = site.running(INBOX)
        county = uvloop.run(enrolled(running))
        return [_takeover(running, county, workers, number) for number in range(kills)]


def _workers(site: Site, service: str) -> list[Process]:
    return [one for name, one in site.running(INBOX).services.items() if name == f"{service} worker"]


def _takeover(running: Running, county: workload.County, workers: Sequence[Process], number: int) -> float:
    """Kill who leads; an order placed at once is approved, offered, and known as offered where it came from."""
    pids = {one.pid: one for one in workers}
    eventually(lambda: sorted(_doing(running, pids).values()) == ["leads", "stands_by"], within=STANDS_WITHIN)
    leader = next(pids[pid] for pid, doing in _doing(running, pids).items() if doing == "leads")
    leader.kill()
    taken = uvloop.run(_until_known(running, county, number))
    leader.start()
    return taken


def _doing(running: Running, pids: Collection[int]) -> dict[int, str]:
    """What these workers of the watched service are about; whom the last kill took is still listed for a while."""
    status = requests.get(f"{running.origins[WATCHED]}/{WATCHED}/status?recent", timeout=5).json()
    listed = {int(one["place"].rpartition(":")[2]): one["doing"] for one in status["processes"]}
    return {pid: listed[pid] for pid in pids if pid in listed}


async def _until_known(running: Running, county: workload.County, number: int) -> float:
    async with client.session() as session:
        asking = client.Client(session, running.origins)
        began = asking.now()
        order_id = await workload.offer(asking, county, number)
        headers = {"X-Sidan-Actor": workload.OFFICE}
        url = f"{running.origins['request']}/request/api/v1/orders/{order_id}"
        while (await _seen(asking, url, headers))["state"] != "offered":
            await asyncio.sleep(LOOK_EVERY)
        return asking.now() - began


async def _seen(asking: client.Client, url: str, headers: dict[str, str]) -> Any:
    _, answer = await asking.send("GET", url, headers, {})
    return answer
