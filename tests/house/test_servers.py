"""The servers that the other tests lean on do what those tests believe."""

import signal
import subprocess
import sys
from pathlib import Path

import kombu
import pika
import psutil
import psycopg
import pytest
from pika.adapters.utils.connection_workflow import AMQPConnectorStackTimeout

from tests.eventually import eventually
from tests.servers import Postgres, RabbitMQ

ROOT = Path(__file__).parents[2]
QUEUE = "house.servers"


@pytest.fixture
def durable_queue(rabbitmq: RabbitMQ):
    """A quorum queue, as the services use them."""
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        connection.channel().queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
    yield QUEUE
    rabbitmq.stand_again()
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        connection.channel().queue_delete(QUEUE)


def publish(rabbitmq: RabbitMQ, body: bytes) -> None:
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish("", QUEUE, body, pika.BasicProperties(delivery_mode=2), True)


def fetch(rabbitmq: RabbitMQ) -> bytes | None:
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        return connection.channel().basic_get(QUEUE, auto_ack=True)[2]


def test_a_message_published_is_a_message_fetched(rabbitmq, durable_queue):
    publish(rabbitmq, "四单".encode())
    assert eventually(lambda: fetch(rabbitmq)) == "四单".encode()


def test_kombu_reads_the_same_url_as_pika(rabbitmq, durable_queue):
    publish(rabbitmq, b"read by the other library")
    with kombu.Connection(rabbitmq.url) as connection:
        queue = kombu.Queue(durable_queue, channel=connection.channel(), no_declare=True)
        message = eventually(lambda: queue.get(no_ack=True))
    assert bytes(message.body) == b"read by the other library"


def test_a_confirmed_message_survives_a_restart_of_the_broker(rabbitmq, durable_queue):
    publish(rabbitmq, b"survives a restart")
    rabbitmq.restart()
    assert eventually(lambda: fetch(rabbitmq)) == b"survives a restart"


def test_a_confirmed_message_survives_kill_9_of_the_broker(rabbitmq, durable_queue):
    publish(rabbitmq, b"survives kill -9")
    rabbitmq.kill()
    with pytest.raises(pika.exceptions.AMQPConnectionError):
        pika.BlockingConnection(pika.URLParameters(rabbitmq.url))
    rabbitmq.start()
    assert eventually(lambda: fetch(rabbitmq)) == b"survives kill -9"


def test_a_frozen_broker_answers_nobody_until_it_is_thawed(rabbitmq, durable_queue):
    rabbitmq.pause()
    with pytest.raises(AMQPConnectorStackTimeout):
        pika.BlockingConnection(pika.URLParameters(f"{rabbitmq.url}?stack_timeout=1"))
    rabbitmq.resume()
    publish(rabbitmq, b"thawed")
    assert eventually(lambda: fetch(rabbitmq)) == b"thawed"


def test_a_databases_user_cannot_connect_to_another_database(postgres: Postgres):
    own, others = postgres.create_database("own"), postgres.create_database("others")
    with psycopg.connect(own) as connection:
        connection.execute("CREATE TABLE mine (id integer)")
    trespass = f"{own.rpartition('/')[0]}/{others.rpartition('/')[2]}"
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(trespass)


def test_the_same_name_twice_gives_two_databases(postgres: Postgres):
    assert postgres.create_database("twin") != postgres.create_database("twin")


def test_what_postgresql_committed_survives_kill_9(postgres: Postgres):
    url = postgres.create_database("killed")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    postgres.kill()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    postgres.start()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_postgresql_writes_to_the_disk_before_it_says_committed(postgres: Postgres):
    with psycopg.connect(postgres.url) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_killed_tests_leave_no_server_and_no_folder_behind():
    program = (
        "from tests.servers.postgres import local_postgres\n"
        "from tests.servers.rabbitmq import local_rabbitmq\n"
        "with local_postgres() as postgres, local_rabbitmq() as broker:\n"
        "    print(postgres.log.parent, broker.log.parent, flush=True)\n"
        "    input()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    folders = [Path(folder) for folder in holder.stdout.readline().split()]
    started = psutil.Process(holder.pid).children(recursive=True)
    assert {"postgres", "beam.smp", "epmd"} <= {process.name() for process in started}

    holder.send_signal(signal.SIGKILL)
    holder.communicate()

    eventually(lambda: not any(_alive(process) for process in started), within=30)
    eventually(lambda: not any(folder.exists() for folder in folders), within=30)


def _alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
