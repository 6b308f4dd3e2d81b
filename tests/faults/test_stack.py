"""The system as it runs in earnest: everybody keeps to his own, and what ends is replaced.

(That the work gets done under these users, test_backup.py shows, which plays some of the week on the same stack.)
"""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pika
import psutil
import psycopg
import pytest
import requests
from pika.exceptions import ChannelClosedByBroker, ProbableAuthenticationError

from demo.settling import SERVICES
from tests.eventually import eventually
from tests.house.sources import ROOT
from tests.servers.process import free_port
from tests.services.request.desk import ITEM, OFFICE, ORDER, RESIDENT

MIB = 1024 * 1024
LARGEST = 120 * MIB
MANY = 50
TAKEN_OVER_WITHIN = 10.0
SAID_WITHIN = 5.0
PAIRS = [(own, other) for own in SERVICES for other in SERVICES if own != other]


@dataclass
class Running:
    """`make stack`, seen from outside."""

    program: "subprocess.Popen[str]"
    origin: str
    folder: Path

    def secret(self, name: str) -> str:
        """One of its secrets."""
        return (self.folder / "secrets" / name).read_text()

    def processes(self, service: str, role: str) -> list[psutil.Process]:
        """The processes of a service, `--web` or `--work`."""
        ours = psutil.Process(self.program.pid).children(recursive=True)
        return [one for one in ours if {f"services.{service}", role} <= set(_command(one))]

    def measures(self, process: psutil.Process) -> str:
        """What this very process tells Prometheus."""
        port = _command(process)[_command(process).index("--port") + 1]
        return requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text

    def board(self) -> str:
        """The board in English; what the proxy says while there is none."""
        return requests.get(f"{self.origin}/board", params={"lang": "en"}, timeout=10).text

    def status(self, service: str) -> Any:
        """How a service stands."""
        return requests.get(f"{self.origin}/{service}/status", timeout=10).json()

    @contextmanager
    def channel(self, user: str) -> Iterator[Any]:
        """A confirming channel at the broker."""
        with pika.BlockingConnection(pika.URLParameters(self.secret(f"{user}-broker-url"))) as connection:
            channel = connection.channel()
            channel.confirm_delivery()
            yield channel


@pytest.fixture(scope="module")
def stack() -> Iterator[Running]:
    """Two workers for each service; in the end Ctrl-C takes everything away."""
    command = [sys.executable, "-m", "tests.stack", "--workers", "2", "--port", str(free_port())]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        told = "".join(takewhile(lambda line: not line.startswith("It stays up"), program.stdout))
        found = re.search(r"answers on (\S+)\. Logs and secrets are in (\S+)\.\n", told)
        assert found, told
        running = Running(program, found[1], Path(found[2]))
        started = psutil.Process(program.pid).children(recursive=True)
        yield running
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=60) == 0
    assert [one for one in started if one.is_running() and one.status() != psutil.STATUS_ZOMBIE] == []
    assert not running.folder.exists()


@pytest.mark.parametrize(("own", "other"), PAIRS)
def test_a_service_is_refused_at_the_database_of_another(stack: Running, own: str, other: str) -> None:
    url = stack.secret(f"{own}-database-url")
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() is not None
    for name in (other, "postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(f"{url.rpartition('/')[0]}/{name}")


@pytest.mark.parametrize(("own", "other"), PAIRS)
def test_a_service_is_refused_at_the_queue_of_another(stack: Running, own: str, other: str) -> None:
    for queue in (f"sidan.{other}.v1", f"sidan.{other}.v1.dead"):
        refused(stack, own, lambda channel, queue=queue: channel.basic_consume(queue, print))
        refused(stack, own, lambda channel, queue=queue: channel.queue_purge(queue))
        refused(stack, own, lambda channel, queue=queue: channel.basic_publish("", queue, b"{}"))


def test_a_service_says_nobody_elses_words_and_makes_no_queues(stack: Running) -> None:
    events = "sidan.events"
    refused(stack, "volunteer", lambda channel: channel.basic_publish(events, "order.approved.v1", b"{}"))
    refused(stack, "volunteer", lambda channel: channel.queue_declare("spy", durable=True))
    refused(stack, "volunteer", lambda channel: channel.queue_delete("sidan.volunteer.v1"))
    refused(stack, "volunteer", lambda channel: channel.queue_bind("sidan.volunteer.v1", events, "#"))
    dispatch = pika.BasicProperties(user_id="dispatch")
    with pytest.raises(ChannelClosedByBroker, match="user_id"), stack.channel("volunteer") as channel:
        channel.basic_publish(events, "order.accepted.v1", b"{}", dispatch)


def test_nobody_is_let_in_as_guest(stack: Running) -> None:
    url = stack.secret("operator-broker-url")
    with pytest.raises(ProbableAuthenticationError):
        pika.BlockingConnection(pika.URLParameters(re.sub("//.*@", "//guest:guest@", url)))


def test_no_process_takes_more_memory_than_was_promised(stack: Running) -> None:
    before = _heard(stack)
    for _ in range(MANY):
        place(stack)
        stack.board()
    eventually(lambda: _heard(stack) == before + MANY, within=30)
    processes = [one for name in SERVICES for role in ("--web", "--work") for one in stack.processes(name, role)]
    assert {tuple(_command(one)[2:4]): one.memory_info().rss // MIB for one in processes if _is_large(one)} == {}
    assert len(processes) == 3 * len(SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_web_and_worker_each_tell_what_they_measure_and_the_proxy_lets_none_of_it_through(
    stack: Running, service: str
) -> None:
    for process in (*stack.processes(service, "--web"), *stack.processes(service, "--work")):
        told = stack.measures(process)
        assert f'sidan_database_answers{{service="{service}"}} 1.0' in told
        assert ("sidan_worker{" in told) == ("--work" in _command(process))
    assert requests.get(f"{stack.origin}/metrics", timeout=10).status_code == 404


def test_while_a_service_is_away_the_proxy_says_so_and_it_is_started_again(stack: Running) -> None:
    [web] = stack.processes("dispatch", "--web")
    web.kill()
    told = eventually(lambda: _problem(requests.get(f"{stack.origin}/dispatch/status", timeout=10)))
    assert told == (503, "service_away", "5")
    assert stack.status("request")["service"] == "request"
    eventually(lambda: stack.status("dispatch")["service"] == "dispatch", within=30)


@pytest.mark.parametrize("service", SERVICES)
def test_a_worker_that_stands_by_takes_over_within_ten_seconds(stack: Running, service: str) -> None:
    leader, stand_by = sorted(stack.processes(service, "--work"), key=lambda one: _leads(stack, one), reverse=True)
    assert _leads(stack, leader) and not _leads(stack, stand_by)
    heard = _heard(stack)
    leader.kill()
    place(stack)  # request tells of it, feedback hears it
    eventually(lambda: _leads(stack, stand_by) and _heard(stack) == heard + 1, within=TAKEN_OVER_WITHIN)
    eventually(lambda: len(stack.processes(service, "--work")) == 2, within=30)


@pytest.mark.parametrize("role", ["--web", "--work"])
@pytest.mark.parametrize("service", SERVICES)
def test_whatever_is_killed_the_board_says_so_within_five_seconds(stack: Running, service: str, role: str) -> None:
    victim = stack.processes(service, role)[0]
    place = f"{socket.gethostname()}:{victim.pid}"
    away = "Nothing was lost" if (service, role) == ("feedback", "--web") else "Does not answer"
    eventually(lambda: place not in silent(told := stack.board()) and away not in told, within=30)
    victim.kill()
    eventually(lambda: place in silent(told := stack.board()) or away in told, within=SAID_WITHIN)
    eventually(lambda: stack.status(service)["service"] == service, within=30)


def test_each_page_is_answered_by_the_service_whose_it_is(stack: Running) -> None:
    pages = {
        "/figures": (200, "nobody typed one in"),
        "/figures/gap": (200, "The orders behind it"),
        "/certificates": (200, "Check a certificate of volunteer service"),
        "/certificates/ZY0000000000": (404, "no certificate was issued under it"),
        "/certificates/ZY0000000000/sheet": (401, "This page is not public"),
    }
    for path, (status, words) in pages.items():
        answer = requests.get(f"{stack.origin}{path}", params={"lang": "en"}, timeout=10)
        assert answer.status_code == status and words in answer.text, path


def test_the_board_shows_who_leads_and_who_stands_by(stack: Running) -> None:
    told = eventually(lambda: (told := stack.board()).count("standing by") == len(SERVICES) and told)
    assert told.count("working") >= len(SERVICES) and "Does not answer" not in told


def silent(board: str) -> set[str]:
    """The processes that have given no sign of life, as the board tells it."""
    return set(re.findall(r'<span class="code">(\S+)</span>\s+<strong>silent since', board))


def refused(stack: Running, user: str, act: Callable[[Any], Any]) -> None:
    """It is not this user's to do."""
    with pytest.raises(ChannelClosedByBroker, match="ACCESS_REFUSED"), stack.channel(user) as channel:
        act(channel)


def place(stack: Running) -> None:
    """A resident orders."""
    api = f"{stack.origin}/request/api/v1"
    site = {"level": "station", "name": "某村站"}
    requests.put(f"{api}/sites/620821102205", json=site, headers={"X-Sidan-Actor": OFFICE}, timeout=10)
    requests.put(f"{api}/items/H03", json=ITEM, headers={"X-Sidan-Actor": OFFICE}, timeout=10)
    headers = {"X-Sidan-Actor": RESIDENT, "Idempotency-Key": str(uuid4())}
    order = {**ORDER, "wanted_from": "2040-01-05T09:00:00+08:00", "wanted_to": "2040-01-05T12:00:00+08:00"}
    assert requests.post(f"{api}/orders", json=order, headers=headers, timeout=10).status_code == 201


def _heard(stack: Running) -> int:
    return int(stack.status("feedback")["inbox"]["heard"].get("order.submitted.v1", 0))


def _leads(stack: Running, worker: psutil.Process) -> bool:
    """Whether it says so itself."""
    return re.search(r'sidan_worker\{doing="leads",.*\} 1.0', stack.measures(worker)) is not None


def _is_large(process: psutil.Process) -> bool:
    return process.memory_info().rss > LARGEST


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def _problem(answer: requests.Response) -> tuple[int, str, str] | None:
    return None if answer.ok else (answer.status_code, answer.json()["code"], answer.headers["Retry-After"])
