"""What is lost when processes are killed with -9 under load: news of commands that took effect.

A peer commits, tells, and answers. Killed between the first two it has moved the order and told nobody; its client asks
again, and is answered that this was done already.
"""

import asyncio
import itertools
import random
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import uvloop

from benchmarks.flow import client, workload
from benchmarks.flow.contestants import Contestant, Running
from benchmarks.flow.hearing import HEARD_BY, SERVICES
from benchmarks.flow.rounds import enrolled
from benchmarks.telling import Table

SEED = 20261123
BETWEEN = (0.2, 2.0)
"""Seconds from the moment when all stand until the next one falls."""
CALM = 30.0
"""Seconds in which nothing more arrives: then nothing more will."""
LOOK_EVERY = 1.0
ALREADY = 409


@dataclass
class Toll:
    """What it came to."""

    kills: int = 0
    done: list[tuple[str, str]] = field(default_factory=list)
    """Command and order, of all that took effect: answered with a yes, or asked again and answered "already"."""
    stuck: int = 0
    """Orders that could not be carried on, because news or an answer was lost."""
    lost: int = 0
    """Deliveries of their news that never took effect."""

    @property
    def lost_of_1000(self) -> float:
        """Lost deliveries for 1,000 commands that took effect."""
        return self.lost * 1000 / len(self.done)


class Stubborn(client.Client):
    """Carries one order at a time; asks again when no answer comes, and writes down what took effect."""

    def __init__(self, session: aiohttp.ClientSession, origins: dict[str, str], toll: Toll) -> None:
        super().__init__(session, origins)
        self._toll = toll
        self._order_id = ""

    async def ask(self, method: str, service: str, path: str, *more: Any, **named: Any) -> Any:
        """As the client does; what was done already is as good as done. Raises Refused."""
        command, unanswered = path.rpartition("/")[2], False
        while True:
            try:
                answer = await super().ask(method, service, path, *more, **named)
                self._order_id = answer["order_id"]
                self._toll.done.append((command, self._order_id))
                return answer
            except client.Refused as refused:
                if unanswered and refused.status == ALREADY:
                    self._toll.done.append((command, self._order_id))
                    return {}
                if refused.status < 500:
                    raise
            except (aiohttp.ClientError, TimeoutError):
                unanswered = True
            await asyncio.sleep(client.PAUSE)


def kill(contestant: Contestant, kills: int, in_flight: int) -> Toll:
    """Carry orders while processes fall, one after the other, and come back; then look who has heard what."""
    toll, chance, enough = Toll(), random.Random(SEED), threading.Event()
    with contestant() as running, ThreadPoolExecutor(1) as hands:
        county = uvloop.run(enrolled(running))
        working = hands.submit(uvloop.run, _carry_until(enough, running, county, toll, in_flight))
        try:
            # A process dies with the thread that starts it: so the work is elsewhere, and the killing here.
            while toll.kills < kills and not working.done():
                time.sleep(chance.uniform(*BETWEEN))
                victim = chance.choice(list(running.services.values()))
                victim.kill()
                victim.start()
                toll.kills += 1
        finally:
            enough.set()
        working.result()
        toll.lost = _lost_after_calm(running, toll)
    return toll


async def _carry_until(
    enough: threading.Event, running: Running, county: workload.County, toll: Toll, in_flight: int
) -> None:
    async with client.session() as session:
        carriers, numbers = [Stubborn(session, running.origins, toll) for _ in range(in_flight)], itertools.count()
        await asyncio.gather(*(_carry(enough, asking, county, numbers, toll) for asking in carriers))


async def _carry(
    enough: threading.Event, asking: Stubborn, county: workload.County, numbers: Iterator[int], toll: Toll
) -> None:
    while not enough.is_set():
        try:
            await workload.carry(asking, county, next(numbers))
        except (client.Refused, KeyError):  # its news or its answer was lost
            toll.stuck += 1


def _lost_after_calm(running: Running, toll: Toll) -> int:
    lost, until = _lost(running, toll), time.monotonic() + CALM
    while lost and time.monotonic() < until:
        time.sleep(LOOK_EVERY)
        now = _lost(running, toll)
        lost, until = now, until if now == lost else time.monotonic() + CALM
    return lost


def _lost(running: Running, toll: Toll) -> int:
    known = {service: running.heard_by(service) for service in SERVICES}
    return sum(
        (kind, order_id) not in known[listener]
        for command, order_id in toll.done
        for kind, listeners in HEARD_BY[command].items()
        for listener in listeners
    )


def table(tolls: Mapping[str, Toll]) -> Table:
    """For people."""
    head = ["", "killed", "commands", "deliveries lost for 1,000 commands", "orders stuck"]
    rows = [
        [name, str(toll.kills), str(len(toll.done)), f"{toll.lost_of_1000:.1f}", str(toll.stuck)]
        for name, toll in tolls.items()
    ]
    return [head, *rows]
