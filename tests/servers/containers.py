"""The same two servers in Docker containers, by testcontainers: the port and the data outlive a stop."""

import contextlib
import gc
import warnings
from collections.abc import Callable, Iterator

import docker
from docker.errors import DockerException
from testcontainers.community.postgres import PostgresContainer
from testcontainers.community.rabbitmq import RabbitMqContainer
from testcontainers.core.container import DockerContainer

from tests.eventually import eventually
from tests.servers.databases import Databases
from tests.servers.process import free_port
from tests.servers.rabbitmq import let_new_queues_settle, speaks_amqp

RABBITMQ_IMAGE = "rabbitmq:4"
POSTGRES_IMAGE = "postgres:17-alpine"


def docker_answers() -> bool:
    """Whether there is a Docker engine that we may use."""
    # When nobody answers, Docker's client forgets a socket open; the collector meets it here, in silence.
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        try:
            with contextlib.closing(docker.from_env(timeout=3)) as client:
                return bool(client.ping())
        except DockerException:
            return False
        finally:
            gc.collect()


class Container:
    """A server in a container that can be stopped, killed, frozen and started again."""

    def __init__(self, container: DockerContainer, answers: Callable[[], bool]) -> None:
        self._container = container.get_wrapped_container()
        self._answers = answers

    def start(self) -> None:
        """Start it, unless it runs, and wait until it answers."""
        self._container.start()
        eventually(self._answers, within=90)

    def stop(self) -> None:
        self.resume()
        self._container.stop(timeout=60)

    def kill(self) -> None:
        self.resume()
        if self._state() == "running":
            self._container.kill()
            self._container.wait()

    def restart(self) -> None:
        self.stop()
        self.start()

    def pause(self) -> None:
        self._container.pause()

    def resume(self) -> None:
        if self._state() == "paused":
            self._container.unpause()

    def stand_again(self) -> None:
        self.resume()
        self.start()

    def _state(self) -> str:
        self._container.reload()
        return str(self._container.status)


class ContainerRabbitMQ(Container):
    def __init__(self, container: RabbitMqContainer, port: int) -> None:
        host = container.get_container_host_ip()
        self.url = f"amqp://guest:guest@{host}:{port}/%2F"
        super().__init__(container, answers=lambda: speaks_amqp(port, host))

    def kill(self) -> None:
        let_new_queues_settle()
        super().kill()


class ContainerPostgres(Databases, Container):
    def __init__(self, container: PostgresContainer) -> None:
        self.url = container.get_connection_url(driver=None)
        Databases.__init__(self)
        Container.__init__(self, container, answers=self.answers)


@contextlib.contextmanager
def container_rabbitmq() -> Iterator[ContainerRabbitMQ]:
    port = free_port()
    with RabbitMqContainer(RABBITMQ_IMAGE).with_bind_ports(5672, port) as container:
        yield ContainerRabbitMQ(container, port)


@contextlib.contextmanager
def container_postgres() -> Iterator[ContainerPostgres]:
    container = PostgresContainer(POSTGRES_IMAGE, username="postgres", dbname="postgres")
    container.with_bind_ports(5432, free_port())
    container.with_command("postgres -c max_connections=200")
    with container:
        yield ContainerPostgres(container)
