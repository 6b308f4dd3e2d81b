"""RabbitMQ as Debian installs it, started privately: own data, own ports, own port mapper."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.servers.process import Process, free_port, private_folder

# Not /usr/sbin/rabbitmq-server: that one changes to the user rabbitmq and writes to /var.
PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


class LocalRabbitMQ(Process):
    """A broker of one node on 127.0.0.1; `url` is its virtual host `/` as the user guest (who is not there when
    `settings` load users of their own)."""

    def __init__(self, folder: Path, port: int, mapper_port: int, settings: str) -> None:
        self.url = f"amqp://guest:guest@127.0.0.1:{port}/%2F"
        (folder / "rabbitmq.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{port}\n{settings}\n")
        (folder / "enabled_plugins").write_text("[].\n")  # the management pages double the start
        super().__init__(
            [str(PROGRAM)],
            folder=folder,
            environment=_environment(folder, mapper_port),
            answers=lambda: speaks_amqp(port),
        )

    def kill(self) -> None:
        let_new_queues_settle()
        super().kill()


def let_new_queues_settle() -> None:
    """Wait until RabbitMQ has written down which quorum queues it has.

    It does so half a second after a declaration. Killed with -9 before, it comes back with a queue that
    never answers again (seen on 3.10.8), and no client can tell when that moment is over.
    """
    time.sleep(1)


def speaks_amqp(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a broker greets us there; the port alone opens a little before."""
    with socket.create_connection((host, port), timeout=5) as connection:
        connection.sendall(b"AMQP\x00\x00\x09\x01")
        return connection.recv(1) == b"\x01"


@contextlib.contextmanager
def local_rabbitmq(port: int | None = None, settings: str = "") -> Iterator[LocalRabbitMQ]:
    """A broker that ends with the block; `settings` are lines of rabbitmq.conf."""
    with private_folder() as folder, _port_mapper() as mapper_port:
        broker = LocalRabbitMQ(folder, port or free_port(), mapper_port, settings)
        broker.start()
        try:
            yield broker
        finally:
            Process.kill(broker)


@contextlib.contextmanager
def _port_mapper() -> Iterator[int]:
    """Erlang's port mapper, our own: the broker would otherwise leave one behind for ever."""
    port = free_port()
    mapper = subprocess.Popen(
        ["setpriv", "--pdeathsig=KILL", "epmd", "-address", "127.0.0.1", "-port", str(port)],
        start_new_session=True,
    )
    try:
        yield port
    finally:
        mapper.kill()
        mapper.wait()


def _environment(folder: Path, mapper_port: int) -> dict[str, str]:
    return {
        "HOME": str(folder),  # the Erlang cookie is written there
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_NODENAME": "sidan@localhost",
        "RABBITMQ_DIST_PORT": str(free_port()),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(mapper_port),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ("-noinput -kernel inet_dist_use_interface {127,0,0,1}"),
        # The start script then turns into the broker instead of standing before it, so that signals,
        # ours and the one at our death, reach the broker.
        "RABBITMQ_ALLOW_INPUT": "1",
    }
