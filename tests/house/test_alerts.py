"""The alert rules hold: promtool tries each of them out, and each thing that they ask for is really told."""

import re
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml
from werkzeug.test import Client

from running.measures import Measures
from running.worker import Worker
from shared.db import Database
from shared.messaging.bus import MemoryBus
from shared.migrations.steps import migrate
from tests.house.sources import ROOT, SERVICES
from tools.registry import service_of

FOLDER = ROOT / "deploy/prometheus"
RULES = [rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"] for rule in group["rules"]]
PAPER = (ROOT / "docs/operations.md").read_text()


@pytest.mark.parametrize(
    "check", [("check", "config", "prometheus.yml"), ("test", "rules", "alerts.test.yml")], ids=" ".join
)
def test_promtool_is_content(check: tuple[str, ...]) -> None:
    subprocess.run([ROOT / "scripts/install-servers"], check=True, timeout=300)
    ended = subprocess.run(["promtool", *check], cwd=FOLDER, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_alarm_is_tried_out() -> None:
    tried = {
        one["alertname"]
        for test in yaml.safe_load((FOLDER / "alerts.test.yml").read_text())["tests"]
        for one in test["alert_rule_test"]
        if one.get("exp_alerts")
    }
    assert tried == {rule["alert"] for rule in RULES}


def test_every_alarm_says_what_is_wrong_and_what_to_do_and_stands_in_the_papers() -> None:
    assert [rule["alert"] for rule in RULES if not {"summary", "action"} <= rule["annotations"].keys()] == []
    assert [rule["alert"] for rule in RULES if f"`{rule['alert']}`" not in PAPER] == []


def test_whatever_an_alarm_asks_for_is_told_and_whatever_is_told_stands_in_the_papers(tmp_path: Path) -> None:
    told = families(tmp_path)
    asked = {name for rule in RULES for name in re.findall(r"\b(?:sidan|process)_\w+", rule["expr"])}
    assert {re.sub(r"_(bucket|count)$", "", name) for name in asked} <= told
    assert {name for name in told if name.startswith("sidan_") and f"`{name}`" not in PAPER} == set()
    assert set(re.findall(r"`(sidan_\w+)`", PAPER)) <= told


def families(folder: Path) -> set[str]:
    """The names of all that a process with everything in it tells."""
    services = [service_of(name) for name in SERVICES]
    databases: dict[str, Any] = {name: Database(f"sqlite:///{folder}/{name}.db") for name in SERVICES}
    for service in services:
        migrate(databases[service.name], service.migrations)
    bus, stop = MemoryBus("alerts"), threading.Event()
    measures = Measures(services, databases, [Worker(one, databases[one.name], bus, stop) for one in services])
    text = Client(measures.page).get("/metrics").get_data(as_text=True)
    for database in databases.values():
        database.close()
    return set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
