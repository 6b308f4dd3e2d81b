"""Bare messages: as many as Sidan sends, published in a pipeline with confirms, each delivery acknowledged; by pika."""

import time
from typing import Any

import pika
from pika.adapters.select_connection import SelectConnection
from pika.channel import Channel

from benchmarks.flow import measuring
from benchmarks.flow.contestants import Running
from benchmarks.flow.hearing import DELIVERIES, LISTENERS, SERVICES

EXCHANGE = "floor"
WINDOW = 500
"""Messages that are published before their confirms have come."""
PREFETCH = 64
BODY = b"x" * 700
"""As long as a usual event in its envelope."""


def cpu(running: Running, orders: int) -> tuple[float, float]:
    """CPU milliseconds an order: of pika, and of RabbitMQ."""
    parameters, broker = pika.URLParameters(running.broker.url), running.broker.pid
    _declare(parameters)
    began, own = measuring.cpu_seconds([broker]), time.process_time()
    Pipeline(parameters, orders).run()
    return (time.process_time() - own) * 1000 / orders, (measuring.cpu_seconds([broker]) - began) * 1000 / orders


def _declare(parameters: pika.URLParameters) -> None:
    with pika.BlockingConnection(parameters) as connection:
        channel = connection.channel()
        channel.exchange_declare(EXCHANGE, "topic", durable=True)
        for service in SERVICES:
            channel.queue_declare(f"floor.{service}", durable=True, arguments={"x-queue-type": "quorum"})
        for kind, listeners in LISTENERS.items():
            for service in listeners:
                channel.queue_bind(f"floor.{service}", EXCHANGE, kind)


class Pipeline:
    """Publishes the news of so many orders and takes all of it, on one connection."""

    def __init__(self, parameters: pika.URLParameters, orders: int) -> None:
        self._news = (kind for _ in range(orders) for kind in LISTENERS)
        self._published = 0
        self._unconfirmed: set[int] = set()
        self._to_come = orders * DELIVERIES
        self._connection = SelectConnection(
            parameters, on_open_callback=self._opened, on_close_callback=lambda *_: self._connection.ioloop.stop()
        )

    def run(self) -> None:
        """Until the last delivery is acknowledged."""
        self._connection.ioloop.start()

    def _opened(self, connection: SelectConnection) -> None:
        connection.channel(on_open_callback=self._consume)
        connection.channel(on_open_callback=self._publish)

    def _consume(self, channel: Channel) -> None:
        channel.basic_qos(prefetch_count=PREFETCH)
        for service in SERVICES:
            channel.basic_consume(f"floor.{service}", self._take)

    def _publish(self, channel: Channel) -> None:
        channel.confirm_delivery(lambda frame: self._confirmed(channel, frame.method))
        self._fill(channel)

    def _fill(self, channel: Channel) -> None:
        lasting = pika.BasicProperties(delivery_mode=pika.DeliveryMode.Persistent.value)
        while len(self._unconfirmed) < WINDOW and (kind := next(self._news, None)):
            channel.basic_publish(EXCHANGE, kind, BODY, lasting)
            self._published += 1
            self._unconfirmed.add(self._published)

    def _confirmed(self, channel: Channel, confirm: Any) -> None:
        tag = confirm.delivery_tag
        self._unconfirmed -= {known for known in self._unconfirmed if known <= tag} if confirm.multiple else {tag}
        self._fill(channel)

    def _take(self, channel: Channel, method: Any, *_: Any) -> None:
        channel.basic_ack(method.delivery_tag)
        self._to_come -= 1
        if self._to_come == 0:
            self._connection.close()
