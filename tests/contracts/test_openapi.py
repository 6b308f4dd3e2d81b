"""The four OpenAPI documents."""

import json
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

DOCUMENTS = sorted((Path(__file__).parents[2] / "docs/openapi").glob("*.json"))

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)


def operations(path: Path) -> list[dict[str, Any]]:
    paths: dict[str, Any] = json.loads(path.read_text())["paths"]
    return [told for held in paths.values() for method, told in held.items() if method != "parameters"]


@each_document
def test_it_is_valid(path: Path) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(json.loads(path.read_text())).iter_errors()] == []


@each_document
def test_a_broken_one_is_found_out(path: Path) -> None:
    broken = json.loads(path.read_text()) | {"paths": {"no-slash": {"get": 1}}}
    assert not OpenAPIV31SpecValidator(broken).is_valid()


@each_document
def test_every_operation_asks_who_acts_and_has_a_name_of_its_own(path: Path) -> None:
    found = operations(path)
    assert all("X-Sidan-Actor" in {asked["name"] for asked in one["parameters"]} for one in found)
    assert len({one["operationId"] for one in found}) == len(found) > 0


def test_there_is_one_for_each_service() -> None:
    assert [path.stem for path in DOCUMENTS] == ["dispatch", "feedback", "request", "volunteer"]
