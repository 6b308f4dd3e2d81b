"""In one process the outbox is the durable queue: an event is told when the last listener has acked it, not before."""

import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from subprocess import Popen
from uuid import UUID

import pytest
import sqlalchemy as sa

from shared.contracts.request import OrderRejected
from shared.db import Database
from shared.identity import new_id
from shared.messaging.bus import MemoryBus, bus_for
from shared.messaging.memory_ledger import MemoryPublisher
from shared.messaging.publishing import Fate
from shared.messaging.tables import OUTBOX
from tests.eventually import eventually
from tests.messaging.conftest import Wires
from tests.messaging.county import (
    EFFECTS,
    HEARING,
    LISTENER,
    SPEAKER,
    Running,
    effects,
    referred,
    reject,
    rejected,
    row_of,
    say,
    set_aside,
    undone,
    unsent,
)
from tests.messaging.worker import Plan, started

BOTH = HEARING | {"dispatch": [OrderRejected.TYPE]}
Starts = Callable[[Plan], "Popen[bytes]"]


@pytest.fixture
def starts() -> Iterator[Starts]:
    """Starts workers that end with the test."""
    running: list[Iterator[Popen[bytes]]] = []

    def start(plan: Plan) -> Popen[bytes]:
        running.append(started(plan))
        return next(running[-1])

    yield start
    for one in running:
        next(one, None)


def sent(database: Database, event_id: UUID) -> bool:
    return row_of(database, OUTBOX, event_id).sent_at is not None


def url_of(database: Database) -> str:
    return database.url.render_as_string()


def test_an_event_is_told_when_its_last_listener_has_acked_and_until_then_a_restart_tells_it_again(
    memory_wires: Wires, others_running: Running, running: Running, namespace: str
) -> None:
    speaker, one, other = (memory_wires.database() for _ in range(3))
    memory_wires.bus.declare(BOTH)
    (rejection,) = rejected()
    heard_by_both, heard_by_one = say(speaker, [rejection, referred(new_id())])
    others_running.relay(SPEAKER, speaker, memory_wires.bus)
    others_running.listener(LISTENER, one, memory_wires.bus)
    eventually(lambda: sent(speaker, heard_by_one))
    assert rejection.order_id in effects(one)
    assert not sent(speaker, heard_by_both)
    others_running.finish()

    restarted = bus_for("memory://", f"{namespace}again")
    restarted.declare(BOTH)
    running.relay(SPEAKER, speaker, restarted)
    running.listener(LISTENER, one, restarted)
    running.listener("dispatch", other, restarted)
    eventually(lambda: sent(speaker, heard_by_both))
    assert len(effects(one)) == 2 and effects(other) == [rejection.order_id]


def test_two_thousand_events_and_two_kills_and_every_effect_once(memory_wires: Wires, starts: Starts) -> None:
    speaker, one, other = (memory_wires.database() for _ in range(3))
    said = reject(speaker, 2000)
    plan = Plan(
        "memory://",
        "killed",
        relays={SPEAKER: url_of(speaker)},
        listeners={LISTENER: url_of(one), "dispatch": url_of(other)},
        again=True,
    )
    starts(plan)
    for enough in (200, 1000):
        eventually(lambda enough=enough: len(effects(one)) >= enough, within=30)  # type: ignore[misc]
        os.kill(_newest_process(one), signal.SIGKILL)
    eventually(lambda: unsent(speaker) == 0, within=60)
    assert effects(one) == said and effects(other) == said
    assert undone(one) == undone(other) == {}


def test_an_event_that_kills_its_process_is_set_aside_alone(memory_wires: Wires, starts: Starts) -> None:
    speaker, listener = memory_wires.database(), memory_wires.database()
    said = reject(speaker, 30)
    poison = said.pop(15)
    plan = Plan(
        "memory://",
        "poisoned",
        relays={SPEAKER: url_of(speaker)},
        listeners={LISTENER: url_of(listener)},
        poison=str(poison),
        again=True,
    )
    starts(plan)
    eventually(lambda: unsent(speaker) == 0 and set_aside(speaker) == 1, within=30)
    assert effects(listener) == said


def test_no_word_about_an_event_is_lost_between_threads(namespace: str) -> None:
    bus = MemoryBus(namespace)
    publisher = bus.publisher(SPEAKER)
    assert isinstance(publisher, MemoryPublisher)
    ids = [str(new_id()) for _ in range(20_000)]
    telling = threading.Thread(target=lambda: [publisher.tell(event_id, Fate.SAFE) for event_id in ids])
    usual, _ = sys.getswitchinterval(), sys.setswitchinterval(1e-6)
    try:
        telling.start()
        heard = list(itertools.chain.from_iterable(iter(lambda: telling.is_alive() and publisher.pump(0), False)))
    finally:
        sys.setswitchinterval(usual)
    telling.join()
    heard += publisher.pump(0)
    publisher.close()
    assert [str(event_id) for event_id, _ in heard] == ids


def _newest_process(database: Database) -> int:
    with database.read() as session:
        newest = sa.select(EFFECTS.c.process).order_by(EFFECTS.c.id.desc()).limit(1)
        return int(session.scalars(newest).one())
