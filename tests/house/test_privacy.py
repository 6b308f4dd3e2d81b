"""Nobody's name, phone, address or words leave the service that took them down: no news, no log, no error has them."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.eventually import eventually
from tests.house.embedded import SERVICES, Embedded, running_embedded
from tests.house.marked_lives import CLERK, ORDER, OWNED, County, refused

MARKS = {what: mark for owned in OWNED.values() for what, mark in owned.items()}

QUOTING = f"""
import logging, structlog
from shared.logs import log_as_json
log_as_json()
try:
    raise ValueError("Key (phone)=({MARKS["requester's phone"]}) already exists.")
except ValueError:
    structlog.get_logger().exception("ours")
    logging.getLogger("waitress").exception("theirs")
"""


@dataclass
class Lived:
    """The system after its end, and what it said and kept on the way."""

    system: Embedded
    refusals: list[requests.Response]
    failures: list[requests.Response]
    kept_after_failing: list[bytes]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Orders were served, rated, cancelled, rejected, referred, given back, given up; much was refused, some failed."""
    with running_embedded(tmp_path_factory.mktemp("lived")) as system:
        county = County(system)
        county.open()
        order_id = county.place()
        county.approve(order_id)
        county.accept(order_id)
        county.serve(order_id)
        county.rate(order_id)
        county.go_on_about(order_id)
        county.end_otherwise()
        refusals = refused(county)
        failures, kept = fail(county)
        eventually(system.is_at_rest, within=30)
    return Lived(system, refusals, failures, kept)


def test_each_service_keeps_what_it_took_down(lived: Lived) -> None:
    """Else the other tests would find nothing because there is nothing."""
    for service, owned in OWNED.items():
        assert marks_in(raw(lived.system, service)) >= set(owned), service


def test_no_other_service_has_it(lived: Lived) -> None:
    for service in SERVICES:
        assert marks_in(raw(lived.system, service)) <= set(OWNED[service]), service


def test_no_news_tells_of_a_person(lived: Lived) -> None:
    assert lived.kept_after_failing and not marks_in(b"".join(lived.kept_after_failing))
    for service in SERVICES:
        said = column(lived.system.database(service), "outbox", "body")
        assert said and not marks_in(b"".join(said)), service
        heard = column(lived.system.database(service), "inbox", "body")
        assert not marks_in(b"".join(body for body in heard if body)), service


def test_no_notice_and_no_failure_tells_of_a_person(lived: Lived) -> None:
    for service in SERVICES:
        for table, name in (("notices", "parameters"), ("inbox", "failure"), ("inbox", "subject")):
            values = column(lived.system.database(service), table, name)
            assert not marks_in(" ".join(map(str, values)).encode()), (service, table)


def test_no_log_tells_of_a_person(lived: Lived) -> None:
    log = lived.system.log
    assert all(event in log for event in ('"request"', '"unexpected error"', '"event kept"'))
    assert not marks_in(log.encode())


def test_a_logged_error_keeps_its_words_to_itself() -> None:
    """A database quotes the row that it refuses, so an error is logged by its kinds and places, whoever logs it."""
    ended = subprocess.run([sys.executable, "-c", QUOTING], capture_output=True, text=True, check=True)
    ours, theirs = (json.loads(line) for line in ended.stderr.splitlines())
    assert ours["event"] == "ours" and theirs["event"] == "theirs"
    assert ours["exception"][0]["exc_type"] == theirs["exception"][0]["exc_type"] == "ValueError"
    assert not marks_in(ended.stderr.encode())


def test_no_error_tells_of_a_person(lived: Lived) -> None:
    assert {answer.status_code for answer in lived.refusals} == {400, 401, 404, 409, 413, 415, 422}
    assert {answer.status_code for answer in lived.failures} == {500}
    for answer in lived.refusals + lived.failures:
        assert not marks_in(answer.content), (answer.request.url, answer.json())
        assert not marks_in(str(answer.headers).encode())


def fail(county: County) -> tuple[list[requests.Response], list[bytes]]:
    """A fault of our own at both doors: an order that cannot be placed, news that cannot be noted. Then it is mended.

    The answers, and what was kept of the news to try it again.
    """
    system, order_id = county.system, county.place()
    county.approve(order_id)
    with without_notices(system.database("request")):
        failures = [system.ask("POST", "request/orders", CLERK, ORDER)]
        county.accept(order_id)
        eventually(lambda: system.status("request")["inbox"]["undone"].get("waiting"))
        kept = column(system.database("request"), "inbox", "body")
    return failures, [body for body in kept if body]


@contextmanager
def without_notices(database: Path) -> Iterator[None]:
    """A table is gone for a while."""
    rename(database, "notices", "mislaid")
    yield
    rename(database, "mislaid", "notices")


def rename(database: Path, old: str, new: str) -> None:
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        connection.execute(f"ALTER TABLE {old} RENAME TO {new}")


def column(database: Path, table: str, name: str) -> list[bytes]:
    """All values of a column."""
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        return [value for (value,) in connection.execute(f"SELECT {name} FROM {table}")]


def raw(system: Embedded, service: str) -> bytes:
    """Every byte that a service has on the disk: the database, what was deleted from it, the journal beside it."""
    return b"".join(path.read_bytes() for path in sorted(system.folder.glob(f"{service}.db*")))


def marks_in(content: bytes) -> set[str]:
    """Which marks are in there. They are ASCII, so that no way of writing JSON hides them."""
    return {what for what, mark in MARKS.items() if mark.encode() in content}
