"""What Prometheus is told of a service: what waits and for how long, by questions whose cost does not grow."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client

from running.measures import Measures
from shared.db import Database
from shared.messaging.intake import Intake
from shared.runtime import web_app
from tests.house.sources import SERVICES
from tests.services.conftest import MONDAY_MORNING
from tests.services.counter import open_counter
from tests.services.request.desk import ORDER, RESIDENT
from tests.services.stage import Clockwork, Stage

Opens = Callable[..., Stage]


def measured(stage: Stage) -> dict[tuple[str, ...], float]:
    """Every sample, by its name and the values of its labels but for the service's."""
    return read(Measures([stage.service], {stage.service.name: stage.database}, []))


def read(measures: Measures) -> dict[tuple[str, ...], float]:
    text = Client(measures.page).get("/metrics").get_data(as_text=True)
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {
        (one.name, *(value for name, value in one.labels.items() if name != "service")): one.value for one in samples
    }


def test_it_is_seen_what_waits_and_for_how_long(open_stage: Opens, clockwork: Clockwork) -> None:
    stage = open_counter(open_stage("request"))
    assert measured(stage)["sidan_order_waits_seconds", "submitted"] == 0
    first = stage.post("/orders", RESIDENT, ORDER)
    clockwork.set(MONDAY_MORNING + timedelta(hours=2))
    stage.post("/orders", RESIDENT, ORDER)
    urged = stage.post(f"/orders/{first.json['order_id']}/urge", RESIDENT)
    assert urged.status_code == 200, "an order that is urged waits on"
    Intake(stage.database, stage.service.hears).take([b"not an envelope"])
    seen = measured(stage)
    assert seen["sidan_database_answers",] == 1
    assert seen["sidan_order_waits_seconds", "submitted"] == 7200
    assert seen["sidan_outbox_unsent",] == len(stage.said())
    assert seen["sidan_outbox_oldest_seconds",] > 0
    assert seen["sidan_inbox_undone", "parked"] == 1
    assert seen["sidan_inbox_undone", "waiting"] == 0


@pytest.mark.parametrize("where", ["", "/not-migrated.db"])
def test_a_database_that_is_away_is_told_and_is_no_error(where: str, tmp_path: Path, open_stage: Opens) -> None:
    service = open_stage("request").service
    away = Database(f"sqlite:///{tmp_path}{where}")
    seen = read(Measures([service], {"request": away}, []))
    assert seen["sidan_database_answers",] == 0
    assert ("sidan_outbox_unsent",) not in seen
    away.close()


def test_an_answer_is_timed_by_its_route_and_never_by_its_path(open_stage: Opens) -> None:
    stage = open_counter(open_stage("request"))
    measures = Measures([stage.service], {"request": stage.database}, [])
    app: Flask = web_app(stage.service, stage.database)
    app.after_request(lambda response: measures.note_answer("request", response))
    client = app.test_client()
    client.get("/api/v1/orders/11111111-1111-1111-1111-111111111111", headers={"X-Sidan-Actor": RESIDENT})
    client.get("/wp-login.php")
    text = Client(measures.page).get("/metrics").get_data(as_text=True)
    routes = set(re.findall(r'sidan_request_seconds_count{.*route="(.*?)".*status="404"', text))
    assert routes == {"/api/v1/orders/<uuid:order_id>", "unknown"}


@pytest.mark.parametrize("name", SERVICES)
def test_no_measure_reads_a_whole_table(name: str, open_stage: Opens) -> None:
    """SQLite says by which index it goes; the indexes are the same in PostgreSQL."""
    stage = open_stage(name)
    if stage.database.url.get_backend_name() != "sqlite":
        assert measured(stage)["sidan_database_answers",] == 1
        return
    with asked(stage.database) as questions:
        measured(stage)
    with stage.database.read() as session:
        connection = session.connection()
        plans = [
            row[3]
            for question, parameters in questions
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", parameters)
        ]
    assert len(questions) >= 6
    assert [step for step in plans if re.match(r"SCAN (?!\(|anon)", step) and "INDEX" not in step] == []


@contextmanager
def asked(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Every question that is put to the database meanwhile."""
    questions: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, ____: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            questions.append((statement, parameters))

    sa.event.listen(database.reader, "before_cursor_execute", note)
    yield questions
    sa.event.remove(database.reader, "before_cursor_execute", note)
