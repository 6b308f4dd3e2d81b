"""Whoever knows one service knows all four, and each of them fits into a head."""

import re
from pathlib import Path

import pytest

from tests.house.sources import PROGRAM, ROOT, SERVICES, kept, lines_of, lines_that_act, name_of, python, words_of

LONGEST_FILE = 250
LARGEST = {
    **{f"services/{name}": 1500 for name in SERVICES},
    "services/dispatch/matching": 1500,
    "services/dispatch/suggesting": 1000,
    "services/dispatch/assigning": 650,
    "services/feedback/figures": 1000,
    "services/request/visit": 200,
    "services/volunteer/ledger": 800,
    "services/volunteer/record": 500,
    "services/volunteer/visit": 600,
    "shared": 2500,
    "shared/contracts": 1000,
}
"""Lines that do something, docstrings and comments not counted; contracts apart (decision 0012)."""

ROOMS = {
    "__init__",
    "__main__",
    "api",
    "app",
    "clock",
    "consumers",
    "handlers",
    "lifecycle",
    "migrations",
    "models",
    "policy",
    "schemas",
    "settings",
}
"""Each a file, or a package of the same name."""
OWN_ROOMS = {
    "dispatch": {"assigning", "matching", "suggesting"},
    "feedback": {"figures"},
    "request": {"visit"},
    "volunteer": {"ledger", "record", "visit"},
}
"""What one service alone has, besides."""
PEOPLES_DOOR = {"pages", "templates"}
"""Two more, in a service that has pages: both or neither."""
NAMELESS = re.compile(r"\b(utils?|helpers?|commons?|misc|tools?box)\b")


def rooms_of(service: str) -> set[str]:
    """The rooms of a service."""
    folder = ROOT / "services" / service
    return {path.relative_to(folder).parts[0].removesuffix(".py") for path in kept() if path.is_relative_to(folder)}


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_has_the_same_rooms(service: str) -> None:
    rooms = rooms_of(service)
    assert rooms - PEOPLES_DOOR == ROOMS | OWN_ROOMS.get(service, set())
    assert rooms & PEOPLES_DOOR in (PEOPLES_DOOR, set())


@pytest.mark.parametrize("path", python(*PROGRAM, "deploy", "tests"), ids=name_of)
def test_no_file_is_longer_than_can_be_read_at_once(path: Path) -> None:
    assert lines_of(path) <= LONGEST_FILE


@pytest.mark.parametrize("folder", LARGEST)
def test_no_part_of_the_house_outgrows_its_measure(folder: str) -> None:
    inside_it = [other for other in LARGEST if other.startswith(f"{folder}/")]
    own = [path for path in python(folder) if not any(path.is_relative_to(ROOT / other) for other in inside_it)]
    assert lines_that_act(*own) <= LARGEST[folder]


def test_no_room_is_a_drawer_for_odds_and_ends() -> None:
    drawers = [name_of(path) for path in kept() if NAMELESS.search(name_of(path).replace("_", " "))]
    assert drawers == []


def test_every_file_of_python_says_what_it_is() -> None:
    silent = [path for path in python(*PROGRAM, "deploy") if not _docstring(path)]
    assert silent == []


MODES = {
    "shared/settings.py": "the two defaults",
    "shared/messaging/bus.py": "the bus itself",
    "shared/db/database.py": "the database itself",
    "shared/db/failures.py": "tells a database that is away by the words of its driver",
    "shared/db/statements.py": "inserts that the two databases spell differently",
    "shared/messaging/tables.py": "an index and a key that the two databases write differently",
    "shared/notices.py": "an index that the two databases write differently",
    "running/alone.py": "tells an operator that nobody would hear a service that is alone in its process",
    "operators/desk.py": "knows that there is no dead queue in one process",
    "demo/command.py": "the demonstration keeps its databases in its own folder",
}
"""Who may know which database and which broker there is, and why. Nobody else: a mode is two URLs, never an `if`."""


def test_a_mode_is_two_urls_and_nobody_else_asks_for_it() -> None:
    knowing = {
        name_of(path)
        for path in python("services", "shared", "running", "operators", "demo")
        if any(word.startswith(("memory:", "sqlite", "postgresql")) for word in words_of(path)) or _where_of(path)
    }
    assert knowing == MODES.keys()


def _docstring(path: Path) -> bool:
    return path.read_text().startswith('"""')


def _where_of(path: Path) -> bool:
    return any(keyword in path.read_text() for keyword in ("sqlite_where=", "postgresql_where="))
