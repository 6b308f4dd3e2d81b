"""When the clock may move: nothing is on its way, nothing is due, nothing is being tried again.

News is on its way as long as a service has not heard all that was said for it. That is counted, so it holds for any
broker: what is said of each type against what each listener heard of it.
"""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from demo.client import Client
from shared import clock

SERVICES = ("request", "dispatch", "volunteer", "feedback")
PATIENCE = 120.0
PAUSE = 0.01

Status = Mapping[str, Mapping[str, Any]]


class Restless(Exception):
    """The system does not come to rest; says what keeps it."""


class Settling:
    """Looks at the four services until they rest, and moves their clock."""

    def __init__(self, client: Client, clock_file: Path) -> None:
        self._client = client
        self._clock_file = clock_file
        self._hands = ThreadPoolExecutor(len(SERVICES))

    def statuses(self) -> Status:
        """How the four stand."""
        return dict(zip(SERVICES, self._hands.map(self._status, SERVICES), strict=True))

    def settle(self) -> None:
        """Wait until the system rests. Raises Restless after two minutes.

        One restful picture is enough, although the four are looked at one after the other: each picture is of one
        moment, news of a type is heard in the order in which it is said, and only news, people and time make news.
        """
        until = time.monotonic() + PATIENCE
        while True:
            unrest = _unrest(self.statuses())
            if not unrest:
                return
            if time.monotonic() > until:
                raise Restless(f"After two minutes this still keeps the system busy: {'; '.join(unrest)}.")
            time.sleep(PAUSE)

    def move_to(self, moment: datetime) -> None:
        """Let business time be `moment` once everything has settled, unless it is later already; settle again."""
        self.settle()
        if not self._clock_file.exists() or datetime.fromisoformat(self._clock_file.read_text().strip()) < moment:
            clock.write(self._clock_file, moment)
            self.settle()

    def _status(self, service: str) -> Mapping[str, Any]:
        status: Mapping[str, Any] = self._client.get(f"/{service}/status")
        return status


def _unrest(statuses: Status) -> list[str]:
    said: dict[str, int] = {}
    for status in statuses.values():
        said |= status["outbox"]["said"]
    reasons = []
    for name, status in statuses.items():
        missing = sum(said.get(one, 0) - status["inbox"]["heard"].get(one, 0) for one in status["hears"])
        waits = {
            "events not told": status["outbox"]["unsent"],
            "events not heard": missing,
            "events tried again": status["inbox"]["undone"].get("waiting", 0),
            "things due": status["due"],
        }
        reasons += [f"{name}: {number} {what}" for what, number in waits.items() if number]
    return reasons
