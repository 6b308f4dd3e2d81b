"""The embedded system begins quickly, on whatever machine, and stays small under work."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import requests

from tests.eventually import eventually
from tests.house.embedded import Embedded, running_embedded
from tests.house.sources import SERVICES
from tests.services.request.desk import ITEM, OFFICE, ORDER, RESIDENT

LARGEST = 126 * 1024 * 1024
"""120 MiB, and 6 for rich, which structlog loads where development tools have brought it."""
ANSWERS_AFTER = 3.0
"""Seconds of a core: on a quiet machine that is what a person waits, and a busy one makes no slower start of it."""
MANY = 200


def test_it_answers_three_seconds_after_its_start_and_stays_small_under_work(tmp_path: Path) -> None:
    with running_embedded(tmp_path) as system:
        taken = psutil.Process(system.process.pid).cpu_times()
        assert taken.user + taken.system <= ANSWERS_AFTER
        assert requests.get(f"{system.origin}/board", timeout=10).ok
        work(system)
        assert psutil.Process(system.process.pid).memory_info().rss <= LARGEST


def work(system: Embedded) -> None:
    """Four callers at once place orders, somebody watches the board, Prometheus looks."""
    system.ask("PUT", "request/sites/620821102205", OFFICE, {"level": "station", "name": "某村站"})
    system.ask("PUT", "request/items/H03", OFFICE, ITEM)
    order = {**ORDER, "wanted_from": "2040-01-05T09:00:00+08:00", "wanted_to": "2040-01-05T12:00:00+08:00"}

    def place(number: int) -> bool:
        if number % 10 == 0:
            requests.get(f"{system.origin}/board", timeout=10)
            requests.get(f"{system.origin}/metrics", timeout=10)
        return system.ask("POST", "request/orders", RESIDENT, order).ok

    with ThreadPoolExecutor(4) as callers:
        assert all(callers.map(place, range(MANY)))
    eventually(system.is_at_rest, within=30)
    assert all(system.status(name)["service"] == name for name in SERVICES)
