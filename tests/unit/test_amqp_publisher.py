"""A broker that is away costs the relay patience, and nothing that adds up."""

import gc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shared.identity import new_id
from shared.messaging.amqp_publisher import AmqpPublisher
from shared.messaging.publishing import BrokerAway
from tests.servers import RabbitMQ
from tests.servers.process import free_port

AN_HOUR = 3600.0


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def nobody_cleans_up() -> Iterator[None]:
    """Without garbage collection, what is not closed stays open and is seen."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("nobody_cleans_up")
def test_trying_in_vain_leaves_no_file_open() -> None:
    url = f"amqp://guest:guest@127.0.0.1:{free_port()}/"
    before = open_files()
    for _ in range(5):
        with pytest.raises(BrokerAway):
            AmqpPublisher(url, "sidan.events")
    assert open_files() == before


@pytest.mark.usefixtures("nobody_cleans_up")
def test_news_said_while_it_closes_leaves_no_file_open(rabbitmq: RabbitMQ) -> None:
    before = open_files()
    for _ in range(5):
        publisher = AmqpPublisher(rabbitmq.url, "amq.topic")
        publisher.publish(new_id(), "nobody.hears.it", b"{}")
        publisher.nudge()
        publisher.close()
        publisher.nudge()
    assert open_files() == before


@pytest.mark.usefixtures("nobody_cleans_up")
def test_a_broker_that_keeps_still_is_hung_up_on(rabbitmq: RabbitMQ) -> None:
    before, publisher = open_files(), AmqpPublisher(rabbitmq.url, "amq.topic")
    rabbitmq.pause()
    try:
        publisher.close()
    finally:
        rabbitmq.resume()
    assert open_files() == before


def test_news_ends_its_rest(rabbitmq: RabbitMQ) -> None:
    with closing(AmqpPublisher(rabbitmq.url, "amq.topic")) as publisher:
        publisher.nudge()
        assert publisher.pump(AN_HOUR) == []


def test_news_said_while_other_news_is_under_way_need_not_wait_for_it(rabbitmq: RabbitMQ) -> None:
    with closing(AmqpPublisher(rabbitmq.url, "amq.topic")) as publisher:
        publisher.publish(new_id(), "nobody.hears.it", b"{}")
        publisher.nudge()
        publisher.pump(AN_HOUR)


def test_a_broker_that_goes_away_while_it_rests_is_missed(rabbitmq: RabbitMQ) -> None:
    with closing(AmqpPublisher(rabbitmq.url, "amq.topic")) as publisher:
        rabbitmq.kill()
        with pytest.raises(BrokerAway):
            while True:
                publisher.pump(0.01)
