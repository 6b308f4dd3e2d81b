"""What one service does besides answering HTTP: relay, listener and keeper, a thread each."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import structlog

from running.keeper import Keeper
from running.listener import Listener
from running.relay import IDLE_TICK, Relay
from shared import trace
from shared.db import Database
from shared.messaging import inbox, outbox
from shared.messaging.bus import Bus
from shared.messaging.intake import Intake
from shared.runtime import Service
from shared.web import idempotency

log = structlog.get_logger()


class Worker:
    """The three threads of one service. In each process that works there is one; one of all of them leads."""

    def __init__(
        self, service: Service, database: Database, bus: Bus, stop: threading.Event, relay_tick: float = IDLE_TICK
    ) -> None:
        intake = Intake(database, service.hears, service.keeps)
        relay = Relay(service.name, database, bus, stop, relay_tick)
        listener = Listener(service.name, database, bus, intake, stop)
        cleaners = (outbox.forget_old, inbox.forget_old, idempotency.forget_old)
        keeper = Keeper(service.name, database, service.due, intake, cleaners)
        self._runs: dict[str, Callable[[], None]] = {
            "listener": listener.hear,
            "relay": relay.run,
            "keeper": lambda: keeper.run(lambda: relay.leading.is_set() and listener.caught_up.is_set(), stop),
        }
        self._stop = stop
        self._relay, self._listener, self._intake = relay, listener, intake
        self.service = service
        self.broken = threading.Event()
        self._threads = [
            threading.Thread(target=self._guard, args=(name,), name=f"{service.name}.{name}") for name in self._runs
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        """Wait until all threads have seen the stop."""
        for thread in self._threads:
            thread.join()

    def doing(self) -> dict[str, Any]:
        """What it is about, how many dead messages it knows of, how many came to it once more."""
        working = "broker_away" if self._relay.broker_is_away.is_set() else "leads"
        doing = working if self._relay.leading.is_set() else "stands_by"
        return {"doing": doing, "dead": self._listener.dead, "repeats": self._intake.repeats}

    def handled(self) -> Counter[str]:
        """How many events of each type took effect here since it began."""
        return self._intake.handled.copy()

    def _guard(self, name: str) -> None:
        """A thread that breaks takes the process with it: a supervisor starts it anew, nothing limps."""
        trace.act_for(self.service.name)
        try:
            self._runs[name]()
        except Exception:
            log.exception("thread broke", service=self.service.name, thread=name)
            self.broken.set()
            self._stop.set()
