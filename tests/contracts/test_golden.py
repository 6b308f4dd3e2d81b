"""One stored event for each version of each contract ever spoken. Outboxes and facts are full of such events, so
today's reader must load them all: a golden file is never changed; a new version, or a field that a version grew, gets
a file of its own beside it (`<type>.json`, then `<type>-2.json`).
"""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from shared.contracts.catalogue import BY_TYPE, CONTRACTS
from shared.contracts.wire import Event, Malformed
from shared.messaging.envelope import unseal

ROOT = Path(__file__).parents[2]
GOLDEN = sorted(Path(__file__).parent.glob("golden/*.json"))

each_golden = pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)


def contract_of(golden: Path) -> type[Event]:
    return BY_TYPE[unseal(golden.read_bytes()).type]


def data_of(golden: Path) -> dict[str, Any]:
    data: dict[str, Any] = unseal(golden.read_bytes()).data
    return data


def fits(data: dict[str, Any], golden: Path) -> bool:
    schema = json.loads((ROOT / f"docs/contracts/schemas/{contract_of(golden).TYPE}.json").read_text())
    return Draft202012Validator(schema, format_checker=FormatChecker()).is_valid(data)


def with_more(value: Any) -> Any:
    """The same, with a field that nobody knows in every record."""
    if isinstance(value, dict):
        return {name: with_more(held) for name, held in value.items()} | {"from_tomorrow": 1}
    return [with_more(one) for one in value] if isinstance(value, list) else value


def test_every_contract_has_a_golden_file() -> None:
    assert {contract_of(golden).TYPE for golden in GOLDEN} == {contract.TYPE for contract in CONTRACTS}


@each_golden
def test_a_golden_file_carries_its_type_and_its_speaker(golden: Path) -> None:
    envelope = unseal(golden.read_bytes())
    assert golden.stem.partition("-")[0] == envelope.type
    assert envelope.speaker == contract_of(golden).SPEAKER


@each_golden
def test_todays_reader_loads_it(golden: Path) -> None:
    event = contract_of(golden).from_wire(data_of(golden))
    assert event.subject == unseal(golden.read_bytes()).subject
    assert event.checked()


@each_golden
def test_todays_schema_describes_it(golden: Path) -> None:
    assert fits(data_of(golden), golden)


@each_golden
def test_readers_and_schema_ignore_what_they_do_not_know(golden: Path) -> None:
    data = data_of(golden)
    assert contract_of(golden).from_wire(with_more(data)) == contract_of(golden).from_wire(data)
    assert fits(with_more(data), golden)


@each_golden
def test_reader_and_schema_miss_the_same_fields(golden: Path) -> None:
    for name in data_of(golden):
        less = {field: value for field, value in data_of(golden).items() if field != name}
        assert fits(less, golden) == _loads(less, golden), name


def _loads(data: dict[str, Any], golden: Path) -> bool:
    try:
        contract_of(golden).from_wire(data)
    except Malformed:
        return False
    return True
