"""A process and the services in it: the one place with threads. A mode is two URLs and the length of a list."""

import ctypes
import gc
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

import structlog

from running import origin, signs
from running.measures import Measures
from running.relay import IDLE_TICK, NUDGED_TICK
from running.worker import Worker
from shared import clock, workdays
from shared.db import Database
from shared.messaging.bus import bus_for
from shared.processes import Pulse
from shared.runtime import Service, web_app

WEB_THREADS = 8
SIGNS_THREADS = 1
GLANCE = 1.0
"""Seconds until a stop is seen that did not wake whoever waits for it."""
_ARENA_MAX = -8
"""M_ARENA_MAX, as glibc's malloc.h has it."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Roles:
    """What a process does: answer HTTP (`web`), work, or both; and `at` which (host, port) it answers. One that only
    works answers there for its signs of life, or nowhere."""

    at: tuple[str, int] | None
    web: bool = False
    work: bool = False

    @property
    def kind(self) -> str:
        """In one word."""
        return "both" if self.web and self.work else "web" if self.web else "work"


def stay_on_one_core() -> None:
    """Python lets one thread run at a time; on one core they hand over without waking another core, which costs this
    process a fifth of its time (decision 0015). For a process with many busy threads; Linux only."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def stay_small() -> None:
    """Python lets one thread run at a time, so the memory that glibc would set apart for each thread is only scattered:
    one store for all keeps a process with twenty threads 7 MB smaller. To be said before they start."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_ARENA_MAX, 1)


def spare_what_stays() -> None:
    """Keep the garbage collector from what is there once a process has begun, two hundred thousand things that stay for
    good: to look through them took 60 to 180 ms now and then, while somebody waited for an answer."""
    gc.freeze()


class System:
    """Services that share this process, with their databases and their bus."""

    def __init__(self, services: Sequence[Service]) -> None:
        settings = services[0].settings
        clock.follow(settings.clock_file)
        workdays.follow(settings.workdays_file)
        self.services = services
        self.bus = bus_for(settings.broker_url, settings.broker_namespace)
        self.databases = {service.name: Database(service.settings.database_url) for service in services}
        self.stop = threading.Event()

    def migrate(self) -> None:
        """Bring every database to the schema of this code, in a process of its own: what that takes is needed once, and
        would stay in memory. To be said before threads start. Raises DatabaseAway."""
        with ProcessPoolExecutor(1, get_context("fork"), initializer=_end_with_parent) as child:
            for service in self.services:
                child.submit(_migrate, service.settings.database_url, service.migrations).result()

    def declare(self) -> None:
        """Make the exchange and the queues with their bindings. Raises BrokerAway."""
        self.bus.declare({service.name: service.types for service in self.services})

    def run(self, roles: Roles, front: Any) -> int:
        """Run until told to stop; the exit code. `front` answers what belongs to no service. It listens before anything
        works: raises SystemExit, with words for the operator, where that is not possible."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stop.set())
        stay_small()
        finish_tracing = self._trace()
        workers = self._workers(NUDGED_TICK if roles.web else IDLE_TICK) if roles.work else []
        server = self._serve(roles, front, Measures(self.services, self.databases, workers)) if roles.at else None
        for worker in workers:
            worker.start()
        pulses = self._pulses(roles.kind, workers)
        for pulse in pulses:
            pulse.start()
        spare_what_stays()
        while not self.stop.wait(GLANCE):
            pass  # a signal may reach another thread; what answers it runs in this one, once it wakes
        if server is not None:
            server.end()
        for worker in workers:
            worker.join()
        for pulse in pulses:
            pulse.join()
        for database in self.databases.values():
            database.close()
        finish_tracing()
        return 1 if any(worker.broken.is_set() for worker in workers) else 0

    def _trace(self) -> Callable[[], None]:
        """Record what each service does where somebody asked for that; what to call in the end. OpenTelemetry takes
        room and time, so nobody else loads it."""
        traced = {one.name: one.settings.traces_to for one in self.services if one.settings.traces_to}
        if not traced:
            return lambda: None
        from running.tracing import export

        return export(traced)

    def _workers(self, tick: float) -> list[Worker]:
        return [Worker(service, self.databases[service.name], self.bus, self.stop, tick) for service in self.services]

    def _pulses(self, kind: str, workers: Sequence[Worker]) -> list[threading.Thread]:
        doing = [worker.doing for worker in workers] or [lambda: {"doing": "answers"}] * len(self.services)
        pulses = [Pulse(self.databases[one.name], kind, said) for one, said in zip(self.services, doing, strict=True)]
        return [threading.Thread(target=pulse.beat, args=(self.stop,), name="pulse") for pulse in pulses]

    def _serve(self, roles: Roles, front: Any, measures: Measures) -> origin.Server:
        assert roles.at is not None
        apps: dict[str, Any] = {"metrics": measures.page, "livez": signs.alive}
        pages: dict[str, Any] = {}
        if roles.web:
            for service in self.services:
                app = apps[service.name] = web_app(service, self.databases[service.name])
                app.after_request(partial(measures.note_answer, service.name))
                pages |= dict.fromkeys(service.pages, app)
        whole = origin.gateway(front if roles.web else signs.nothing_else, apps, pages)
        host, port = roles.at
        try:
            server = origin.Server(whole, roles.at, WEB_THREADS if roles.web else SIGNS_THREADS)
        except OSError as error:
            raise SystemExit(
                f"Nothing can listen on {host}:{port} ({error.strerror}). Nothing was started; end what listens there,"
                " or take another --port."
            ) from None
        log.info("listening", host=host, port=port)
        return server


def _end_with_parent() -> None:
    """Left alone, who waits for work would wait for ever."""

    def follow() -> None:
        parent = parent_process()
        assert parent is not None  # it has begun this one
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _migrate(url: str, steps: Path) -> None:
    from shared.migrations.steps import migrate  # here, so that only this process loads Alembic

    database = Database(url)
    migrate(database, steps)
    database.close()
