"""The relay: one leads, it tells only when somebody can hear, and what the broker returns is not told."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pika
import pytest
import sqlalchemy as sa

from shared.contracts.dispatch import OrderUnfulfilled
from shared.contracts.request import OrderRejected
from shared.db import Database
from shared.identity import new_id
from shared.messaging.bus import SPEAKERS, bus_for
from shared.messaging.tables import OUTBOX
from tests.eventually import eventually
from tests.messaging.conftest import Wires
from tests.messaging.county import (
    HEARING,
    LISTENER,
    SPEAKER,
    Running,
    due_now,
    effects,
    referred,
    reject,
    rejected,
    row_of,
    say,
    set_aside,
    unsent,
)
from tests.servers import RabbitMQ


def test_what_nobody_hears_is_not_told_and_holds_up_only_its_own_order(wires: Wires, running: Running) -> None:
    speaker, listener = wires.database(), wires.database()
    running.relay(SPEAKER, speaker, wires.bus)
    running.listener(LISTENER, listener, wires.bus)
    stuck, other = new_id(), new_id()
    (unheard,) = say(
        speaker, [OrderUnfulfilled(order_id=stuck, site_path="620821/102", round=1, reason_code="too_far")]
    )
    eventually(lambda: row_of(speaker, OUTBOX, unheard).next_try)
    say(speaker, [referred(stuck), referred(other)])
    eventually(lambda: effects(listener) == [other])

    def has_given_up() -> bool:
        due_now(speaker, OUTBOX)
        return set_aside(speaker) == 1

    eventually(has_given_up)
    row = row_of(speaker, OUTBOX, unheard)
    assert (row.attempts, row.sent_at) == (5, None)
    eventually(lambda: effects(listener) == [other, stuck] and unsent(speaker) == 0)


def test_an_event_wears_on_the_wire_what_the_broker_and_a_stranger_need(
    real_wires: Wires, running: Running, rabbitmq: RabbitMQ
) -> None:
    speaker, topology = real_wires.database(), real_wires.bus.topology
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        channel = connection.channel()
        witness = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(witness, topology.exchange.name, OrderRejected.TYPE)
        running.relay(SPEAKER, speaker, real_wires.bus)
        (event,) = rejected()
        (event_id,) = say(speaker, [event])
        _, properties, body = eventually(lambda: _got(channel, witness))
    assert properties.message_id == str(event_id)
    assert properties.type == OrderRejected.TYPE
    assert properties.user_id == "guest"
    assert properties.delivery_mode == pika.DeliveryMode.Persistent.value
    assert properties.content_type == "application/cloudevents+json"
    envelope = json.loads(body)
    assert {name: envelope[name] for name in ("specversion", "id", "source", "type", "subject")} == {
        "specversion": "1.0",
        "id": str(event_id),
        "source": "/sidan/request",
        "type": OrderRejected.TYPE,
        "subject": str(event.order_id),
    }
    assert envelope["traceparent"].startswith("00-")
    assert envelope["data"] == {"order_id": str(event.order_id), "reason_code": "untrue"}


def test_the_broker_refuses_who_speaks_in_another_name(real_wires: Wires, rabbitmq: RabbitMQ) -> None:
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        in_another_name = pika.BasicProperties(user_id="feedback")
        with pytest.raises(pika.exceptions.ChannelClosedByBroker):
            exchange = real_wires.bus.topology.exchange.name
            channel.basic_publish(exchange, OrderRejected.TYPE, b"{}", in_another_name, mandatory=True)


def test_nothing_is_told_before_the_queues_of_all_four_stand(wires: Wires, running: Running, namespace: str) -> None:
    speaker = wires.database()
    bus = bus_for(getattr(wires.bus, "url", "memory://"), f"{namespace}later")
    relay = running.relay(SPEAKER, speaker, bus)
    (event_id,) = say(speaker, rejected())
    eventually(relay.leading.is_set)
    bus.declare({service: HEARING[service] for service in SPEAKERS if service != "volunteer"})
    assert not bus.stands()
    assert row_of(speaker, OUTBOX, event_id).attempts == 0
    running.listener(LISTENER, wires.database(), bus)
    bus.declare({"volunteer": []})
    eventually(lambda: unsent(speaker) == 0)
    assert row_of(speaker, OUTBOX, event_id).attempts == 1


def test_only_what_lay_there_before_counts_as_told_again(wires: Wires, running: Running) -> None:
    speaker = wires.database()
    running.listener(LISTENER, wires.database(), wires.bus)
    (before,) = say(speaker, rejected())
    running.relay(SPEAKER, speaker, wires.bus)
    eventually(lambda: unsent(speaker) == 0)
    (meanwhile,) = say(speaker, rejected())
    eventually(lambda: unsent(speaker) == 0)
    assert [row_of(speaker, OUTBOX, one).attempts for one in (before, meanwhile)] == [1, 0]


def test_one_relay_leads_and_another_takes_over_when_it_ends(
    wires: Wires, running: Running, others_running: Running
) -> None:
    speaker = wires.database()
    running.listener(LISTENER, wires.database(), wires.bus)
    first = others_running.relay(SPEAKER, speaker, wires.bus)
    eventually(first.leading.is_set)
    second = running.relay(SPEAKER, speaker, wires.bus)
    reject(speaker, 20)
    eventually(lambda: unsent(speaker) == 0)
    assert not second.leading.is_set()
    others_running.finish()
    eventually(second.leading.is_set)
    reject(speaker, 20)
    eventually(lambda: unsent(speaker) == 0)


def test_with_its_connection_a_relay_loses_its_leadership(real_wires: Wires, running: Running) -> None:
    speaker, listener = real_wires.database(), real_wires.database()
    running.listener(LISTENER, listener, real_wires.bus)
    relays = [running.relay(SPEAKER, speaker, real_wires.bus) for _ in range(2)]
    for _ in range(3):
        eventually(_one_leads(relays))
        killed = _kill_leader(speaker)
        said = reject(speaker, 5)
        eventually(_one_leads(relays))
        eventually(lambda: unsent(speaker) == 0)
        assert killed not in _leaders(speaker)
        eventually(lambda said=said: effects(listener)[-5:] == said)  # type: ignore[misc]


def test_a_relay_that_loses_its_connection_with_events_under_way_leads_again(
    real_wires: Wires, running: Running, rabbitmq: RabbitMQ
) -> None:
    speaker, listener = real_wires.database(), real_wires.database()
    running.listener(LISTENER, listener, real_wires.bus)
    running.relay(SPEAKER, speaker, real_wires.bus)
    reject(speaker, 1)
    eventually(lambda: unsent(speaker) == 0)
    rabbitmq.pause()
    (event,) = rejected()
    (event_id,) = say(speaker, [event], held=timedelta(microseconds=1))
    eventually(lambda: row_of(speaker, OUTBOX, event_id).attempts == 1)  # claimed, as what was held back is, and told
    killed = _kill_leader(speaker)
    eventually(lambda: set(_leaders(speaker)) - {killed})
    rabbitmq.resume()
    eventually(lambda: effects(listener)[1:] == [event.order_id] and unsent(speaker) == 0)


def _got(channel: Any, queue: str) -> Any:
    method, properties, body = channel.basic_get(queue, auto_ack=True)
    return method and (method, properties, body)


def _one_leads(relays: list[Any]) -> Callable[[], bool]:
    return lambda: sum(relay.leading.is_set() for relay in relays) == 1


def _leaders(database: Database) -> list[int]:
    holders = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
    here = " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    with database.read() as session:
        return list(session.scalars(sa.text(holders + here)))


def _kill_leader(database: Database) -> int:
    (leader,) = eventually(lambda: _leaders(database))
    database.transact(lambda session: session.execute(sa.text(f"SELECT pg_terminate_backend({leader})")))
    return leader


def test_a_relay_that_has_just_begun_to_lead_does_not_call_the_broker_away(
    real_wires: Wires, running: Running, rabbitmq: RabbitMQ
) -> None:
    speaker = real_wires.database()
    rabbitmq.pause()
    relay = running.relay(SPEAKER, speaker, real_wires.bus)
    eventually(relay.leading.is_set)
    assert not relay.broker_is_away.is_set()
    eventually(relay.broker_is_away.is_set, within=60)
    rabbitmq.resume()
    eventually(lambda: not relay.broker_is_away.is_set())
