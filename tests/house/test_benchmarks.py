"""What the benchmarks tell has one shape, and their arithmetic is right."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks import telling
from benchmarks.flow.peers.story import LISTENERS
from benchmarks.flow.report import percentile
from benchmarks.telling import Bar
from shared.contracts.catalogue import CONTRACTS
from tests.house.sources import ROOT, lines_of, name_of, python
from tools.registry import listeners

MACHINE = {"cpu", "cores", "memory_gib", "kernel", "python", "rabbitmq", "postgresql"}
BAR = {"name": str, "value": float | int, "unit": str, "bar": float | int, "met": bool, "kind": str}


def faults_of(told: dict[str, Any]) -> list[str]:
    """What a result lacks of the agreed shape."""
    faults = [f"no {one}" for one in ("name", "at", "commit", "machine", "table", "bars") if one not in told]
    faults += [f"machine without {one}" for one in MACHINE - told.get("machine", {}).keys()]
    for bar in told.get("bars", []):
        faults += [f"{bar.get('name')}: {one}" for one, kind in BAR.items() if not isinstance(bar.get(one), kind)]
        faults += [] if bar.get("kind") in {"bar", "aim"} else [f"{bar.get('name')}: neither bar nor aim"]
    return faults


def test_every_result_has_the_agreed_shape_and_its_place_in_the_readme() -> None:
    for path in (ROOT / "benchmarks/results").glob("*.json"):
        told = json.loads(path.read_text())
        assert (told["name"], faults_of(told)) == (path.stem, [])
        assert f"<!-- measured:{path.stem} -->" in telling.README.read_text()


def test_a_result_that_is_made_has_the_agreed_shape() -> None:
    tables = {"Side by side": [["", "sidan"], ["orders/s", "1"]]}
    told = telling.result("flow", {"rounds": 5}, tables, Bar.at_most("hop", 1, "ms", 2))
    assert faults_of(json.loads(json.dumps(told))) == []
    assert "| orders/s | 1 |" in telling.as_text(told)


def test_a_result_without_its_parts_is_found() -> None:
    assert faults_of({"bars": [{"name": "hop", "kind": "wish"}]}) != []


def test_a_bar_is_met_on_its_own_side() -> None:
    assert [bar.met for bar in Bar.at_least("speed", 2, "×", 1, aim=3)] == [True, False]
    assert [bar.met for bar in Bar.at_most("hop", 2, "ms", 3, aim=1)] == [True, False]
    assert [bar.kind for bar in Bar.at_least("speed", 2, "×", 1, aim=3)] == ["bar", "aim"]


def test_a_percentile_is_taken_over_all_samples() -> None:
    assert percentile([float(one) for one in range(101)], 99) == 99


def test_the_peers_tell_the_same_services_as_sidan() -> None:
    of_sidan = {contract.TYPE: set(listeners(contract)) for contract in CONTRACTS}
    assert {kind: set(told) for kind, told in LISTENERS.items()} == {kind: of_sidan[kind] for kind in LISTENERS}


def test_the_words_between_the_marks_are_replaced_and_no_others(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- measured:flow -->\nold\n<!-- /measured -->\nafter\n")
    telling.write_readme(telling.result("flow", {}, {}, []), readme)
    begin, told, end = re.split("<!-- .* -->\n", readme.read_text())
    assert (begin, told[:9], end) == ("before\n", "Measured ", "after\n")


@pytest.mark.parametrize("path", python("benchmarks"), ids=name_of)
def test_no_file_of_a_benchmark_is_longer_than_can_be_read_at_once(path: Path) -> None:
    assert lines_of(path) <= 250
    assert path.read_text().startswith('"""')
