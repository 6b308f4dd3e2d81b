"""What the tests of bad input need: request with something to order, raw bytes to send, rows to count."""

import json
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from werkzeug.test import TestResponse

from tests.services.request.desk import ITEM, OFFICE, ORDER
from tests.services.stage import Stage

ORDERS = "/api/v1/orders"


def open_counter(stage: Stage) -> Stage:
    """Request, with a station and an item."""
    stage.put("/sites/620821102205", OFFICE, {"level": "station", "name": "某村站"})
    stage.put("/items/H03", OFFICE, ITEM)
    return stage


def rows(stage: Stage) -> dict[str, int]:
    """How many rows each table has."""
    with stage.database.read() as session:
        tables = stage.service.metadata.sorted_tables
        return {table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables}


def send(stage: Stage, path: str, data: bytes | str, **headers: str) -> TestResponse:
    """Send these very bytes as JSON."""
    told = {"X-Sidan-Actor": OFFICE, "Idempotency-Key": str(uuid4()), **headers}
    return stage.client.post(f"/api/v1{path}", data=data, content_type="application/json", headers=told)


def order_with(field: str, raw: str) -> str:
    """An order in which `field` is spelled `raw` in the JSON itself."""
    whole: dict[str, Any] = {**ORDER, field: "@"}
    return json.dumps(whole, ensure_ascii=False).replace('"@"', raw)


def as_header(text: str) -> str:
    """A header carries bytes; WSGI shows them as Latin-1."""
    return text.encode().decode("latin-1")


def is_clear(answer: TestResponse, status: int, code: str | None = None) -> bool:
    """Whether it is a problem with a code, and a sentence to go on with."""
    told = answer.json
    assert answer.content_type == "application/problem+json", answer.data
    assert answer.status_code == status == told["status"], told
    assert code in {None, told["code"]}, told
    return told["code"] == told["type"].rpartition(":")[2] and len(told["detail"].split()) > 3
