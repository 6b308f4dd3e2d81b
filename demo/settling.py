"""When the clock may move: nothing is on its way, nothing is due, nothing is being tried again.

News is on its way as long as a service has not heard all that was said for it. That is counted, so it holds for any
broker: what is said of each type against what each listener heard of it.
"""

import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from demo.client import Client
from shared import clock

SERVICES = ("request", "dispatch", "volunteer", "feedback")
PATIENCE = 120.0
PAUSES = (0.012, 0.012, 0.012, 0.012, 0.012, 0.02, 0.03, 0.04, 0.06)
"""Seconds before each look: about as long as news travels, for whoever looks takes time from it; then more, for what
keeps it busy so long is something else."""
LONGEST_PAUSE = 0.1
MARGIN = timedelta(seconds=10)

Status = Mapping[str, Mapping[str, Any]]


class Restless(Exception):
    """The system does not come to rest; says what keeps it."""


class Settling:
    """Looks at the four services until they rest, and moves their clock."""

    def __init__(self, client: Client, clock_file: Path) -> None:
        self._client = client
        self._clock_file = clock_file
        self._rested_at: datetime | None = None
        self._eyes = ThreadPoolExecutor(len(SERVICES))

    def statuses(self) -> dict[str, Mapping[str, Any]]:
        """How the four stand, over all that they keep."""
        return {service: self._client.get(f"/{service}/status") for service in SERVICES}

    def settle(self, until: datetime | None = None) -> int:
        """Wait until the system rests; how many things will be due `until` then. Raises Restless after two minutes.

        It is enough to look again at those that do not rest yet, although no two are looked at in the same moment:
        each picture is of one moment, news of a type is heard in the order in which it is said, and only news, people
        and time make news.
        """
        deadline = time.monotonic() + PATIENCE
        pictures: dict[str, Mapping[str, Any]] = {}
        unrest: Mapping[str, Any] = dict.fromkeys(SERVICES)
        pauses = chain(PAUSES, repeat(LONGEST_PAUSE))
        while unrest:
            if time.monotonic() > deadline:
                raise Restless(f"After two minutes this still keeps the system busy: {unrest}.")
            time.sleep(next(pauses))
            pictures.update(self._look_at(unrest, until))
            unrest = _unrest(pictures)
        self._rested_at = min(datetime.fromisoformat(picture["looked_at"]) for picture in pictures.values())
        return sum(picture["due_until"] or 0 for picture in pictures.values())

    def move_to(self, moment: datetime) -> None:
        """Let business time be `moment`, unless it is later already, once the system rests; and let it rest again."""
        due = self.settle(until=moment)
        if not self._clock_file.exists() or datetime.fromisoformat(self._clock_file.read_text().strip()) < moment:
            clock.write(self._clock_file, moment)
            if due:
                time.sleep(clock.GLANCE / 2)  # before it is seen that the clock has moved, there is nothing to look at
                self.settle()

    def _look_at(self, services: Iterable[str], until: datetime | None) -> dict[str, Mapping[str, Any]]:
        """What was said before all was at rest needs no counting again; clocks that differ by less than MARGIN do no
        harm."""
        asked = {"until": until.isoformat()} if until else {}
        if self._rested_at:
            asked["since"] = (self._rested_at - MARGIN).isoformat()
        return dict(self._eyes.map(lambda service: (service, self._client.get(f"/{service}/flow", **asked)), services))


def _unrest(pictures: Status) -> dict[str, dict[str, int]]:
    """What keeps which service busy."""
    said: dict[str, int] = {}
    for picture in pictures.values():
        said |= picture["outbox"]["said"]
    return {name: reasons for name, picture in pictures.items() if (reasons := _reasons(picture, said))}


def _reasons(picture: Mapping[str, Any], said: Mapping[str, int]) -> dict[str, int]:
    heard = picture["inbox"]["heard"]
    reasons = {
        "events not told": picture["outbox"]["unsent"],
        "events not heard": sum(said.get(one, 0) - heard.get(one, 0) for one in picture["hears"]),
        "events tried again": picture["inbox"]["undone"].get("waiting", 0),
        "things due": picture["due"],
    }
    return {reason: number for reason, number in reasons.items() if number}
