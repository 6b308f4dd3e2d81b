"""Running: a service is data; this is the one place with threads. A mode is two URLs and the length of a list."""

import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog
import waitress
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from shared import clock
from shared.contracts.wire import Event
from shared.db import Database
from shared.messaging import inbox, outbox
from shared.messaging.bus import Bus, bus_for
from shared.messaging.intake import Handler, Intake, Keeps
from shared.messaging.keeper import Due, Keeper, count_due
from shared.messaging.listener import Listener
from shared.messaging.relay import Relay
from shared.migrations import migrate
from shared.settings import Common
from shared.web import idempotency
from shared.web.app import make_app
from shared.web.door import ApiDoor

WEB_THREADS = 8
SWITCH_INTERVAL = 0.002
"""Seconds. The threads wait on short reads and writes; with Python's 5 ms each would queue behind the busiest."""

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

    @property
    def types(self) -> list[str]:
        """The event types that it hears."""
        return sorted(contract.TYPE for contract in self.hears)


def status_of(service: Service, database: Database, until: datetime | None = None) -> dict[str, Any]:
    """How a service stands, for operators and programs: counts only; `due_until` then, if nothing else happens."""
    now = clock.now()
    with database.read() as session:
        return {
            "service": service.name,
            "now": now.isoformat(),
            "hears": service.types,
            "outbox": outbox.counts(session),
            "inbox": inbox.counts(session),
            "due": count_due(session, service.due, now),
            "due_until": count_due(session, service.due, until) if until else None,
            **service.counts(session),
        }


def web_app(service: Service, database: Database) -> Flask:
    """The web side of one service."""
    return make_app(service.name, service.api, database, lambda until: status_of(service, database, until))


def gateway(front: Any, apps: Mapping[str, Any]) -> Any:
    """One origin: each service under its name, `front` for everything else."""
    return DispatcherMiddleware(front, {f"/{name}": app for name, app in apps.items()})


class Worker:
    """What one service does besides answering HTTP: relay, listener and keeper, a thread each."""

    def __init__(self, service: Service, database: Database, bus: Bus, stop: threading.Event) -> None:
        intake = Intake(database, service.hears, service.keeps)
        relay = Relay(service.name, database, bus, stop)
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

    def _guard(self, name: str) -> None:
        """A thread that breaks takes the process with it: a supervisor starts it anew, nothing limps."""
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


class System:
    """Services that share this process, with their databases and their bus."""

    def __init__(self, services: Sequence[Service]) -> None:
        sys.setswitchinterval(SWITCH_INTERVAL)
        settings = services[0].settings
        clock.follow(settings.clock_file)
        self.services = services
        self.bus = bus_for(settings.broker_url, settings.broker_namespace)
        self.databases = {service.name: Database(service.settings.database_url) for service in services}
        self.stop = threading.Event()

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
        workers = self._workers() if roles.work else []
        for worker in workers:
            worker.start()
        server = self._serve(*roles.web, front) if roles.web else None
        self.stop.wait()
        if server is not None:
            server.close()
        for worker in workers:
            worker.join()
        for database in self.databases.values():
            database.close()
        return 1 if any(worker.broken.is_set() for worker in workers) else 0

    def _workers(self) -> list[Worker]:
        return [Worker(service, self.databases[service.name], self.bus, self.stop) for service in self.services]

    def _serve(self, host: str, port: int, front: Any) -> Any:
        apps = {service.name: web_app(service, self.databases[service.name]) for service in self.services}
        server = waitress.create_server(gateway(front, apps), host=host, port=port, threads=WEB_THREADS)
        threading.Thread(target=server.run, name="web", daemon=True).start()
        log.info("listening", host=host, port=port)
        return server
