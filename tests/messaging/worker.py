"""A process of the toy county's own: `python -m tests.messaging.worker PLAN`, to be killed by a test or by its news."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from subprocess import Popen
from typing import Any

from sqlalchemy.orm import Session

from shared.db import Database
from shared.messaging.bus import bus_for
from tests.messaging.county import HEARING, Running, record_effect


@dataclass
class Plan:
    """What the process does: services to their databases' URLs. The fact about order `poison` kills it with -9."""

    broker_url: str
    namespace: str
    relays: dict[str, str] = field(default_factory=dict)
    listeners: dict[str, str] = field(default_factory=dict)
    poison: str | None = None
    again: bool = False
    """Whether a supervisor starts it anew when it dies."""


def started(plan: Plan) -> Iterator[Popen[bytes]]:
    """The process; when the test is over it is gone, with its supervisor."""
    command = [sys.executable, "-m", "tests.messaging.worker", json.dumps(asdict(plan))]
    process = Popen(command, start_new_session=True)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def work(plan: Plan) -> None:
    """Work until killed."""
    bus = bus_for(plan.broker_url, plan.namespace)
    bus.declare(HEARING | dict.fromkeys(plan.listeners, HEARING["feedback"]))

    def handle(session: Session, event: Any) -> None:
        if str(event.order_id) == plan.poison:
            os.kill(os.getpid(), signal.SIGKILL)
        record_effect(session, event)

    running = Running()
    for service, url in plan.listeners.items():
        running.listener(service, Database(url), bus, handle)
    for service, url in plan.relays.items():
        running.relay(service, Database(url), bus)
    running.stop.wait()


def supervise(plan: Plan) -> None:
    """Fork a worker, and another whenever it was killed: quicker than to start Python anew."""
    while True:
        child = os.fork()
        if child == 0:
            work(plan)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            sys.exit(1)


if __name__ == "__main__":
    given = Plan(**json.loads(sys.argv[1]))
    (supervise if given.again else work)(given)
