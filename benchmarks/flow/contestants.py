"""The contestants: each brings up its processes beside a broker and a database server that are fresh and its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from uuid import UUID

import requests
import sqlalchemy as sa

from benchmarks.flow.hearing import SERVICES
from tests.servers.postgres import LocalPostgres, local_postgres
from tests.servers.process import Process, free_port, private_folder
from tests.servers.rabbitmq import LocalRabbitMQ, local_rabbitmq

START = 60
"""Seconds that a program may take to make its tables or queues."""
INBOX = (
    sa.select(sa.column("event_id", sa.Uuid), sa.column("type"), sa.column("subject"))
    .select_from(sa.table("inbox"))
    .where(sa.column("state") == "done")
    .subquery()
)
WITHOUT_UNDO = {"DISPATCH_UNDO_SECONDS": "0"}


@dataclass(frozen=True, slots=True)
class Running:
    """A contestant that is up."""

    origins: dict[str, str]
    services: dict[str, Process]
    databases: dict[str, sa.Engine]
    heard: sa.FromClause
    """Where each service notes what it has heard and carried out: event_id, type, subject."""
    postgres: LocalPostgres | None = None
    broker: LocalRabbitMQ | None = None

    @property
    def servers(self) -> dict[str, Process]:
        """Those that it has, by name."""
        named = {"PostgreSQL": self.postgres, "RabbitMQ": self.broker}
        return {name: server for name, server in named.items() if server is not None}

    @property
    def trees(self) -> dict[str, int]:
        """The first process of each tree, by its own name."""
        return {name: one.pid for name, one in (self.services | self.servers).items()}

    @property
    def roots(self) -> dict[str, list[int]]:
        """The first process of each tree, by part: services, PostgreSQL, RabbitMQ."""
        return {"services": [one.pid for one in self.services.values()]} | {
            name: [server.pid] for name, server in self.servers.items()
        }

    def last_words(self) -> str:
        """The ends of the logs of those that complained, or ended by themselves."""
        told = {name: one.log.read_text(errors="replace") for name, one in self.services.items()}
        loud = {name: said for name, said in told.items() if "Traceback" in said or self.services[name].ended}
        return "\n".join(f"The log of {name} ends:\n{said[-2000:]}" for name, said in loud.items())

    def heard_since(self, mark: UUID) -> int:
        """How many deliveries have taken effect, of events with ids made after `mark`."""
        counted = sa.select(sa.func.count()).select_from(self.heard).where(self.heard.c.event_id > mark)
        return sum(self._ask(service, counted)[0][0] for service in self.databases)

    def heard_by(self, service: str) -> set[tuple[str, str]]:
        """Type and subject of all that has taken effect there."""
        told = sa.select(self.heard.c.type, self.heard.c.subject)
        return {(kind, subject) for kind, subject in self._ask(service, told)}

    def _ask(self, service: str, query: sa.Select) -> Sequence[sa.Row]:
        with self.databases[service].connect() as connection:
            return connection.execute(query).all()


Contestant = Callable[[], AbstractContextManager[Running]]


@contextmanager
def sidan(prepare: Callable[[LocalPostgres], None] = lambda _: None) -> Iterator[Running]:
    """A web and a worker process for each service, RabbitMQ and PostgreSQL, which somebody may `prepare` before."""
    with ExitStack() as stack:
        servers = Servers(stack)
        prepare(servers.postgres)
        site = Site(stack, servers)
        site.add_sidan()
        yield site.running(INBOX)


@contextmanager
def embedded() -> Iterator[Running]:
    """All of Sidan in one process, SQLite, the bus in memory."""
    with ExitStack() as stack:
        folder, port = stack.enter_context(private_folder()), free_port()
        origin = f"http://127.0.0.1:{port}"
        urls = {service: f"sqlite:///{folder}/{service}.db" for service in SERVICES}
        command = [sys.executable, "-m", "services", "run", "--port", str(port)]
        answers = answering(origin, "feedback")
        one = Process(command, folder=folder, answers=answers, environment=named(urls) | WITHOUT_UNDO)
        stack.callback(one.kill)
        one.start()
        yield Running(dict.fromkeys(SERVICES, origin), {"all": one}, engines(stack, urls), INBOX)


class Servers:
    """A fresh broker and a fresh database server."""

    def __init__(self, stack: ExitStack) -> None:
        self.broker = stack.enter_context(local_rabbitmq())
        self.postgres = stack.enter_context(local_postgres())


class Site:
    """One county's processes, with a database for each service and queues of its own, on fresh servers or on those that
    it shares with others."""

    def __init__(self, stack: ExitStack, servers: Servers | None = None, county: str = "sidan") -> None:
        self._stack = stack
        self._folder = stack.enter_context(private_folder())
        self._servers = servers or Servers(stack)
        self.urls = {service: self._servers.postgres.create_database(f"{county}_{service}") for service in SERVICES}
        self.environ = named(self.urls) | {"BROKER_URL": self._servers.broker.url, "BROKER_NAMESPACE": county}
        self._origins: dict[str, str] = {}
        self._services: dict[str, Process] = {}

    def add_sidan(self) -> None:
        """A web and a worker process for each service, over databases and queues that are made first."""
        for verb in ("migrate", "declare"):
            run_to_end(self.environ, "services", verb)
        for service in SERVICES:
            self.add_worker(service)
        for service in SERVICES:
            self.add_web(service, self.environ | WITHOUT_UNDO, f"services.{service}", "--web", "--port")

    def add_worker(self, service: str, name: str = "worker") -> Process:
        """A worker of Sidan's; the second of a service stands by."""
        self.add(f"{service} {name}", self.environ | WITHOUT_UNDO, f"services.{service}", "--work")
        return self._services[f"{service} {name}"]

    def add(
        self, name: str, environ: Mapping[str, str], *module: str, answers: Callable[[], bool] = lambda: True
    ) -> None:
        """Start a Python module as a process, and wait until it answers; its log stands in a folder of its own."""
        folder = self._folder / name.replace(" ", "-")
        folder.mkdir()
        one = Process([sys.executable, "-m", *module], folder=folder, answers=answers, environment=environ)
        self._services[name] = one
        self._stack.callback(one.kill)
        one.start()

    def add_web(self, service: str, environ: Mapping[str, str], *module: str, at: str = "{port}") -> None:
        """The same for one that answers HTTP; its port is said last."""
        port = free_port()
        self._origins[service] = f"http://127.0.0.1:{port}"
        answers = answering(self._origins[service], service)
        self.add(f"{service} web", environ, *module, at.format(port=port), answers=answers)

    def running(self, heard: sa.FromClause) -> Running:
        """All of it, up."""
        databases = engines(self._stack, self.urls)
        servers = self._servers
        return Running(self._origins, self._services, databases, heard, servers.postgres, servers.broker)


def named(urls: Mapping[str, str]) -> dict[str, str]:
    """Where each service finds its database, as all contestants read it."""
    return {f"{service.upper()}_DATABASE_URL": url for service, url in urls.items()}


def engines(stack: ExitStack, urls: Mapping[str, str]) -> dict[str, sa.Engine]:
    """Connections of our own to the databases, to look at what arrived."""
    made = {service: _engine(url) for service, url in urls.items()}
    for engine in made.values():
        stack.callback(engine.dispose)
    return made


def _engine(url: str) -> sa.Engine:
    if url.startswith("sqlite"):
        return sa.create_engine(url)
    # Each look is planned for its own values: a plan for any would read an old table as a whole.
    driver = "postgresql+psycopg:"
    return sa.create_engine(url.replace("postgresql:", driver), connect_args={"prepare_threshold": None})


def answering(origin: str, service: str) -> Callable[[], bool]:
    """Whether a service answers there."""
    return lambda: bool(requests.get(f"{origin}/{service}/status", timeout=5))


def run_to_end(environ: Mapping[str, str], *module: str) -> None:
    """Run a Python module to its end. Raises RuntimeError with what it said when that is not a good one."""
    command = [sys.executable, "-m", *module]
    ended = subprocess.run(command, env=os.environ | environ, capture_output=True, text=True, timeout=START)
    if ended.returncode != 0:
        raise RuntimeError(f"{' '.join(module)} failed:\n{ended.stdout}{ended.stderr}"[-3000:])
