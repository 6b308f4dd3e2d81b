"""A backup taken while everything runs, everything lost, the backup put back: the week goes on and the books fit."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from demo.client import Client
from demo.command import EVE
from demo.county import enrol
from demo.files import orders
from demo.people import People
from demo.reconciliation import breaches, open_books
from demo.settling import SERVICES, Settling
from demo.week import Week
from deploy.backup import back_up
from shared import clock
from tests.eventually import eventually
from tests.faults.fleet import embedded, fleet
from tests.house.embedded import Embedded, running_embedded
from tests.house.sources import ROOT
from tests.servers.process import free_port
from tests.services.request.desk import ITEM, OFFICE, ORDER, RESIDENT
from tests.stack import Stack, running_stack

CLERK = "clerk:li@620821/102"
FIRST = list(orders())[:12]
BACKUP_AT = EVE.replace(day=17, hour=12)
LOST_AT = EVE.replace(day=18, hour=12)
PATIENCE = 600.0


@dataclass
class ShortWeek:
    """Twelve orders of the week, played in pieces against one address."""

    client: Client
    settling: Settling
    week: Week
    clock_file: Path

    def play_and_lose(self, back_up: Callable[[], None]) -> None:
        """To the moment of the backup, and on to the day when everything is lost; then it is that moment again."""
        self.week.play(quiet=True, until=BACKUP_AT)
        back_up()
        moment = self.clock_file.read_text()
        self.week.play(quiet=True, until=LOST_AT)
        self.clock_file.write_text(moment)

    def play_to_the_end(self) -> list[str]:
        """All that was not as it should be."""
        self.week.play(quiet=True)
        found = breaches(open_books(self.client), self.settling.statuses())
        return self.week.unexpected + [one for one in found if "the week has 400" not in one]


def short_week(origin: str, clock_file: Path) -> ShortWeek:
    client = Client(dict.fromkeys(SERVICES, origin))
    settling = Settling(client, clock_file)
    people = People(client, enrol(client, settling.settle))
    return ShortWeek(client, settling, Week(client, people, settling, FIRST), clock_file)


@pytest.mark.timeout(PATIENCE)
def test_the_embedded_week_goes_on_after_everything_was_lost_and_put_back(tmp_path: Path) -> None:
    urls = {f"{name.upper()}_DATABASE_URL": f"sqlite:///{tmp_path}/var/{name}.db" for name in SERVICES}
    with fleet(tmp_path, urls) as ships:
        clock.write(ships.clock_file, EVE)
        week = short_week(embedded(ships), ships.clock_file)
        week.play_and_lose(lambda: ships.sidan("backup", str(tmp_path / "backup")))
        ships.end()
        shutil.rmtree(tmp_path / "var")
        ships.sidan("restore", str(tmp_path / "backup"))
        ships.revive("all")
        assert week.play_to_the_end() == []


@pytest.mark.timeout(PATIENCE)
def test_the_week_on_rabbitmq_and_postgresql_goes_on_after_both_were_lost(tmp_path: Path) -> None:
    with running_stack(free_port(), begins=EVE) as stack:
        week = short_week(stack.origin, stack.clock_file)
        week.play_and_lose(lambda: back_up_with_news_under_way(stack, tmp_path / "backup.tar.gz"))
        with everything_lost(stack):
            put_back(stack, tmp_path / "backup.tar.gz")
        sidan(stack, "declare")
        for service in SERVICES:
            sidan(stack, "resend", "--service", service, "--since", "2020-01-01")
        assert week.play_to_the_end() == []


def test_the_four_copies_are_of_one_moment_whatever_goes_on(tmp_path: Path) -> None:
    backups = [tmp_path / f"backup{number}" for number in range(30)]
    with running_embedded(tmp_path) as system, ThreadPoolExecutor(4) as residents:
        system.ask("PUT", "request/sites/620821102205", OFFICE, {"level": "station", "name": "某村站"})
        system.ask("PUT", "request/items/H03", OFFICE, ITEM)
        enough = threading.Event()
        placing = [residents.submit(place_until, enough, system) for _ in range(4)]
        eventually(lambda: system.status("feedback")["facts"] > 20)
        for backup in backups:
            back_up({name: f"sqlite:///{system.database(name)}" for name in SERVICES}, backup)
        enough.set()
        assert all(one.result() > 0 for one in placing)
    for backup in backups:
        said = set().union(*(ids(backup / f"{name}.db", "outbox") for name in SERVICES))
        heard = set().union(*(ids(backup / f"{name}.db", "inbox") for name in SERVICES))
        assert heard and heard <= said


def place_until(enough: threading.Event, system: Embedded) -> int:
    """Place orders all the while; how many."""
    order = {**ORDER, "wanted_from": "2040-01-05T09:00:00+08:00", "wanted_to": "2040-01-05T12:00:00+08:00"}
    placed = 0
    while not enough.is_set():
        placed += system.ask("POST", "request/orders", RESIDENT, order).ok
    return placed


def ids(file: Path, table: str) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {row[0] for row in connection.execute(f"SELECT event_id FROM {table}")}


def back_up_with_news_under_way(stack: Stack, file: Path) -> None:
    """What was told and not yet heard lies at the broker alone, and the broker will be lost: feedback is away."""
    stack.processes["feedback-work-1"].stop()
    api = f"{stack.origin}/request/api/v1/orders"
    made = requests.post(api, json=ORDER, headers=_as(RESIDENT), timeout=10).json()["order_id"]
    elsewhere = {"target": "12345", "sentence": "这不是志愿服务，请拨12345。"}
    assert requests.post(f"{api}/{made}/refer", json=elsewhere, headers=_as(CLERK), timeout=10).ok
    eventually(lambda: requests.get(f"{stack.origin}/request/status", timeout=10).json()["outbox"]["unsent"] == 0)
    with file.open("wb") as backup:
        command = [ROOT / "scripts/backup-postgres", f"--dbname={stack.database.url}"]
        subprocess.run(command, check=True, stdout=backup)
    stack.processes["feedback-work-1"].start()


@contextmanager
def everything_lost(stack: Stack) -> Iterator[None]:
    """Nothing runs and nothing is left on the disks of either server; afterwards they start again."""
    for process in stack.processes.values():
        process.kill()
    for server in (stack.database, stack.broker):
        server.kill()
    shutil.rmtree(stack.broker.log.parent / "data")
    yield
    for server in (stack.database, stack.broker):
        server.start()
    for process in stack.processes.values():
        process.start()


def put_back(stack: Stack, file: Path) -> None:
    """As the user that PostgreSQL runs as."""
    data = stack.database.log.parent / "data"
    owner = data.stat()
    shutil.rmtree(data)
    data.mkdir()
    os.chown(data, owner.st_uid, owner.st_gid)
    with file.open("rb") as backup:
        script = [ROOT / "scripts/restore-postgres", data]
        subprocess.run(script, check=True, stdin=backup, user=owner.st_uid, group=owner.st_gid, extra_groups=[])


def sidan(stack: Stack, *verb: str) -> None:
    environment = {**os.environ, **stack.operators_environment}
    subprocess.run(
        [sys.executable, "-m", "services", *verb], env=environment, check=True, stdout=subprocess.DEVNULL, timeout=60
    )


def _as(actor: str) -> dict[str, str]:
    return {"X-Sidan-Actor": actor, "Idempotency-Key": str(uuid4())}
