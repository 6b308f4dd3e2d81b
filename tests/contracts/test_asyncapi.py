"""The AsyncAPI document, held against the official JSON Schema of AsyncAPI 3.0 (npm: @asyncapi/specs)."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from jsonschema.validators import validator_for

from shared.contracts.catalogue import CONTRACTS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "docs/asyncapi.yaml").read_text())
    return read


@pytest.fixture(scope="module")
def official() -> Draft7Validator:
    subprocess.run([ROOT / "scripts/install-npm"], check=True)
    schema = json.loads((ROOT / "node_modules/@asyncapi/specs/schemas/3.0.0.json").read_text())
    assert validator_for(schema) is Draft7Validator
    return Draft7Validator(schema)


def references(value: Any) -> list[str]:
    """Every `$ref` in a document."""
    if isinstance(value, list):
        return [ref for one in value for ref in references(one)]
    if isinstance(value, dict):
        here = [value["$ref"]] if "$ref" in value else []
        return here + [ref for held in value.values() for ref in references(held)]
    return []


def leads_somewhere(reference: str, document: dict[str, Any]) -> bool:
    place: Any = document
    for part in reference.removeprefix("#/").split("/"):
        if part not in place:
            return False
        place = place[part]
    return reference.startswith("#/")


def test_it_is_valid(document: dict[str, Any], official: Draft7Validator) -> None:
    assert [error.message for error in official.iter_errors(document)] == []


@pytest.mark.parametrize("broken", ["channels", "operations", "components"])
def test_a_broken_one_is_found_out(document: dict[str, Any], official: Draft7Validator, broken: str) -> None:
    assert not official.is_valid(document | {broken: ["nonsense"]})


def test_an_operation_that_neither_sends_nor_receives_is_found_out(
    document: dict[str, Any], official: Draft7Validator
) -> None:
    [name, operation], *others = document["operations"].items()
    assert not official.is_valid(document | {"operations": {name: operation | {"action": "publish"}, **dict(others)}})


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    assert [ref for ref in references(document) if not leads_somewhere(ref, document)] == []


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.TYPE)
def test_every_event_is_said_by_one_and_heard_by_somebody(document: dict[str, Any], contract: Any) -> None:
    channel = {"$ref": f"#/channels/{contract.TYPE}"}
    operations = [operation for operation in document["operations"].values() if operation["channel"] == channel]
    senders = [operation for operation in operations if operation["action"] == "send"]
    assert [sender["tags"] for sender in senders] == [[{"name": contract.SPEAKER}]]
    assert len(operations) > 1
