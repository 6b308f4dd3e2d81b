"""What everybody does in the same way: moving an order, asking for the time."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import PROGRAM, ROOT, calls_in, name_of, python, tree_of

UNGOVERNED = {"offer", "member", "order.proposal"}
"""What has a state or a round of its own that no lifecycle governs: an offer or a member of the crew in its round, a
proposal for a round."""
STAGED = {"Order", "Assignment", "Review"}
ASSIGNMENTS = (ast.Assign, ast.AugAssign, ast.AnnAssign)


def states_assigned(tree: ast.Module) -> Iterator[str]:
    """The name of each thing whose `.state` or `.round` is assigned."""
    for one in ast.walk(tree):
        if isinstance(one, ASSIGNMENTS):
            for target in one.targets if isinstance(one, ast.Assign) else [one.target]:
                for part in ast.walk(target):
                    if isinstance(part, ast.Attribute) and part.attr in {"state", "round"}:
                        yield ast.unparse(part.value)


def states_given(tree_path: Path) -> Iterator[str]:
    """What a new order, or an update past the objects, is given as its state."""
    for name, call in calls_in(tree_path):
        if name in STAGED | {"values"}:
            yield from (ast.unparse(one.value) for one in call.keywords if one.arg == "state")


@pytest.mark.parametrize("path", python("services"), ids=name_of)
def test_nobody_but_the_lifecycle_moves_an_order(path: Path) -> None:
    assert set(states_assigned(tree_of(path))) <= UNGOVERNED


def test_only_the_lifecycle_does() -> None:
    moving = {name_of(path) for path in python("shared") if set(states_assigned(tree_of(path)))}
    assert moving == {"shared/lifecycle.py"}


@pytest.mark.parametrize("path", python("services"), ids=name_of)
def test_a_new_order_is_given_no_state_but_by_the_lifecycle(path: Path) -> None:
    assert list(states_given(path)) == []


def test_an_assignment_is_found_wherever_it_hides() -> None:
    hidden = "a.state = 1\nb.state, c.d = 1, 2\ne.round += 1\nf.state: str = ''\n(g.h).state = 1\nk.values(state=1)"
    assert sorted(states_assigned(ast.parse(hidden))) == ["a", "b", "e", "f", "g.h"]


def moments_in(tree: ast.Module) -> Iterator[str]:
    """Every question to the machine what time or day it is."""
    asking = {"now", "utcnow", "today", "fromtimestamp", "utcfromtimestamp"}
    for one in ast.walk(tree):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in asking:
            asked = ast.unparse(one.func.value)
            if asked.split(".")[-1] in {"datetime", "date", "func"}:
                yield ast.unparse(one)


def test_only_the_clock_asks_the_machine_what_time_it_is_and_for_no_place_but_utc() -> None:
    asked = {name_of(path): list(moments_in(tree_of(path))) for path in python(*PROGRAM)}
    assert {name: found for name, found in asked.items() if found} == {"shared/clock.py": ["datetime.now(UTC)"]}


def test_no_service_asks_the_database_what_time_it_is() -> None:
    words = ("CURRENT_TIMESTAMP", "CURRENT_DATE", "func.now", "server_default", "now()'")
    files = [path for path in (ROOT / "services").rglob("*.py") if any(word in path.read_text() for word in words)]
    assert files == []


def test_services_ask_for_business_time_alone() -> None:
    """The machine's time is for retries, leases and tokens; a rule that read it could not be rehearsed."""
    assert [name_of(path) for path in python("services") if "machine_now" in path.read_text()] == []
