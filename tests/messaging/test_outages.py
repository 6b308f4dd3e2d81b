"""Database and broker go away and come back: what was said is heard, once, and nothing ends where only people look."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from operators.dead_letters import DeadLetters
from shared.db import Database
from shared.messaging.bus import DELIVERY_LIMIT, Bus
from tests.eventually import eventually
from tests.messaging.conftest import Wires
from tests.messaging.county import LISTENER, SPEAKER, Running, effects, record_effect, reject, undone, unsent
from tests.servers import Postgres, RabbitMQ


class Latch:
    """A handler that stops at a certain event until it is let go."""

    def __init__(self, at: int) -> None:
        self._at = at
        self._seen = 0
        self.reached, self.let_go = threading.Event(), threading.Event()

    def __call__(self, session: Session, event: Any) -> None:
        self._seen += 1
        record_effect(session, event)
        if self._seen == self._at:
            self.reached.set()
            self.let_go.wait()


def no_dead(bus: Bus, rabbitmq: RabbitMQ) -> bool:
    return DeadLetters(rabbitmq.url, bus.topology.namespace, LISTENER).count() == 0


FULL = """
CREATE SEQUENCE tries;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM nextval('tries'); RAISE 'the disk is full' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER refuse BEFORE INSERT ON effects FOR EACH ROW EXECUTE FUNCTION refuse();
"""


def execute(database: Database, statement: str) -> None:
    database.transact(lambda session: session.execute(sa.text(statement)))


def tries(database: Database) -> int:
    """How often something was refused; a sequence is not rolled back."""
    with database.read() as session:
        number: int = session.scalar(sa.text("SELECT last_value FROM tries"))
        return number


def test_a_database_that_stops_is_no_failure_of_the_messages_in_hand(
    real_wires: Wires, running: Running, rabbitmq: RabbitMQ, postgres: Postgres
) -> None:
    speaker, listener = real_wires.database(), real_wires.database()
    latch = Latch(at=40)
    said = reject(speaker, 200)
    running.relay(SPEAKER, speaker, real_wires.bus)
    eventually(lambda: unsent(speaker) == 0)
    running.listener(LISTENER, listener, real_wires.bus, latch)
    assert latch.reached.wait(10)
    postgres.stop()
    with capture_logs() as logs:
        latch.let_go.set()
        eventually(lambda: sum(entry["event"] == "database away, listener waits" for entry in logs) > 1)
    postgres.start()
    eventually(lambda: effects(listener) == said, within=20)
    assert undone(listener) == {} and no_dead(real_wires.bus, rabbitmq)


def test_a_database_that_answers_and_takes_nothing_is_no_failure_of_the_messages_in_hand(
    real_wires: Wires, running: Running, rabbitmq: RabbitMQ
) -> None:
    speaker, listener = real_wires.database(), real_wires.database()
    running.relay(SPEAKER, speaker, real_wires.bus)
    said = reject(speaker, 10)
    execute(listener, FULL)
    running.listener(LISTENER, listener, real_wires.bus)
    eventually(lambda: tries(listener) > 2 * DELIVERY_LIMIT, within=20)
    execute(listener, "DROP TRIGGER refuse ON effects")
    eventually(lambda: effects(listener) == said, within=20)
    assert undone(listener) == {} and no_dead(real_wires.bus, rabbitmq)


def test_a_database_that_freezes_only_delays(
    real_wires: Wires, running: Running, rabbitmq: RabbitMQ, postgres: Postgres
) -> None:
    speaker, listener = real_wires.database(), real_wires.database()
    latch = Latch(at=40)
    said = reject(speaker, 100)
    running.relay(SPEAKER, speaker, real_wires.bus)
    running.listener(LISTENER, listener, real_wires.bus, latch)
    assert latch.reached.wait(10)
    postgres.pause()
    latch.let_go.set()
    with ThreadPoolExecutor(1) as asking:
        answer = asking.submit(listener.answers)
        assert not answer.done()
        postgres.resume()
        assert answer.result(timeout=20)
    eventually(lambda: effects(listener) == said, within=20)
    eventually(lambda: unsent(speaker) == 0)
    assert undone(listener) == {} and no_dead(real_wires.bus, rabbitmq)


@pytest.mark.parametrize("break_down", [RabbitMQ.__args__[0].stop, RabbitMQ.__args__[0].kill], ids=["stop", "kill"])
def test_a_broker_that_goes_away_loses_nothing(
    real_wires: Wires, running: Running, rabbitmq: RabbitMQ, break_down: Callable[[Any], None]
) -> None:
    speaker, listener = real_wires.database(), real_wires.database()
    relay = running.relay(SPEAKER, speaker, real_wires.bus)
    running.listener(LISTENER, listener, real_wires.bus)
    said = reject(speaker, 50)
    eventually(lambda: len(effects(listener)) >= 1)
    said += reject(speaker, 50)
    break_down(rabbitmq)
    said += reject(speaker, 100)
    assert relay.leading.is_set()
    rabbitmq.start()
    eventually(lambda: unsent(speaker) == 0, within=40)
    eventually(lambda: len(effects(listener)) == 200, within=40)
    assert sorted(effects(listener)) == sorted(said)
    assert undone(listener) == {} and no_dead(real_wires.bus, rabbitmq)
