"""The services as processes of their own that a test may kill and a supervisor starts again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import requests

from tests.eventually import eventually
from tests.servers.process import free_port, on_own_core

SERVICES = ("request", "dispatch", "volunteer", "feedback")
UP_WITHIN = 60.0
CODES_KEY = "of the tests"


@dataclass
class Fleet:
    """Processes by name; each can be killed with -9 and comes back with the same command."""

    folder: Path
    environ: Mapping[str, str]
    commands: dict[str, list[str]] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def clock_file(self) -> Path:
        """The file that all of them take business time from."""
        return self.folder / "clock"

    def sidan(self, *arguments: str) -> None:
        """Run an operator's verb to its end."""
        subprocess.run([sys.executable, "-m", "services", *arguments], env=self._environ, check=True, timeout=60)

    def start(self, name: str, *module_and_arguments: str, before: Sequence[str] = ()) -> None:
        """Start a process under this name; `before` stands before the command."""
        self.commands[name] = [*before, sys.executable, "-m", *module_and_arguments]
        self._spawn(name)

    def kill(self, name: str) -> None:
        """kill -9, and start it again at once."""
        self.strike(name)
        self.revive(name)

    def strike(self, name: str) -> None:
        """kill -9."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

    def revive(self, name: str) -> None:
        """Start it again."""
        self._spawn(name)

    def end(self) -> None:
        """End all of them."""
        for process in self.processes.values():
            process.send_signal(signal.SIGKILL)
        for process in self.processes.values():
            process.wait()

    def play_week(self, *at: str) -> "Play":
        """Start the demonstration's client against these addresses."""
        where = [argument for one in at for argument in ("--at", one)]
        command = [sys.executable, "-m", "services", "demo", "--exit", "--clock", str(self.clock_file), *where]
        pipe, both = subprocess.PIPE, subprocess.STDOUT
        return Play(subprocess.Popen(command, env=self._environ, stdout=pipe, stderr=both, text=True), self.clock_file)

    @property
    def _environ(self) -> dict[str, str]:
        usual = {"CLOCK_FILE": str(self.clock_file), "DISPATCH_UNDO_SECONDS": "0", "CODES_KEY": CODES_KEY}
        return {**os.environ, **usual, **self.environ}

    def _spawn(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("a") as log:
            self.processes[name] = subprocess.Popen(self.commands[name], env=self._environ, stdout=log, stderr=log)


@dataclass
class Play:
    """A week that is being played."""

    process: "subprocess.Popen[str]"
    clock_file: Path

    def reaches(self, moment: datetime, within: float) -> None:
        """Wait until business time is past `moment`."""
        eventually(lambda: self._now() >= moment or self.process.poll() is not None, within=within)

    def summary(self, within: float) -> str:
        """What it printed, from the table of orders on, when it ended well."""
        printed, _ = self.process.communicate(timeout=within)
        assert self.process.returncode == 0, printed
        return printed[printed.index("Orders by final state") : printed.index("It took")]

    def _now(self) -> datetime:
        return datetime.fromisoformat(self.clock_file.read_text().strip())


@contextmanager
def fleet(folder: Path, environ: Mapping[str, str]) -> Iterator[Fleet]:
    """A fleet that ends with the test."""
    ships = Fleet(folder, environ)
    try:
        yield ships
    finally:
        ships.end()


def answers(origin: str, service: str) -> bool:
    """Whether a service answers there."""
    return bool(requests.get(f"{origin}/{service}/status", timeout=5).ok)


def embedded(ships: Fleet) -> str:
    """Start all four in one process; its address."""
    port = free_port()
    ships.start("all", "services", "run", "--port", str(port), before=on_own_core())
    origin = f"http://127.0.0.1:{port}"
    eventually(lambda: answers(origin, "feedback"), within=UP_WITHIN)
    return origin


def apart(ships: Fleet) -> dict[str, str]:
    """Start a web and a worker process for each service, as production does; service → address."""
    ships.sidan("migrate")
    ships.sidan("declare")
    origins = {}
    for service in SERVICES:
        port = free_port()
        origins[service] = f"http://127.0.0.1:{port}"
        ships.start(f"{service}.web", f"services.{service}", "--web", "--port", str(port))
        ships.start(f"{service}.worker", f"services.{service}", "--work")
    for service, origin in origins.items():
        eventually(lambda origin=origin, service=service: answers(origin, service), within=UP_WITHIN)  # type: ignore[misc]
    return origins


def named(origins: Mapping[str, Any]) -> list[str]:
    """The addresses as the demonstration takes them."""
    return [f"{service}={origin}" for service, origin in origins.items()]
