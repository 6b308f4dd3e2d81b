"""The real RabbitMQ and the real PostgreSQL of the tests.

From Docker where it answers, else from the programs installed on this machine (`make servers`).
SIDAN_TEST_SERVERS=local keeps to the installed ones even if Docker answers.
"""

import os
from contextlib import AbstractContextManager

from tests.servers.containers import (
    ContainerPostgres,
    ContainerRabbitMQ,
    container_postgres,
    container_rabbitmq,
    docker_answers,
)
from tests.servers.postgres import LocalPostgres, local_postgres
from tests.servers.rabbitmq import LocalRabbitMQ, local_rabbitmq

RabbitMQ = LocalRabbitMQ | ContainerRabbitMQ
Postgres = LocalPostgres | ContainerPostgres


def running_rabbitmq() -> AbstractContextManager[RabbitMQ]:
    return container_rabbitmq() if _in_docker() else local_rabbitmq()


def running_postgres() -> AbstractContextManager[Postgres]:
    return container_postgres() if _in_docker() else local_postgres()


def _in_docker() -> bool:
    return os.environ.get("SIDAN_TEST_SERVERS") != "local" and docker_answers()
