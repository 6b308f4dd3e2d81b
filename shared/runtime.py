"""Running: a service is data; this is the one place with threads. A mode is two URLs and the length of a list."""

import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog
import waitress
from flask import Blueprint, Flask
from sqlalchemy.orm import Session
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from shared import clock, trace, workdays
from shared.contracts.wire import Event
from shared.db import Database
from shared.messaging import inbox, operate, outbox
from shared.messaging.bus import Bus, bus_for
from shared.messaging.intake import Handler, Intake, Keeps
from shared.messaging.keeper import Due, Keeper, count_due
from shared.messaging.listener import Listener
from shared.messaging.relay import IDLE_TICK, NUDGED_TICK, Relay
from shared.migrations import at_or_beyond_head, migrate
from shared.processes import Pulse, seen
from shared.settings import Common
from shared.web import idempotency
from shared.web.app import make_app
from shared.web.door import ApiDoor
from shared.web.operating import operating

WEB_THREADS = 8
RECENT = timedelta(minutes=15)
SHOWN = 20
"""So many of the messages that do not move on are told by `/status`; `sidan parked list` tells them all."""
FINISH_WITHIN = 20
"""Seconds that requests in hand have to end, longer than a writer waits for a database that is busy."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Service:
    """One service, ready to be run: its settings, its rooms, its tables of what it hears and what falls due."""

    name: str
    settings: Common
    migrations: Path
    metadata: sa.MetaData
    api: ApiDoor
    hears: Mapping[type[Event], Handler]
    due: Mapping[str, Due]
    counts: Callable[[Session], dict[str, Any]]
    announce: Callable[[Session], int]
    keeps: Keeps | None = None
    waits: Callable[[Session], Mapping[str, datetime | None]] = lambda _: {}
    """For each state in which an order waits for somebody, since when the one that has waited longest."""
    pages: Mapping[str, Blueprint] = field(default_factory=dict)
    """The people's door: what stands at the root of the origin under which name."""

    @property
    def types(self) -> list[str]:
        """The event types that it hears."""
        return sorted(contract.TYPE for contract in self.hears)


def status_of(service: Service, database: Database, *, recent: bool = False) -> dict[str, Any]:
    """How a service stands, for operators and programs: counts over all that it keeps, its processes, and the oldest of
    what does not move on. Asked for what is `recent` it counts news of the last minutes only, which costs less."""
    with database.read() as session:
        since = clock.machine_now() - RECENT if recent else None
        standing = {**_flow(service, session, since), **service.counts(session), "processes": seen(session)}
    return {**standing, "stopped": [one.told() for one in operate.stopped(database, SHOWN)]}


def flow_of(
    service: Service, database: Database, *, since: datetime | None = None, until: datetime | None = None
) -> dict[str, Any]:
    """How news flows: what was said and heard since a moment of the machine's time, what is left to do now, and
    (`due_until`) then, if nothing else happens. Its cost does not grow with what the service keeps."""
    with database.read() as session:
        due_until = count_due(session, service.due, until) if until else None
        return {**_flow(service, session, since), "due_until": due_until}


def _flow(service: Service, session: Session, since: datetime | None = None) -> dict[str, Any]:
    now = clock.now()
    return {
        "service": service.name,
        "looked_at": clock.machine_now().isoformat(),
        "now": now.isoformat(),
        "hears": service.types,
        "outbox": outbox.counts(session, since),
        "inbox": inbox.counts(session, since),
        "due": count_due(session, service.due, now),
    }


def is_ready(service: Service, database: Database) -> dict[str, bool]:
    """What this service needs to answer requests: its database, with the schema of this code or a later one. Not the
    broker: while that is away orders are taken all the same."""
    answers = database.answers()
    return {"database": answers, "schema": answers and at_or_beyond_head(database, service.migrations)}


def web_app(service: Service, database: Database) -> Flask:
    """The web side of one service."""
    looks = {
        "readyz": partial(is_ready, service, database),
        "status": partial(status_of, service, database),
        "flow": partial(flow_of, service, database),
    }
    operator = operating(partial(operate.replay, database), lambda event_id: operate.release(database, [event_id]))
    pages = [operator, *service.pages.values()]
    return make_app(service.name, service.api, pages, database, looks, service.settings.hotline)


def gateway(front: Any, apps: Mapping[str, Any], pages: Mapping[str, Any] | None = None) -> Any:
    """One origin: each service under its name, its pages under theirs, `front` for everything else."""
    addressed = {f"/{name}": _at_root(app) for name, app in (pages or {}).items()}
    return DispatcherMiddleware(front, {**addressed, **{f"/{name}": app for name, app in apps.items()}})


def _at_root(app: Any) -> Any:
    """The application that is asked for a page of its own at the root of the origin: it sees the whole path."""

    def asked(environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["SCRIPT_NAME"] + environ["PATH_INFO"]
        return app({**environ, "SCRIPT_NAME": "", "PATH_INFO": path}, start_response)

    return asked


class Worker:
    """What one service does besides answering HTTP: relay, listener and keeper, a thread each."""

    def __init__(
        self, service: Service, database: Database, bus: Bus, stop: threading.Event, relay_tick: float = IDLE_TICK
    ) -> None:
        intake = Intake(database, service.hears, service.keeps)
        relay = Relay(service.name, database, bus, stop, relay_tick)
        listener = Listener(service.name, database, bus, intake, stop)
        cleaners = (outbox.forget_old, inbox.forget_old, idempotency.forget_old)
        keeper = Keeper(service.name, database, service.due, intake, cleaners)
        self._runs: dict[str, Callable[[], None]] = {
            "listener": listener.hear,
            "relay": relay.run,
            "keeper": lambda: keeper.run(lambda: relay.leading.is_set() and listener.caught_up.is_set(), stop),
        }
        self._stop = stop
        self._name = service.name
        self._relay, self._listener, self._intake = relay, listener, intake
        self.broken = threading.Event()
        self._threads = [
            threading.Thread(target=self._guard, args=(name,), name=f"{service.name}.{name}") for name in self._runs
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        """Wait until all threads have seen the stop."""
        for thread in self._threads:
            thread.join()

    def doing(self) -> dict[str, Any]:
        """What it is about, how many dead messages it knows of, how many came to it once more."""
        working = "leads" if self._relay.telling.is_set() else "broker_away"
        doing = working if self._relay.leading.is_set() else "stands_by"
        return {"doing": doing, "dead": self._listener.dead, "repeats": self._intake.repeats}

    def _guard(self, name: str) -> None:
        """A thread that breaks takes the process with it: a supervisor starts it anew, nothing limps."""
        trace.act_for(self._name)
        try:
            self._runs[name]()
        except Exception:
            log.exception("thread broke", service=self._name, thread=name)
            self.broken.set()
            self._stop.set()


@dataclass(frozen=True, slots=True)
class Roles:
    """What a process does: answer HTTP at (host, port), work, or both."""

    web: tuple[str, int] | None = None
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


class System:
    """Services that share this process, with their databases and their bus; `beside` them other applications may be
    mounted, by name."""

    def __init__(self, services: Sequence[Service]) -> None:
        settings = services[0].settings
        clock.follow(settings.clock_file)
        workdays.follow(settings.workdays_file)
        self.services = services
        self.bus = bus_for(settings.broker_url, settings.broker_namespace)
        self.databases = {service.name: Database(service.settings.database_url) for service in services}
        self.stop = threading.Event()
        self.beside: dict[str, Any] = {}

    def migrate(self) -> None:
        """Bring every database to the schema of this code. Raises DatabaseAway."""
        for service in self.services:
            migrate(self.databases[service.name], service.migrations)

    def declare(self) -> None:
        """Make the exchange and the queues with their bindings. Raises BrokerAway."""
        self.bus.declare({service.name: service.types for service in self.services})

    def run(self, roles: Roles, front: Any) -> int:
        """Run until told to stop; the exit code. `front` answers what belongs to no service."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stop.set())
        workers = self._workers(NUDGED_TICK if roles.web else IDLE_TICK) if roles.work else []
        for worker in workers:
            worker.start()
        pulses = self._pulses(roles.kind, workers)
        for pulse in pulses:
            pulse.start()
        server = self._serve(*roles.web, front) if roles.web else None
        self.stop.wait()
        if server is not None:
            _end(server)
        for worker in workers:
            worker.join()
        for pulse in pulses:
            pulse.join()
        for database in self.databases.values():
            database.close()
        return 1 if any(worker.broken.is_set() for worker in workers) else 0

    def _workers(self, tick: float) -> list[Worker]:
        return [Worker(service, self.databases[service.name], self.bus, self.stop, tick) for service in self.services]

    def _pulses(self, kind: str, workers: Sequence[Worker]) -> list[threading.Thread]:
        doing = [worker.doing for worker in workers] or [lambda: {"doing": "answers"}] * len(self.services)
        pulses = [Pulse(self.databases[one.name], kind, said) for one, said in zip(self.services, doing, strict=True)]
        return [threading.Thread(target=pulse.beat, args=(self.stop,), name="pulse") for pulse in pulses]

    def _serve(self, host: str, port: int, front: Any) -> Any:
        apps = {service.name: web_app(service, self.databases[service.name]) for service in self.services}
        pages = {name: apps[service.name] for service in self.services for name in service.pages}
        origin = gateway(front, {**apps, **self.beside}, pages)
        server = waitress.create_server(origin, host=host, port=port, threads=WEB_THREADS)
        threading.Thread(target=server.run, name="web", daemon=True).start()
        log.info("listening", host=host, port=port)
        return server


def _end(server: Any) -> None:
    """Take no new connections, and let the requests in hand be answered."""
    server.accepting = False
    server.task_dispatcher.shutdown(timeout=FINISH_WITHIN)
    server.close()
