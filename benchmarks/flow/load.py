"""Load: N orders with C of them under way at any time, or orders that begin at a rate of their own."""

import asyncio
import itertools
import random
import time
from dataclasses import dataclass

from benchmarks.flow.client import Client
from benchmarks.flow.workload import County, Life, carry

SEED = 20261123


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: the lives of the orders, and what the client did for them."""

    lives: list[Life]
    seconds: float
    early: int
    client_cpu: float
    """Seconds."""

    @property
    def rate(self) -> float:
        """Orders a second."""
        return len(self.lives) / self.seconds


async def closed_loop(client: Client, county: County, orders: int, in_flight: int) -> Load:
    """As fast as it goes with so many under way."""
    numbers = iter(range(orders))
    lives: list[Life] = []

    async def carry_on() -> None:
        for number in numbers:
            lives.append(await carry(client, county, number))

    return await _measured(client, lives, [carry_on() for _ in range(in_flight)])


async def open_loop(client: Client, county: County, orders: int, rate: float) -> Load:
    """An order begins when its time has come, whatever became of the others: `rate` orders a second on average."""
    chance, lives = random.Random(SEED), []
    times = itertools.accumulate(chance.expovariate(rate) for _ in range(orders))

    async def carry_at(second: float, number: int) -> None:
        await asyncio.sleep(second)
        lives.append(await carry(client, county, number))

    return await _measured(client, lives, [carry_at(second, number) for number, second in enumerate(times)])


async def _measured(client: Client, lives: list[Life], work: list) -> Load:
    began, cpu, early = client.now(), time.process_time(), client.early
    await asyncio.gather(*work)
    return Load(lives, client.now() - began, client.early - early, time.process_time() - cpu)
