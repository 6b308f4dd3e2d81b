"""The walls between the rooms stand, and each of them holds when somebody runs into it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")

TRESPASSES = {
    "a service imports another": ("services/request/handlers/orders.py", "import services.feedback"),
    "a model imports a handler": ("services/request/models.py", "from services.request import handlers"),
    "a handler imports a door": ("services/request/handlers/orders.py", "from services.request import consumers"),
    "one door imports another": ("services/request/consumers.py", "from services.request import api"),
    "a service has a room of another kind": ("services/request/utils.py", ""),
    "shared imports a service": ("shared/runtime.py", "import services.request"),
    "the web imports messaging": ("shared/web/app.py", "import shared.messaging.bus"),
    "shared has a room of another kind": ("shared/helpers.py", ""),
    "a decision asks the database": ("services/request/policy.py", "import sqlalchemy"),
    "a decision asks the clock": ("services/request/lifecycle.py", "import shared.clock"),
    "figures ask a handler": ("services/feedback/figures/counting.py", "from services.feedback.handlers import facts"),
    "a model counts": ("services/feedback/models/facts.py", "import services.feedback.figures"),
    "what a fact tells asks the clock": ("services/feedback/figures/telling.py", "import shared.clock"),
    "matching asks the house": ("services/dispatch/matching/rules.py", "import shared.clock"),
    "the ledger leans on the visit": ("services/volunteer/ledger/entries.py", "import services.volunteer.visit"),
    "the ledger leans on the record": ("services/volunteer/ledger/totals.py", "import services.volunteer.record"),
    "a handler leans on the ledger": ("services/volunteer/handlers/rounds.py", "import services.volunteer.ledger"),
    "an entry of the ledger knows its pages": (
        "services/volunteer/ledger/entries.py",
        "import flask",
    ),
    "the chain asks the database": ("services/volunteer/ledger/chain.py", "import sqlalchemy"),
    "a handler counts with arrays": ("services/dispatch/handlers/queue.py", "import numpy"),
    "a handler of the queue knows who suggests": (
        "services/dispatch/handlers/queue.py",
        "import services.dispatch.suggesting",
    ),
    "a door loads the room that assigns": ("services/dispatch/api.py", "import services.dispatch.assigning.county"),
    "suggesting loads the solver": (
        "services/dispatch/suggesting/current.py",
        "import services.dispatch.matching.solver",
    ),
    "ranking loads the solver's library": ("services/dispatch/matching/rank.py", "import ortools"),
    "a contract knows the broker": ("shared/contracts/wire.py", "import pika"),
    "a handler talks to the broker": ("services/request/handlers/orders.py", "import kombu"),
    "a door talks to the broker": ("services/request/api.py", "import pika"),
    "a door holds the bus": ("services/request/consumers.py", "import shared.messaging.bus"),
    "a handler knows Flask": ("services/request/handlers/orders.py", "import flask"),
    "a handler knows marshmallow": ("services/request/handlers/orders.py", "import marshmallow"),
    "a service imports an installation": ("services/request/app.py", "import deploy.databases"),
    "an installation imports a service": ("deploy/databases.py", "import services.request"),
    "the operators' desk imports a service": ("operators/desk.py", "import services.request"),
    "a service imports the operators' desk": ("services/request/app.py", "import operators"),
    "what runs the services imports one": ("running/system.py", "import services.request"),
    "a service imports what runs it": ("services/request/app.py", "import running.system"),
    "shared imports what runs it": ("shared/runtime.py", "import running.worker"),
    "running has a room of another kind": ("running/helpers.py", ""),
    "a service measures by itself": ("services/request/app.py", "import prometheus_client"),
    "the demonstration imports a service": ("demo/__init__.py", "import services.request"),
    "a service imports the demonstration": ("services/request/app.py", "import demo.jingchuan"),
}


@pytest.fixture(scope="module")
def copy_of_the_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", house)
    for package in ("services", "shared", "running", "operators", "demo", "deploy"):
        shutil.copytree(ROOT / package, house / package, ignore=shutil.ignore_patterns("__pycache__"))
    return house


@contextmanager
def trespassing(path: Path, line: str) -> Iterator[None]:
    """Somebody writes this line there, and thinks better of it."""
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n")
    yield
    path.unlink() if before is None else path.write_text(before)


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    """What it read of files that have not changed since is taken from its cache."""
    command = [LINTER, "--cache-dir", ".walls", "--no-logo"]
    return subprocess.run(command, cwd=house, capture_output=True, text=True)


def test_the_house_as_it_stands_keeps_every_rule(copy_of_the_house):
    report = lint(copy_of_the_house)
    assert report.returncode == 0, report.stdout


@pytest.mark.parametrize(("room", "line"), TRESPASSES.values(), ids=TRESPASSES)
def test_it_is_caught_when(copy_of_the_house, room, line):
    with trespassing(copy_of_the_house / room, line):
        report = lint(copy_of_the_house)
    assert report.returncode == 1 and "BROKEN" in report.stdout, report.stdout
