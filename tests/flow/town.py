"""A town that runs on the four services: asked over HTTP, watched in its databases, hit where it hurts."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from demo.client import Client
from demo.settling import SERVICES, Settling
from shared import clock
from shared.clock import SHANGHAI
from shared.db import Database
from shared.messaging import operate
from shared.messaging.tables import OUTBOX
from tests.eventually import eventually
from tests.faults.fleet import Fleet, apart, embedded, fleet
from tests.servers import Postgres, RabbitMQ

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)
EMBEDDED, APART = "embedded", "apart"
COMBINATIONS = (EMBEDDED, APART)
"""In memory on SQLite in one process; on RabbitMQ and PostgreSQL, web and worker apart. These two ship."""


class Town:
    """The running system. `names` says which process does the work of which service."""

    def __init__(self, ships: Fleet, origins: Mapping[str, str], names: Mapping[str, str]) -> None:
        self.ships = ships
        self._names = names
        self.client = Client(origins)
        self.settling = Settling(self.client, ships.clock_file)
        self.databases = {name: Database(ships.environ[_url(name)]) for name in SERVICES}

    @property
    def now(self) -> datetime:
        """Business time."""
        return datetime.fromisoformat(self.ships.clock_file.read_text().strip())

    def post(self, path: str, actor: str, **body: Any) -> Any:
        """Ask for a verb, `/<service>/…`. Raises demo.client.Refused."""
        service, rest = path.lstrip("/").split("/", 1)
        return self.client.post(f"/{service}/api/v1/{rest}", actor, body, key=str(uuid4()))

    def put(self, path: str, actor: str, **body: Any) -> Any:
        """Make a thing that is edited."""
        service, rest = path.lstrip("/").split("/", 1)
        return self.client.put(f"/{service}/api/v1/{rest}", actor, body)

    def settle(self) -> None:
        """Wait until nothing is on its way, due, or being tried again."""
        self.settling.settle()

    def move(self, moment: datetime | timedelta) -> None:
        """Let business time go on to that moment, or by so much, once all is settled; and let all settle again."""
        self.settling.move_to(self.now + moment if isinstance(moment, timedelta) else moment)

    def rows(self, service: str, asked: sa.Select[Any]) -> Sequence[Any]:
        """What a service's database holds; for looking only."""
        with self.databases[service].read() as session:
            return session.execute(asked).mappings().all()

    def strike(self, moment: datetime) -> None:
        """Let business time be that moment, whatever is under way."""
        clock.write(self.ships.clock_file, moment)

    def crash(self, name: str) -> None:
        """kill -9 of a process; it comes back at once."""
        self.ships.kill(name)

    def tell_again(self, service: str, since: datetime) -> None:
        """Everything that a service has said since a moment of the machine is told once more."""
        operate.resend(self.databases[service], None, since)

    @contextmanager
    def silenced(self, service: str, overtaking: Callable[[list[int]], None] = lambda ids: None) -> Iterator[None]:
        """What this service says stays in its outbox until the end, and its clock rests; it goes on hearing and
        answering. Then it is told in the order that `overtaking` makes of it.

        Its relay stands by: somebody else holds the lock by which it would lead.
        """
        with ExitStack() as stack:
            self.ships.strike(self._names[service])
            eventually(lambda: self._leads_instead(stack, service))
            self.ships.revive(self._names[service])
            yield
            self._reorder(service, overtaking)

    def close(self) -> None:
        """Let go of the databases."""
        for database in self.databases.values():
            database.close()

    def _leads_instead(self, stack: ExitStack, service: str) -> bool:
        with ExitStack() as attempt:
            led = attempt.enter_context(self.databases[service].leadership(f"relay.{service}")) is not None
            if led:
                stack.push(attempt.pop_all())
        return led

    def _reorder(self, service: str, overtaking: Callable[[list[int]], None]) -> None:
        with self.databases[service].writer.begin() as connection:
            unsent = sa.select(OUTBOX.c.id).where(OUTBOX.c.sent_at.is_(None)).order_by(OUTBOX.c.id)
            stood = list(connection.scalars(unsent))
            stands = list(stood)
            overtaking(stands)
            for old in stood:  # out of the way first, for an id is there once
                connection.execute(OUTBOX.update().where(OUTBOX.c.id == old).values(id=-old))
            for old, new in zip(stood, stands, strict=True):
                connection.execute(OUTBOX.update().where(OUTBOX.c.id == -old).values(id=new))


@contextmanager
def running(combination: str, folder: Path, ask: Callable[[str], Any], **environ: str) -> Iterator[Town]:
    """A town on this combination; `ask` gives the servers of the tests by name."""
    start = {EMBEDDED: _embedded, APART: _apart}[combination]
    with start(folder, ask, environ) as town:
        try:
            yield town
        finally:
            town.close()


@contextmanager
def _embedded(folder: Path, _: Callable[[str], Any], environ: Mapping[str, str]) -> Iterator[Town]:
    urls = {_url(name): f"sqlite:///{folder}/{name}.db" for name in SERVICES}
    with fleet(folder, {**urls, **environ}) as ships:
        ships.clock_file.write_text(MONDAY.isoformat())
        yield Town(ships, dict.fromkeys(SERVICES, embedded(ships)), dict.fromkeys(SERVICES, "all"))


@contextmanager
def _apart(folder: Path, ask: Callable[[str], Any], environ: Mapping[str, str]) -> Iterator[Town]:
    rabbitmq: RabbitMQ = ask("rabbitmq")
    postgres: Postgres = ask("postgres")
    urls = {_url(name): postgres.create_database(f"flow_{name}") for name in SERVICES}
    broker = {"BROKER_URL": rabbitmq.url, "BROKER_NAMESPACE": f"f{uuid4().hex[:8]}"}
    with fleet(folder, {**urls, **broker, **environ}) as ships:
        ships.clock_file.write_text(MONDAY.isoformat())
        yield Town(ships, apart(ships), {name: f"{name}.worker" for name in SERVICES})


def _url(service: str) -> str:
    return f"{service.upper()}_DATABASE_URL"


def shuffled(seed: int) -> Callable[[list[int]], None]:
    """Any order, the same for the same seed."""
    return random.Random(seed).shuffle
