"""The JSON Schema of what each event says (its `data`), a snapshot for each contract."""

from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from shared.contracts.catalogue import CONTRACTS
from shared.contracts.wire import Event
from tools.text import as_json, first_line

OPENAPI_VERSION = "3.1.1"
"""From 3.1 on a schema in OpenAPI is JSON Schema 2020-12."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def files() -> dict[str, str]:
    """A schema for each contract, complete in itself."""
    told = _described(MarshmallowPlugin(schema_name_resolver=lambda _: ""))
    return {f"docs/contracts/schemas/{one.TYPE}.json": as_json(_head(one) | told[one.__name__]) for one in CONTRACTS}


def named_schemas() -> dict[str, Any]:
    """The schemas of all contracts by name, with the records that they share told once and referred to."""
    return _described(MarshmallowPlugin())


def _described(plugin: MarshmallowPlugin) -> dict[str, Any]:
    spec = APISpec("contracts", "v1", OPENAPI_VERSION, plugins=[plugin])
    for contract in CONTRACTS:
        spec.components.schema(contract.__name__, schema=contract.schema())
    schemas: dict[str, Any] = spec.to_dict()["components"]["schemas"]
    return schemas


def _head(contract: type[Event]) -> dict[str, str]:
    return {
        "$schema": DIALECT,
        "$id": f"urn:sidan:contract:{contract.TYPE}",
        "title": contract.__name__,
        "description": first_line(contract),
    }
