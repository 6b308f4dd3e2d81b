"""PostgreSQL as Debian installs it, started privately: own data, own port, as careful as in production."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.servers.databases import Databases
from tests.servers.process import Process, as_user, free_port, private_folder


class LocalPostgres(Databases, Process):
    """A PostgreSQL on 127.0.0.1; `url` is the administrator's."""

    def __init__(self, folder: Path, port: int, password: str) -> None:
        self.url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
        Databases.__init__(self)
        Process.__init__(
            self,
            [
                *(str(_programs() / "postgres"), "-D", str(folder / "data")),
                *("-c", "listen_addresses=127.0.0.1", "-c", f"port={port}"),
                *("-c", "unix_socket_directories=", "-c", "max_connections=400"),
            ],
            folder=folder,
            user=_other_user(),
            answers=self.answers,
            # "Fast shutdown", also when the tests die: killed, it would leave shared memory behind.
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
        )


@contextlib.contextmanager
def local_postgres() -> Iterator[LocalPostgres]:
    with private_folder() as folder:
        password = secrets.token_hex(8)
        _make_cluster(folder, password)
        server = LocalPostgres(folder, free_port(), password)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _make_cluster(folder: Path, password: str) -> None:
    data, password_file = folder / "data", folder / "password"
    data.mkdir(mode=0o700)
    password_file.write_text(password)
    user = _other_user()
    if user:
        shutil.chown(data, user, user)
        shutil.chown(password_file, user, user)
    initdb = [
        *(str(_programs() / "initdb"), "--pgdata", str(data), "--username=postgres"),
        *("--auth=scram-sha-256", "--pwfile", str(password_file)),
        *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
    ]
    if user:
        initdb = ["setpriv", *as_user(user), *initdb]
    made = subprocess.run(initdb, cwd=folder, capture_output=True, text=True)
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")


def _programs() -> Path:
    """The newest PostgreSQL of this machine; Debian keeps the server's programs off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if not found:
        raise RuntimeError("No PostgreSQL in /usr/lib/postgresql. Say: make servers")
    return found[-1]


def _other_user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as the user that its Debian package made."""
    return "postgres" if os.geteuid() == 0 else None
