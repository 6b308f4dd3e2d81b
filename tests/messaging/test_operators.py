"""The operators' commands, on real databases and a real broker: what they print, and what then happens."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

import pika
import pytest
from click.testing import CliRunner, Result

import services.feedback.app
import services.feedback.settings
import services.request.app
import services.request.settings
from operators import commands
from shared import clock
from shared.contracts.request import OrderRejected
from shared.db import Database
from shared.identity import new_id
from shared.messaging.bus import bus_for
from shared.messaging.intake import Intake, read
from shared.messaging.tables import OUTBOX
from shared.runtime import Service
from tests.eventually import eventually
from tests.messaging.county import rejected, say, sealed, set_aside, undone, unsent
from tests.servers import Postgres, RabbitMQ

Runs = Callable[..., Result]
Urls = Callable[[str], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Urls:
    if request.param == "sqlite":
        return lambda service: f"sqlite:///{tmp_path}/{service}.db"
    postgres: Postgres = request.getfixturevalue("postgres")
    return cache(postgres.create_database)


def two_services(urls: Urls, broker_url: str = "memory://", namespace: str = "operated") -> list[Service]:
    databases = {f"{service.upper()}_DATABASE_URL": urls(service) for service in ("request", "feedback")}
    environ = {**databases, "BROKER_URL": broker_url, "BROKER_NAMESPACE": namespace}
    return [
        services.request.app.build(services.request.settings.read(environ)),
        services.feedback.app.build(services.feedback.settings.read(environ)),
    ]


def runs_for(services: list[Service]) -> Runs:
    known = {command.name: command for command in commands(services)}

    def run(name: str, *arguments: str) -> Result:
        return CliRunner().invoke(known[name], arguments)

    return run


def text_of(result: Result) -> str:
    """What it printed, when all went well."""
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def run(urls: Urls) -> Runs:
    """Runs a command for request and feedback, whose databases stand."""
    run = runs_for(two_services(urls))
    text_of(run("migrate"))
    return run


@pytest.fixture
def request_database(urls: Urls, run: Runs) -> Iterator[Database]:
    database = Database(urls("request"))
    yield database
    database.close()


@pytest.fixture
def feedback_database(urls: Urls, run: Runs) -> Iterator[Database]:
    database = Database(urls("feedback"))
    yield database
    database.close()


def hear_nothing(database: Database, *bodies: bytes) -> list[UUID]:
    """Let this arrive where nobody handles it; the ids."""
    Intake(database, {}).take(bodies)
    return [read(body).event_id for body in bodies]


def test_migrate_makes_a_database_ready_and_says_so_again(urls: Urls) -> None:
    run = runs_for(two_services(urls))
    refused = run("parked", "list")
    assert refused.exit_code == 1
    assert refused.output == "Error: The database of request is not ready. Say first: sidan migrate\n"
    for _ in range(2):
        assert text_of(run("migrate")) == "request: the database is ready.\nfeedback: the database is ready.\n"
    assert text_of(run("parked", "list")) == "request: 0 events\nfeedback: 0 events\n"


def test_a_parked_event_is_listed_shown_replayed_and_dropped(run: Runs, feedback_database: Database) -> None:
    (event,) = rejected()
    event_id, garbage_id = hear_nothing(feedback_database, sealed(event), b"\x00\xff")
    listed = text_of(run("parked", "list", "--service", "feedback"))
    assert listed.startswith("feedback: 2 events\n")
    assert f"{event_id}  order.rejected.v1  {event.order_id}  unknown" in listed
    assert "unreadable" in listed and "parked" in listed and "untrue" not in listed
    shown = json.loads(text_of(run("parked", "show", str(event_id))))
    assert shown["data"] == {"order_id": str(event.order_id), "reason_code": "untrue"}
    assert text_of(run("parked", "show", str(garbage_id))) == "Not an envelope of ours, 2 bytes: b'\\x00\\xff'\n"
    assert text_of(run("parked", "replay", str(event.order_id))) == "feedback: 1 event will be tried again.\n"
    assert undone(feedback_database) == {"waiting": 1, "parked": 1}
    assert text_of(run("parked", "drop", str(garbage_id), "--service", "feedback")) == "feedback: given up.\n"
    assert undone(feedback_database) == {"waiting": 1, "dropped": 1}


def test_half_a_character_is_shown_on_any_terminal(run: Runs, feedback_database: Database) -> None:
    body = json.dumps(json.loads(sealed(*rejected())) | {"data": {"title": "四单 \ud800"}}, ensure_ascii=True).encode()
    (event_id,) = hear_nothing(feedback_database, body)
    assert '"title": "四单 \\ud800"' in text_of(run("parked", "show", str(event_id)))


def test_what_is_not_there_is_said_plainly(run: Runs) -> None:
    event_id = str(new_id())
    for arguments, sentence in {
        ("show", event_id): f"No event {event_id} waits. Say: sidan parked list",
        ("replay", event_id): f"Nothing about {event_id} waits. Say: sidan parked list",
        ("drop", event_id, "--service", "request"): f"No event {event_id} waits at request. Say: sidan parked list",
        ("list", "--service", "kitchen"): "There is no service 'kitchen'. There are: request, feedback.",
    }.items():
        result = run("parked", *arguments)
        assert (result.exit_code, result.output) == (1, f"Error: {sentence}\n")


def test_what_was_set_aside_is_listed_and_released(run: Runs, request_database: Database) -> None:
    first, second = say(request_database, rejected(2))
    given_up = OUTBOX.update().values(attempts=5, set_aside=True)
    request_database.transact(lambda session: session.execute(given_up))
    listed = text_of(run("outbox", "list"))
    assert "request: 2 events" in listed and f"{first}  order.rejected.v1" in listed and "untrue" not in listed
    released = text_of(run("outbox", "release", "--service", "request", str(first)))
    assert released == "request: 1 event will be told again.\n"
    assert unsent(request_database) == 1 and set_aside(request_database) == 1
    assert text_of(run("outbox", "release", "--service", "request")) == "request: 1 event will be told again.\n"
    assert str(second) not in text_of(run("outbox", "list"))


def test_resend_tells_one_type_since_a_moment_again(run: Runs, request_database: Database) -> None:
    say(request_database, rejected(3))
    sent = OUTBOX.update().values(sent_at=clock.machine_now())
    request_database.transact(lambda session: session.execute(sent))
    resend = ("resend", "--service", "request", "--type", OrderRejected.TYPE, "--since")
    assert text_of(run(*resend, "2099-01-01")) == "request: 0 events will be told again.\n"
    assert text_of(run(*resend, "2020-01-01T08:00")) == "request: 3 events will be told again.\n"
    assert unsent(request_database) == 3
    assert "'soon' is no time" in run(*resend, "soon").output
    assert run("resend", "--service", "request").exit_code == 2
    unknown = run("resend", "--service", "request", "--type", "order.eaten.v1", "--since", "2020-01-01")
    assert unknown.exit_code == 1 and "There is no type 'order.eaten.v1'." in unknown.output


def test_announce_says_the_present_state_again(run: Runs) -> None:
    assert text_of(run("announce", "feedback")) == "feedback: 0 events will be said.\n"
    assert text_of(run("announce")) == "request: 0 events will be said.\nfeedback: 0 events will be said.\n"
    assert run("announce", "kitchen").exit_code == 1


def test_what_the_figures_count_is_made_anew_while_no_worker_keeps_facts(
    urls: Urls, run: Runs, feedback_database: Database
) -> None:
    feedback = two_services(urls)[1]
    Intake(feedback_database, feedback.hears, feedback.keeps).take([sealed(one) for one in rejected(2)])
    with feedback_database.leadership("relay.feedback"):
        refused = run("figures", "rebuild")
        assert refused.exit_code == 1 and "Stop it" in refused.output
    assert text_of(run("figures", "rebuild")) == "feedback: made anew from 2 facts.\n"


def test_in_one_process_there_are_no_dead_queues_and_the_command_says_where_to_look(run: Runs) -> None:
    result = run("dead", "list")
    assert (result.exit_code, result.output) == (
        1,
        "Error: In one process there are no dead queues. Say: sidan outbox list\n",
    )


def test_declare_makes_the_queues_and_dead_messages_are_listed_and_put_back(
    rabbitmq: RabbitMQ, tmp_path: Path, namespace: str
) -> None:
    run = runs_for(two_services(lambda service: f"sqlite:///{tmp_path}/{service}.db", rabbitmq.url, namespace))
    assert "feedback: the queue is ready, " in text_of(run("declare"))
    topology = bus_for(rabbitmq.url, namespace).topology
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        body, event_id = sealed(*rejected()), str(uuid4())
        properties = pika.BasicProperties(message_id=event_id, type=OrderRejected.TYPE)
        channel.basic_publish("", topology.dead_queue("feedback").name, body, properties, mandatory=True)
        for _ in range(25):  # RabbitMQ 4 drops what was looked at 20 times, unless the queue says otherwise
            listed = text_of(run("dead", "list", "--service", "feedback"))
        assert listed.startswith("feedback: 1 dead message\n")
        assert f"{event_id}  order.rejected.v1" in listed
        # The broker takes a moment to have back what was looked at.
        put_back = "request: 0 messages put back.\nfeedback: 1 message put back.\n"
        eventually(lambda: text_of(run("dead", "replay")) == put_back)
        _, _, moved = next(channel.consume(topology.queue_name("feedback")))
    assert moved == body


def test_what_is_away_is_said_plainly(tmp_path: Path) -> None:
    away = "postgresql://nobody:secret@127.0.0.1:1/nowhere"
    run = runs_for(two_services(lambda _: away, "amqp://guest:secret@127.0.0.1:1/%2F"))
    for arguments, what in {
        ("migrate",): "The database of request does not answer",
        ("parked", "list"): "The database of request does not answer",
        ("outbox", "list"): "The database of request does not answer",
        ("announce",): "The database of request does not answer",
        ("declare",): "The broker does not answer, or refuses",
        ("dead", "list"): "The broker does not answer, or refuses",
        ("dead", "replay"): "The broker does not answer, or refuses",
    }.items():
        result = run(*arguments)
        assert result.exit_code == 1
        assert result.output.startswith(f"Error: {what}") and "secret" not in result.output
