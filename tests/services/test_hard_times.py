"""A crowd, a database that is full, locked or stopped: nothing is lost, nothing half done, all goes on afterwards."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from shared.runtime import web_app
from tests.servers import Postgres
from tests.services.counter import ORDERS, is_clear, open_counter, rows
from tests.services.request.desk import OFFICE, ORDER, RESIDENT
from tests.services.stage import Stage

SOON = 10.0
"""Seconds within which whoever waits at a counter has to have an answer."""


@pytest.fixture
def stage(open_stage: Callable[..., Stage]) -> Stage:
    return open_counter(open_stage("request"))


on_sqlite = pytest.mark.parametrize("ready_made", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize("ready_made", ["postgres"], indirect=True)


def test_many_who_send_the_same_at_once_get_one_order_and_the_same_answer(stage: Stage) -> None:
    app = web_app(stage.service, stage.database)
    headers = {"X-Sidan-Actor": RESIDENT, "Idempotency-Key": "all-together"}
    with ThreadPoolExecutor(64) as pool:
        asked = [pool.submit(lambda: app.test_client().post(ORDERS, json=ORDER, headers=headers)) for _ in range(64)]
    answers = [one.result() for one in asked]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert rows(stage)["orders"] == rows(stage)["contact_cards"] == 1


@on_sqlite
def test_a_full_database_takes_nothing_by_halves_and_goes_on_when_there_is_room(stage: Stage) -> None:
    before = rows(stage)
    with writing_with(stage, "max_page_count=1"):
        answers = fill(stage)
    assert is_away(answers[-1])
    placed = len(answers) - 1
    for table in ("orders", "contact_cards", "idempotency_keys", "outbox", "notices"):
        assert rows(stage)[table] == before[table] + placed, table
    assert stage.post("/orders", RESIDENT, ORDER).status_code == 201


@on_sqlite
def test_while_somebody_else_holds_the_database_one_is_told_to_come_again(stage: Stage) -> None:
    before = rows(stage)
    with writing_with(stage, "busy_timeout=100"), closing(stage.database.writer.raw_connection()) as other:
        other.cursor().execute("BEGIN IMMEDIATE")
        assert is_away(stage.post("/orders", RESIDENT, ORDER))
        assert stage.get("/items/H03", OFFICE).status_code == 200
        other.rollback()
    assert rows(stage) == before
    assert stage.post("/orders", RESIDENT, ORDER).status_code == 201


@on_postgres
def test_while_the_database_is_stopped_one_is_told_to_come_again(stage: Stage, postgres: Postgres) -> None:
    stage.post("/orders", RESIDENT, ORDER, key="before")
    before = rows(stage)
    assert ready(stage) == (200, {"database": True, "schema": True})
    postgres.stop()
    began = time.monotonic()
    assert ready(stage) == (503, {"database": False, "schema": False})
    assert is_away(stage.post("/orders", RESIDENT, ORDER, key="meanwhile"))
    assert is_away(stage.get("/items/H03", OFFICE))
    assert time.monotonic() - began < SOON
    postgres.start()
    assert rows(stage) == before
    assert stage.post("/orders", RESIDENT, ORDER, key="meanwhile").status_code == 201
    assert rows(stage)["orders"] == before["orders"] + 1


def test_a_service_is_not_ready_before_its_schema_is_there(stage: Stage) -> None:
    with stage.database.writer.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    assert ready(stage) == (503, {"database": True, "schema": False})


def ready(stage: Stage) -> tuple[int, dict[str, bool]]:
    """What the service says of its readiness."""
    answer = stage.client.get("/readyz")
    return answer.status_code, answer.json


def is_away(answer: TestResponse) -> bool:
    """Whether it says that nothing was done, and when to try again."""
    return is_clear(answer, 503, "database_away") and int(answer.headers["Retry-After"]) > 0


def fill(stage: Stage) -> list[TestResponse]:
    """Place orders until one is refused."""
    answers = [stage.post("/orders", RESIDENT, ORDER)]
    while answers[-1].status_code == 201:
        answers.append(stage.post("/orders", RESIDENT, ORDER))
    return answers


@contextmanager
def writing_with(stage: Stage, pragma: str) -> Iterator[None]:
    """Every connection that writes is opened with one more setting, while this lasts."""
    writer = stage.database.writer

    def prepare(connection: Any, _: Any) -> None:
        connection.execute(f"PRAGMA {pragma}")

    writer.dispose()
    sa.event.listen(writer, "connect", prepare)
    yield
    sa.event.remove(writer, "connect", prepare)
    writer.dispose()
