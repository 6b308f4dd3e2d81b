"""News gets there, once, in order, whatever breaks on the way."""

from datetime import timedelta
from typing import Any

from shared import clock
from shared.lifecycle import Contradicts, TooEarly
from shared.messaging import outbox
from tests.eventually import eventually
from tests.messaging.conftest import Wires
from tests.messaging.county import LISTENER, SPEAKER, Running, effects, record_effect, reject, undone, unsent


def test_what_is_said_takes_effect_once_and_in_order(wires: Wires, running: Running) -> None:
    speaker, listener = wires.database(), wires.database()
    running.relay(SPEAKER, speaker, wires.bus)
    running.listener(LISTENER, listener, wires.bus)
    said = reject(speaker, 300)
    eventually(lambda: len(effects(listener)) == 300)
    assert effects(listener) == said
    eventually(lambda: unsent(speaker) == 0)


def test_a_repeated_event_changes_nothing(wires: Wires, running: Running) -> None:
    speaker, listener = wires.database(), wires.database()
    running.relay(SPEAKER, speaker, wires.bus)
    running.listener(LISTENER, listener, wires.bus)
    said = reject(speaker, 10)
    eventually(lambda: unsent(speaker) == 0 and len(effects(listener)) == 10)
    since = clock.machine_now() - timedelta(hours=1)
    assert speaker.transact(lambda session: outbox.resend(session, None, since)) == 10
    eventually(lambda: unsent(speaker) == 0)
    assert effects(listener) == said


def test_one_that_fails_costs_only_itself_and_is_tried_again(wires: Wires, running: Running) -> None:
    speaker, listener = wires.database(), wires.database()
    failures: list[Any] = []
    said = reject(speaker, 20)

    def fail_first_time(session: Any, event: Any) -> None:
        if event.order_id == said[7] and len(failures) < 2:
            failures.append(event.order_id)
            raise RuntimeError("not now")
        record_effect(session, event)

    running.relay(SPEAKER, speaker, wires.bus)
    running.listener(LISTENER, listener, wires.bus, fail_first_time)
    running.keeper(LISTENER, listener, fail_first_time)
    eventually(lambda: len(effects(listener)) == 20, within=20)
    assert set(effects(listener)) == set(said)
    assert effects(listener)[-1] == said[7]
    assert undone(listener) == {}


def test_too_early_waits_and_drift_is_shown(wires: Wires, running: Running) -> None:
    speaker, listener = wires.database(), wires.database()
    early, _ = reject(speaker, 2)

    def judge(session: Any, event: Any) -> None:
        raise TooEarly("before its time") if event.order_id == early else Contradicts("cannot be")

    running.relay(SPEAKER, speaker, wires.bus)
    running.listener(LISTENER, listener, wires.bus, judge)
    eventually(lambda: undone(listener) == {"waiting": 1, "drift": 1})
