"""The whole of docker-compose.yml without Docker: the same users, processes and proxy, on servers installed here."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from shared import clock
from tests.house.sources import ROOT, SERVICES
from tests.servers.postgres import LocalPostgres, local_postgres
from tests.servers.process import Process, free_port, private_folder
from tests.servers.rabbitmq import LocalRabbitMQ, local_rabbitmq
from tests.stack.processes import from_files, of_the_house


@dataclass(frozen=True)
class Stack:
    """What runs: the two servers, and our processes by name."""

    origin: str
    folder: Path
    database: LocalPostgres
    broker: LocalRabbitMQ
    processes: Mapping[str, Process]

    @property
    def clock_file(self) -> Path:
        """Business time, when the stack runs on a clock of its own."""
        return self.folder / "clock"

    @property
    def operators_environment(self) -> dict[str, str]:
        """Under which the operators' verbs reach all four services."""
        return operators_environment(self.folder / "secrets")

    def restart_what_ended(self) -> list[str]:
        """As a restart policy does; the names of those that had ended."""
        ended = [name for name, process in self.processes.items() if process.ended]
        for name in ended:
            self.processes[name].stand_again()
        return ended


@contextmanager
def running_stack(port: int, *, workers: int = 1, begins: datetime | None = None) -> Iterator[Stack]:
    """Start everything in the order of docker-compose.yml; stop it in the opposite order. If business time `begins`
    somewhere, it is what the clock file says, and rounds are not held back. Raises RuntimeError with the end of a log.
    """
    with private_folder() as folder, ExitStack() as running:
        database = running.enter_context(local_postgres())
        broker_port = free_port()
        secrets = _make_secrets(folder / "secrets", database, f"127.0.0.1:{broker_port}")
        _run("deploy.definitions", folder / "definitions.json", *sorted(secrets.glob("*-broker-url")))
        settings = (ROOT / "deploy/rabbitmq.conf").read_text().replace("/var/lib/sidan", str(folder))
        broker = running.enter_context(local_rabbitmq(broker_port, settings))
        _run("deploy.databases", secrets / "database-admin-url", *sorted(secrets.glob("*-database-url")))
        for verb in ("migrate", "declare"):
            _run("services", verb, environment=operators_environment(secrets))
        processes = of_the_house(folder, port, workers, _clock(folder / "clock", begins))
        running.callback(_stop, processes.values())
        for process in processes.values():
            process.start()
        yield Stack(f"http://127.0.0.1:{port}", folder, database, broker, processes)


def operators_environment(secrets: Path) -> dict[str, str]:
    """The operator's broker user and the four databases, from files."""
    broker = {"BROKER_URL_FILE": str(secrets / "operator-broker-url")}
    return {**broker, **from_files(secrets, *(f"{service}-database-url" for service in SERVICES))}


def _make_secrets(folder: Path, database: LocalPostgres, broker: str) -> Path:
    """By the script of the installation; the administrator of the database has a password already."""
    server = urlsplit(database.url)
    folder.mkdir(mode=0o700)
    (folder / "database-admin-password").write_text(str(server.password))
    made = [str(ROOT / "scripts/make-secrets"), str(folder), f"{server.hostname}:{server.port}", broker]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    return folder


def _clock(file: Path, begins: datetime | None) -> dict[str, str]:
    if begins is None:
        return {}
    clock.write(file, begins)
    return {"CLOCK_FILE": str(file), "DISPATCH_UNDO_SECONDS": "0"}


def _stop(processes: Iterable[Process]) -> None:
    """All at once: each takes a moment to come to an end."""
    with ThreadPoolExecutor() as hands:
        list(hands.map(Process.stop, processes))


def _run(module: str, *arguments: Path | str, environment: Mapping[str, str] | None = None) -> None:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    ended = subprocess.run(command, cwd=ROOT, env={**os.environ, **(environment or {})}, capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(f"{module} {arguments} failed:\n{ended.stdout}{ended.stderr}")
