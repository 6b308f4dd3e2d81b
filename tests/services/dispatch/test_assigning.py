"""The process that assigns: alone with its database, bounded, and the only one that loads the solver."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shared.processes import seen
from tests.eventually import eventually
from tests.services.dispatch.crowd import helper
from tests.services.dispatch.desk import DISPATCHER, approve
from tests.services.stage import Stage


@pytest.fixture
def environment(stage: Stage, tmp_path: Path) -> dict[str, str]:
    """What the process is told: its database, and the time of the test."""
    url = stage.database.url.render_as_string(hide_password=False)
    return {"DISPATCH_DATABASE_URL": url, "CLOCK_FILE": str(tmp_path / "clock"), "DISPATCH_UNDO_SECONDS": "0"}


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "services.dispatch", "--assign", *options]


def test_it_suggests_by_itself_for_what_is_urgent_and_ends_when_it_is_told_to(
    stage: Stage, environment: dict[str, str]
) -> None:
    helper(stage)
    with subprocess.Popen(command("--every", "0.2"), env=environment, stderr=subprocess.PIPE) as process:
        eventually(lambda: kinds(stage) == ["assign"])
        approve(stage, urgency="urgent")
        [one] = eventually(lambda: stage.get("/suggestions", DISPATCHER).json, within=30)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert one["kind"] == "person" and kinds(stage) == []


def test_a_solving_that_takes_too_much_is_ended_and_says_nothing(stage: Stage, environment: dict[str, str]) -> None:
    helper(stage)
    order_id = approve(stage, urgency="urgent")
    ended = subprocess.run(command("--once", "--mebibytes", "64"), env=environment, capture_output=True, timeout=60)
    assert ended.returncode != 0 and stage.get("/suggestions", DISPATCHER).json == []
    assert subprocess.run(command("--once"), env=environment, timeout=60, stderr=subprocess.DEVNULL).returncode == 0
    assert [one["order_id"] for one in stage.get("/suggestions", DISPATCHER).json] == [str(order_id)]


def kinds(stage: Stage) -> list[str]:
    with stage.database.read() as session:
        return [one["kind"] for one in seen(session)]
