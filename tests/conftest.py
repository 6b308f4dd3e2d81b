"""What every test may ask for."""

import gc
from collections.abc import Iterator

import pytest

from tests.servers import Postgres, RabbitMQ, running_postgres, running_rabbitmq


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files whose tests were given more time than others come first: in the end no core waits for the last of them."""
    long = {one.path for one in items if one.get_closest_marker("timeout")}
    items.sort(key=lambda one: one.path not in long)


def pytest_collection_finish() -> None:
    """What has been collected stays: nobody need look for garbage in it, which takes up to half a second each time."""
    gc.freeze()


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[RabbitMQ]:
    """A real broker: `.url`, and `.stop() .start() .restart() .kill() .pause() .resume()`."""
    with running_rabbitmq() as broker:
        yield broker


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL: as the broker, and `.create_database(name)` gives the URL of a fresh one."""
    with running_postgres() as server:
        yield server


@pytest.fixture(autouse=True)
def _servers_stand_again(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that breaks a server and fails must not take the others with it."""
    yield
    for server in {"rabbitmq", "postgres"} & set(request.fixturenames):
        request.getfixturevalue(server).stand_again()
