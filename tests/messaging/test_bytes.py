"""Whatever bytes lie in a queue: the worker lives, keeps them as they are, and goes on with the next."""

import pika
import pytest
import sqlalchemy as sa

from shared.contracts.request import OrderRejected
from shared.db import Database
from shared.identity import new_id
from shared.messaging.tables import INBOX
from tests.eventually import eventually
from tests.messaging.conftest import Wires
from tests.messaging.county import LISTENER, Running, effects, rejected, sealed
from tests.servers import RabbitMQ

NASTY = [
    b"\x00\x00\x00",
    b'\xff\xfe{"id": 1}',
    b"",
    b'{"id": "\\u0000"}',
    b'{"subject": "\\ud800"}',
    "四单".encode("gb18030"),
]


def parked(database: Database) -> set[bytes]:
    with database.read() as session:
        return set(session.scalars(sa.select(INBOX.c.body).where(INBOX.c.state == "parked")))


def test_nasty_bytes_are_kept_and_the_worker_lives(wires: Wires, running: Running) -> None:
    listener = wires.database()
    running.listener(LISTENER, listener, wires.bus)
    good = rejected(len(NASTY))
    publisher = wires.bus.publisher("request")
    for nasty, event in zip(NASTY, good, strict=True):
        publisher.publish(new_id(), OrderRejected.TYPE, nasty)
        publisher.publish(new_id(), OrderRejected.TYPE, sealed(event))
    eventually(lambda: publisher.pump(0.01) is not None and len(effects(listener)) == len(good))
    publisher.close()
    eventually(lambda: parked(listener) == set(NASTY))
    assert effects(listener) == [event.order_id for event in good]


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [
        (None, None),
        ("application/x-python-serialize", "binary"),
        ("application/json", "utf-8"),
        ("application/json", "gzip"),
        ("text/plain", "no-such-encoding"),
    ],
)
def test_a_stranger_s_headers_change_nothing(
    real_wires: Wires, running: Running, rabbitmq: RabbitMQ, content_type: str | None, encoding: str | None
) -> None:
    listener, (event,) = real_wires.database(), rejected()
    running.listener(LISTENER, listener, real_wires.bus)
    properties = pika.BasicProperties(content_type=content_type, content_encoding=encoding, headers={"x-death": []})
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()  # without it, what is published before a close may be lost (seen on 3.10.8)
        for body in (*NASTY, sealed(event)):
            channel.basic_publish(real_wires.bus.topology.exchange.name, OrderRejected.TYPE, body, properties)
    eventually(lambda: effects(listener) == [event.order_id])
    assert parked(listener) == set(NASTY)
