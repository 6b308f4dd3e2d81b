"""Told to stop, a process finishes what it has in hand."""

import http.client
import json
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import requests

from tests.eventually import eventually
from tests.house.embedded import running_embedded, start_embedded


def test_a_request_in_hand_is_answered_before_the_process_ends(tmp_path: Path) -> None:
    with running_embedded(tmp_path) as system:
        caller = http.client.HTTPConnection(urlsplit(system.origin).netloc, timeout=20)
        with closing(caller), closing(sqlite3.connect(system.database("request"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            body = json.dumps({"level": "center", "name": "泾川县新时代文明实践中心"})
            headers = {"X-Sidan-Actor": "office:wang@620821", "Content-Type": "application/json"}
            caller.request("PUT", "/request/api/v1/sites/620821000000", body, headers)
            requests.get(f"{system.origin}/request/livez", timeout=5)  # read after the other one
            system.process.terminate()
            other.execute("ROLLBACK")
            assert caller.getresponse().status == 200
    assert "Traceback" not in system.log and "OSError" not in system.log


def test_a_stop_is_heard_by_whichever_thread_the_kernel_hands_it_to(tmp_path: Path) -> None:
    """It may be any: a main thread that a debugger holds this moment is passed over."""
    with running_embedded(tmp_path) as system:
        others = {int(thread.name) for thread in Path(f"/proc/{system.process.pid}/task").iterdir()} - {
            system.process.pid
        }
        os.kill(min(others), signal.SIGTERM)
        assert system.process.wait(timeout=20) == 0


def test_killed_while_it_makes_its_tables_it_leaves_nobody_behind(tmp_path: Path) -> None:
    """It waits for a database that somebody holds in the journal mode that it wants; in another it would not wait."""
    with closing(sqlite3.connect(tmp_path / "request.db", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        process = start_embedded(tmp_path).process
        try:
            (helper,) = eventually(psutil.Process(process.pid).children, within=30)
        finally:
            process.kill()
            process.wait()
        eventually(lambda: not helper.is_running())
