"""Where the time goes: each command and each delivery of an order by itself, in one thread, without HTTP and without a
broker, on PostgreSQL; and which library spends it."""

import asyncio
import cProfile
import os
import pstats
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import closing, redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import sqlalchemy as sa

from benchmarks.flow import workload
from benchmarks.flow.contestants import WITHOUT_UNDO, named
from benchmarks.flow.hearing import SERVICES
from benchmarks.telling import Table
from services.__main__ import build_all
from shared.db import Database
from shared.logs import log_as_json
from shared.messaging.intake import Intake
from shared.messaging.tables import OUTBOX
from shared.migrations.steps import migrate
from shared.runtime import Service, web_app
from tests.servers.postgres import local_postgres

Result = TypeVar("Result")

WARM_UP = 20
LIBRARIES = 12
_LIBRARY = re.compile(r"site-packages/([^/.]+)(?:/(orm|sql|engine))?")


@dataclass
class Cost:
    """What one kind of work cost, each time: CPU seconds, and statements."""

    cpu: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)


class Bench:
    """The four services in this thread; an order is carried through them as through any contestant."""

    def __init__(self, services: list[Service]) -> None:
        self.costs: dict[str, Cost] = defaultdict(Cost)
        self.profile: cProfile.Profile | None = None
        self._services = services
        self._databases = {one.name: Database(one.settings.database_url) for one in services}
        for one in services:
            migrate(self._databases[one.name], one.migrations)
        self._webs = {one.name: web_app(one, self._databases[one.name]).test_client() for one in services}
        self._intakes = {one.name: Intake(self._databases[one.name], one.hears, one.keeps) for one in services}
        self._told = dict.fromkeys(SERVICES, 0)
        self._statements = 0
        for database in self._databases.values():
            sa.event.listen(database.writer, "before_cursor_execute", self._count)

    @staticmethod
    def now() -> float:
        """Seconds of a clock that only goes forward."""
        return time.perf_counter()

    async def ask(
        self, method: str, service: str, path: str, actor: str, body: Mapping[str, Any], key: str | None = None
    ) -> Any:
        """The answer to a command, once all have heard of it. Raises RuntimeError when it is refused."""
        headers = {"X-Sidan-Actor": actor} | ({"Idempotency-Key": key} if key else {})
        name, web = f"{service}: {path.rpartition('/')[2]}", self._webs[service]
        answer = self._timed(name, lambda: web.open(f"/api/v1/{path}", method=method, json=dict(body), headers=headers))
        if answer.status_code >= 300:
            raise RuntimeError(f"{name} was answered {answer.status_code}: {answer.text}")
        for speaker in SERVICES:
            self._tell(speaker)
        return answer.json

    def close(self) -> None:
        """Let go of the databases."""
        for database in self._databases.values():
            database.close()

    def _tell(self, speaker: str) -> None:
        fresh = sa.select(OUTBOX.c.id, OUTBOX.c.type, OUTBOX.c.body).where(OUTBOX.c.id > self._told[speaker])
        with self._databases[speaker].read() as session:
            said = session.execute(fresh.order_by(OUTBOX.c.id)).all()
        for event_id, event_type, body in said:
            self._told[speaker] = event_id
            for listener in (one.name for one in self._services if event_type in one.types):
                take = self._intakes[listener].take
                self._timed(f"{listener} hears {event_type}", lambda body=body, take=take: take([body]))

    def _timed(self, name: str, work: Callable[[], Result]) -> Result:
        statements, began = self._statements, time.thread_time()
        result = self.profile.runcall(work) if self.profile else work()
        self.costs[name].cpu.append(time.thread_time() - began)
        self.costs[name].statements.append(self._statements - statements)
        return result

    def _count(self, *_: Any) -> None:
        self._statements += 1


def dissect(orders: int) -> tuple[Table, Table]:
    """What each piece costs, and which library spends it (by a profile, which makes small functions look larger)."""
    with Path(os.devnull).open("w") as nowhere, local_postgres() as postgres:
        with redirect_stderr(nowhere):
            log_as_json()  # what logging costs belongs to it, what it says does not
        urls = {service: postgres.create_database(service) for service in SERVICES}
        with closing(Bench(build_all(named(urls) | WITHOUT_UNDO))) as bench:
            return asyncio.run(_dissected(bench, orders))


async def _dissected(bench: Bench, orders: int) -> tuple[Table, Table]:
    county: Any = await workload.enrol(bench)
    await _carry(bench, county, WARM_UP)
    bench.costs.clear()
    await _carry(bench, county, orders)
    pieces = _pieces(bench.costs, orders)
    bench.profile = cProfile.Profile(time.thread_time)
    await _carry(bench, county, orders)
    return pieces, _libraries(bench.profile)


async def _carry(bench: Bench, county: workload.County, orders: int) -> None:
    for number in range(orders):
        await workload.carry(bench, county, number)


def _pieces(costs: Mapping[str, Cost], orders: int) -> Table:
    rows = [
        [name, f"{median(one.cpu) * 1000:.2f}", f"{median(one.statements):.0f}", f"{len(one.cpu) / orders:.0f}"]
        for name, one in costs.items()
    ]
    spent = sum(sum(one.cpu) for one in costs.values()) * 1000 / orders
    asked = sum(sum(one.statements) for one in costs.values()) / orders
    return [["", "CPU ms", "statements", "times an order"], *rows, ["an order", f"{spent:.1f}", f"{asked:.0f}", ""]]


def _libraries(profile: cProfile.Profile) -> Table:
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, seconds, _, _) in pstats.Stats(profile).stats.items():
        spent[_library(file)] += seconds
    whole = sum(spent.values())
    rows = [[name, f"{seconds / whole * 100:.1f}"] for name, seconds in spent.most_common(LIBRARIES)]
    return [["", "% of the CPU"], *rows]


def _library(file: str) -> str:
    found = _LIBRARY.search(file)
    if found:
        return ".".join(part for part in found.groups() if part)
    if "/services/" in file or "/shared/" in file:
        return "Sidan"
    return "Python's own"
