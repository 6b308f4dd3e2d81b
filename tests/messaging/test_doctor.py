"""The doctor finds what is wrong, says it in plain words, and finds nothing where nothing is."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pika
import pytest
from click.testing import CliRunner

from operators import commands
from services.__main__ import build_all
from shared import clock, workdays
from shared.contracts.request import OrderRejected
from shared.db import Database
from shared.identity import new_id
from shared.messaging.bus import bus_for
from shared.messaging.intake import Intake
from shared.messaging.tables import OUTBOX
from shared.migrations.steps import migrate
from shared.processes import PROCESSES
from tests.house.embedded import running_embedded
from tests.house.sources import SERVICES
from tests.messaging.county import sealed
from tests.servers import RabbitMQ
from tests.servers.process import free_port

Examines = Callable[..., str]


def addresses(folder: Path) -> dict[str, str]:
    """Four databases there, and working days that are known for long."""
    days = {"hours": [["08:00", "12:00"]], "years": {"2999": {"free": [], "worked": [], "complete": True}}}
    (folder / "days.json").write_text(json.dumps(days))
    databases = {f"{name.upper()}_DATABASE_URL": f"sqlite:///{folder}/{name}.db" for name in SERVICES}
    return {**databases, "WORKDAYS_FILE": str(folder / "days.json")}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Four databases that stand, with a process in each that has just given a sign of life."""
    environ = addresses(tmp_path)
    for service in build_all(environ):
        database = Database(service.settings.database_url)
        migrate(database, service.migrations)
        database.transact(lambda session: session.execute(PROCESSES.insert().values(process())))
        database.close()
    yield environ
    clock.follow(None)
    workdays.follow(None)


def process(age: float = 0.0, kind: str = "both", doing: str = "leads") -> dict[str, object]:
    # A sign from the hour to come, so to speak: the test need not hurry.
    seen_at = clock.machine_now() + timedelta(hours=1) - timedelta(seconds=age)
    return {"id": new_id(), "kind": kind, "place": "here:1", "doing": doing, "seen_at": seen_at}


def examined(environ: dict[str, str], *, healthy: bool = False) -> str:
    """What the doctor says."""
    [doctor] = [command for command in commands(build_all(environ)) if command.name == "doctor"]
    result = CliRunner().invoke(doctor)
    assert result.exit_code == (0 if healthy else 1), result.output
    return result.output


def change(environ: dict[str, str], service: str, *statements: object) -> None:
    database = Database(environ[f"{service.upper()}_DATABASE_URL"])
    database.transact(lambda session: [session.execute(one) for one in statements])
    database.close()


def test_where_nothing_is_wrong_it_says_so(tmp_path: Path) -> None:
    with running_embedded(tmp_path):
        told = examined(addresses(tmp_path), healthy=True)
    assert told == "Nothing is wrong. Looked at: request, dispatch, volunteer, feedback, the broker, the time.\n"


def test_a_database_that_is_away_or_not_migrated(environ: dict[str, str], tmp_path: Path) -> None:
    told = examined({**environ, "REQUEST_DATABASE_URL": f"sqlite:///{tmp_path}", "DISPATCH_DATABASE_URL": "sqlite://"})
    assert "request: its database does not answer" in told
    assert "dispatch: its database has not the schema that this version needs.\n    Say: sidan migrate.\n" in told
    assert "volunteer" not in told and "feedback" not in told


def test_processes_that_are_missing_silent_or_without_a_broker(environ: dict[str, str]) -> None:
    change(environ, "request", PROCESSES.delete())
    change(environ, "dispatch", PROCESSES.insert().values(process(age=3700, kind="work")))
    change(environ, "volunteer", PROCESSES.update().values(doing="broker_away"))
    told = examined(environ)
    assert "request: nobody answers for it over HTTP.\n" in told
    assert "request: no worker gives a sign of life.\n" in told and "docker compose up --detach request-work" in told
    assert "dispatch: its process here:1 (work) has been silent since" in told
    assert "volunteer: its worker does not reach the broker.\n" in told
    assert "feedback" not in told


def test_news_that_stopped_and_news_that_waits(environ: dict[str, str]) -> None:
    database = Database(environ["REQUEST_DATABASE_URL"])
    unknown = sealed(OrderRejected(order_id=new_id(), reason_code="untrue"))
    Intake(database, build_all(environ)[0].hears).take([b"not an envelope", unknown])
    database.close()
    row = {"type": "order.offered.v1", "subject": "x", "body": b"", "recorded_at": clock.machine_now()}
    aside = OUTBOX.insert().values(**row, event_id=new_id(), set_aside=True)
    late = OUTBOX.insert().values(**row | {"recorded_at": row["recorded_at"] - timedelta(hours=1)}, event_id=new_id())
    change(environ, "dispatch", aside, late)
    told = examined(environ)
    assert "request: 1 event that it heard took no effect (parked).\n" in told
    assert "request: 1 event that it heard took no effect (unknown).\n" in told
    assert "dispatch: 1 event that it said were told five times and never taken.\n" in told
    assert "dispatch: its news has waited since" in told


def test_a_broker_without_queues_with_dead_messages_and_away(
    environ: dict[str, str], rabbitmq: RabbitMQ, namespace: str
) -> None:
    at_broker = {**environ, "BROKER_URL": rabbitmq.url, "BROKER_NAMESPACE": namespace}
    assert f"broker: there is no queue {namespace}.request.v1 and no queue" in examined(at_broker)
    bus = bus_for(rabbitmq.url, namespace)
    bus.declare({service.name: service.types for service in build_all(environ)})
    examined(at_broker, healthy=True)
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish("", bus.topology.dead_queue("dispatch").name, b"{}", mandatory=True)
    assert "broker: 1 message took the worker of dispatch down five times each.\n" in examined(at_broker)
    away = examined({**at_broker, "BROKER_URL": f"amqp://guest:guest@127.0.0.1:{free_port()}/"})
    assert away.startswith("broker: it does not answer, or refuses (") and away.count("broker:") == 1


def test_a_clock_that_is_missing_or_stands_still(environ: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "clock"
    timed = {**environ, "CLOCK_FILE": str(file)}
    assert "time: there is no time in " in examined(timed)
    clock.write(file, clock.machine_now())
    examined(timed, healthy=True)
    os.utime(file, (0, 0))
    assert "time: business time stands still at " in examined(timed)


def test_working_days_that_end_soon_or_cannot_be_read(environ: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "workdays.json"
    with_days = {**environ, "WORKDAYS_FILE": str(file)}
    assert "working days: " in examined(with_days)
    year = {"free": [], "worked": [], "complete": True}
    file.write_text(json.dumps({"hours": [["08:00", "12:00"]], "years": {"2026": year, "2027": year}}))
    clock.write(tmp_path / "clock", clock.machine_now().replace(year=2027, month=6))
    timed = {**with_days, "CLOCK_FILE": str(tmp_path / "clock")}
    examined(timed, healthy=True)
    clock.write(tmp_path / "clock", clock.machine_now().replace(year=2027, month=12, day=20))
    assert "working days: they are known until the end of 2027 only" in examined(timed)
