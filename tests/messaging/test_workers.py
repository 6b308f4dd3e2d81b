"""Workers that are killed: a poison message costs only itself, and a stand-by goes on in the same order."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from subprocess import Popen

import sqlalchemy as sa

from operators.dead_letters import DeadLetters
from shared.db import Database
from tests.eventually import eventually
from tests.messaging.conftest import Wires
from tests.messaging.county import EFFECTS, LISTENER, SPEAKER, Running, effects, reject, undone, unsent
from tests.messaging.worker import Plan, started
from tests.servers import RabbitMQ


@contextmanager
def worker(plan: Plan) -> Iterator[Popen[bytes]]:
    yield from started(plan)


def plan_of(wires: Wires, rabbitmq: RabbitMQ, listener: Database) -> Plan:
    url = listener.url.render_as_string(hide_password=False)
    return Plan(rabbitmq.url, wires.bus.topology.namespace, listeners={LISTENER: url})


def dead_letters(wires: Wires, rabbitmq: RabbitMQ) -> DeadLetters:
    return DeadLetters(rabbitmq.url, wires.bus.topology.namespace, LISTENER)


def processes(database: Database) -> list[int]:
    """Who took them, in that order."""
    with database.read() as session:
        return list(session.scalars(sa.select(EFFECTS.c.process).order_by(EFFECTS.c.id)))


def poisoned(wires: Wires, running: Running, rabbitmq: RabbitMQ, place: int) -> None:
    speaker, listener = wires.database(), wires.database()
    running.relay(SPEAKER, speaker, wires.bus)
    said = reject(speaker, 64)
    eventually(lambda: unsent(speaker) == 0)
    poison = said.pop(place)
    plan = replace(plan_of(wires, rabbitmq, listener), poison=str(poison), again=True)
    dead = dead_letters(wires, rabbitmq)
    with worker(plan):
        eventually(lambda: effects(listener) == said and dead.count() == 1, within=30)
    assert undone(listener) == {}
    assert dead.replay() == 1 and dead.count() == 0
    with worker(replace(plan, poison=None)):
        eventually(lambda: effects(listener) == [*said, poison], within=30)


def test_a_poison_message_at_the_head_of_a_queue_dies_alone(
    real_wires: Wires, running: Running, rabbitmq: RabbitMQ
) -> None:
    poisoned(real_wires, running, rabbitmq, place=0)


def test_a_poison_message_in_the_middle_of_what_a_worker_has_in_hand_dies_alone(
    real_wires: Wires, running: Running, rabbitmq: RabbitMQ
) -> None:
    poisoned(real_wires, running, rabbitmq, place=32)


def test_one_worker_is_active_and_the_stand_by_goes_on_in_order_when_it_is_killed(
    real_wires: Wires, running: Running, rabbitmq: RabbitMQ
) -> None:
    speaker, listener = real_wires.database(), real_wires.database()
    running.relay(SPEAKER, speaker, real_wires.bus)
    plan = plan_of(real_wires, rabbitmq, listener)
    with worker(plan) as one, worker(plan) as other:
        said = reject(speaker, 50)
        eventually(lambda: len(effects(listener)) == 50, within=20)
        said += reject(speaker, 1000)
        eventually(lambda: len(effects(listener)) > 150)
        active = processes(listener)[-1]
        os.kill(active, signal.SIGKILL)
        stand_by = other.pid if active == one.pid else one.pid
        killed_at = time.monotonic()
        eventually(lambda: processes(listener)[-1] == stand_by)
        assert time.monotonic() - killed_at < 10
        eventually(lambda: len(effects(listener)) == len(said), within=20)
    assert effects(listener) == said
