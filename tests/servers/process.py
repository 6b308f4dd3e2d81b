"""A server that the tests start for themselves: private folder, private ports, gone when the tests are gone."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil

from tests.eventually import eventually

# Below the range from which Linux picks the ports of outgoing connections: while a server is stopped,
# nothing else on the machine is given its port by chance.
_PORTS = range(20000, 32000)
_given: set[int] = set()
"""Whoever was given one may not listen there yet: of fourteen ports two would be the same once in a hundred times."""


def free_port() -> int:
    """A port on 127.0.0.1 on which nobody listens, and that nobody was given before."""
    while True:
        port = random.choice(_PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            if port not in _given:
                _given.add(port)
                return port


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that is removed afterwards, even when this process is killed with -9.

    Its keeper is a shell that waits for the other end of its pipe to close. It tries until it succeeds,
    because a server that is just going down may still write.
    """
    folder = Path(tempfile.mkdtemp(prefix="sidan-tests-"))
    folder.chmod(0o755)  # PostgreSQL, running as another user, has to walk through
    keeper = subprocess.Popen(
        ["sh", "-c", 'read -r _; until rm -rf -- "$0" 2>/dev/null; do sleep 0.2; done', folder],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield folder
    finally:
        keeper.communicate()


class Process:
    """A server process that can be stopped, killed, frozen and started again on the same port and data.

    It dies with the thread that starts it (that is how Linux counts): start it from the test's own
    thread, not from one that ends sooner.
    """

    def __init__(
        self,
        command: list[str],
        *,
        folder: Path,
        answers: Callable[[], bool],
        environment: Mapping[str, str] | None = None,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        death_signal: signal.Signals = signal.SIGKILL,
    ) -> None:
        self._command = ["setpriv", f"--pdeathsig={death_signal.name}", *as_user(user), *command]
        self._folder = folder
        self._answers = answers
        self._environment = {**os.environ, **(environment or {})}
        self._stop_signal = stop_signal
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self._folder / "server.log"

    @property
    def pid(self) -> int:
        """Its process id, once it was started."""
        assert self._process is not None
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it was started and has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def start(self) -> None:
        """Start it, unless it runs, and wait until it answers."""
        if self._process is not None:
            return
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            eventually(self._answers_or_has_ended, within=90)
            if self._process.poll() is not None:
                raise AssertionError(f"it ended at once with exit code {self._process.returncode}")
        except AssertionError as error:
            tail = self.log.read_text(errors="replace")[-3000:]
            raise RuntimeError(f"{self._command} did not come up: {error}\n{tail}") from error

    def stop(self) -> None:
        """Ask it to go, and wait until it has gone."""
        if self._process is not None:
            self.resume()
            self._process.send_signal(self._stop_signal)
            self._process.wait(timeout=60)
            self._process = None

    def kill(self) -> None:
        """kill -9: it and its children have no time for last words."""
        if self._process is not None:
            family = self._family()
            _tell(family, signal.SIGKILL)
            self._process.wait(timeout=60)
            psutil.wait_procs(family, timeout=60)
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def pause(self) -> None:
        """Freeze it: its connections stay open and nothing answers."""
        _tell(self._family(), signal.SIGSTOP)

    def resume(self) -> None:
        _tell(self._family(), signal.SIGCONT)

    def stand_again(self) -> None:
        """Whatever a test has done to it, it runs and answers."""
        self.resume()
        if self.ended:
            self._process = None
        self.start()

    def _family(self) -> list[psutil.Process]:
        if self._process is None or self._process.poll() is not None:
            return []
        parent = psutil.Process(self._process.pid)
        return [parent, *parent.children(recursive=True)]

    def _answers_or_has_ended(self) -> bool:
        assert self._process is not None
        return self._process.poll() is not None or self._answers()


def _tell(family: list[psutil.Process], what: signal.Signals) -> None:
    for member in family:
        # Servers have short-lived children; one that has just gone needs no signal.
        with contextlib.suppress(psutil.NoSuchProcess):
            member.send_signal(what)


def on_own_core() -> list[str]:
    """The beginning of a command that is to stay on one core of the machine.

    The embedded system keeps to the last of those that it may use: of tests that run side by side each allows its own
    another one, for else all of their systems would share the last core while the others rest.
    """
    cores = sorted(os.sched_getaffinity(0))
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return ["taskset", "--cpu-list", str(cores[number % len(cores)])]


def as_user(user: str | None) -> list[str]:
    return [f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
