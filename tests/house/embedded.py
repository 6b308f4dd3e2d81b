"""The whole system as it runs embedded: one process, four SQLite files, what it writes on standard error."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from tests.eventually import eventually
from tests.servers.process import free_port, on_own_core

SERVICES = ("request", "dispatch", "volunteer", "feedback")
PATIENCE = 10.0


@dataclass
class Embedded:
    """The system while it runs, and what it left behind when it has ended."""

    folder: Path
    origin: str
    process: "subprocess.Popen[bytes]"

    @property
    def log(self) -> str:
        """All that it wrote on standard error."""
        return (self.folder / "stderr").read_text()

    def database(self, service: str) -> Path:
        """The file of a service's database."""
        return self.folder / f"{service}.db"

    def ask(self, method: str, path: str, actor: str, body: Any = None, **headers: str) -> requests.Response:
        """Ask for something under /<service>/api/v1."""
        service, _, rest = path.lstrip("/").partition("/")
        told = {"X-Sidan-Actor": actor, "Idempotency-Key": str(uuid4()), **headers}
        url = f"{self.origin}/{service}/api/v1/{rest}"
        return requests.request(method, url, json=body, headers=told, timeout=PATIENCE)

    def status(self, service: str) -> dict[str, Any]:
        """How a service stands."""
        told: dict[str, Any] = requests.get(f"{self.origin}/{service}/status", timeout=PATIENCE).json()
        return told

    def is_at_rest(self) -> bool:
        """Whether all has been told, heard and done."""
        standing = [self.status(service) for service in SERVICES]
        return all(one["outbox"]["unsent"] == 0 and not one["inbox"]["undone"] for one in standing)


def start_embedded(folder: Path, broker: str = "memory://", port: int | None = None) -> Embedded:
    """Start it; whoever does ends it."""
    port = port or free_port()
    databases = {f"{name.upper()}_DATABASE_URL": f"sqlite:///{folder / name}.db" for name in SERVICES}
    environment = {**os.environ, **databases, "BROKER_URL": broker, "DISPATCH_UNDO_SECONDS": "0"}
    environment["CODES_KEY_FILE"] = str(folder / "codes-key")
    with (folder / "stderr").open("wb") as stderr:
        command = [*on_own_core(), sys.executable, "-m", "services", "run", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, stderr=stderr)
    return Embedded(folder, f"http://127.0.0.1:{port}", process)


@contextmanager
def running_embedded(folder: Path) -> Iterator[Embedded]:
    """Start it, and end it as an operator does."""
    system = start_embedded(folder)
    try:
        eventually(lambda: all(system.status(name)["service"] == name for name in SERVICES), within=30)
        yield system
    finally:
        system.process.terminate()
        assert system.process.wait(timeout=30) == 0
