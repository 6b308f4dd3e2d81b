"""What keeps a process from starting is said in words that an operator understands."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.house.embedded import start_embedded
from tests.servers.process import free_port


def test_a_start_on_a_database_that_somebody_holds_is_refused_in_words(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "request.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        system = start_embedded(tmp_path)
        assert system.process.wait(timeout=60) == 1
    assert system.log.startswith("Error: A database does not answer (")
    assert "Traceback" not in system.log


def test_a_start_without_its_broker_is_refused_in_words(tmp_path: Path) -> None:
    system = start_embedded(tmp_path, broker=f"amqp://guest:guest@127.0.0.1:{free_port()}/%2F")
    assert system.process.wait(timeout=60) == 1
    assert system.log.startswith("Error: The broker does not answer, or refuses (")
    assert "Traceback" not in system.log


def test_a_start_where_somebody_listens_already_is_refused_in_words_and_nothing_stays(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        system = start_embedded(tmp_path, port=taken.getsockname()[1])
        assert system.process.wait(timeout=60) == 1
    assert "Address already in use" in system.log and "another --port" in system.log
    assert "Traceback" not in system.log and "relay leads" not in system.log
