"""Whoever looks for persons where they should not be finds them, on both databases and in every kind of column."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shared.clock import machine_now
from shared.db import Database, service_metadata
from shared.identity import new_id
from shared.messaging.tables import OUTBOX
from shared.notices import NOTICES
from tests.flow.people import MARK, PHONES
from tests.flow.truths import tells_of_a_person


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A service's database, with what it has said and whom it has told."""
    on_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/one.db" if on_sqlite else request.getfixturevalue("postgres").create_database("told")
    database = Database(url)
    service_metadata(OUTBOX, NOTICES).create_all(database.writer)
    yield database
    database.close()


def said(words: str) -> dict[str, Any]:
    body = f'{{"title": "{words}"}}'.encode()
    return {"event_id": new_id(), "type": "t", "subject": "s", "body": body, "recorded_at": machine_now()}


def told(words: str) -> dict[str, Any]:
    someone = {"id": new_id(), "to_kind": "requester", "to_id": new_id(), "order_id": new_id(), "template": "t"}
    return {**someone, "parameters": {"reason": words}, "due_at": machine_now()}


@pytest.mark.parametrize("words", [f"张{MARK}三", f"{PHONES}0001"], ids=["a name", "a phone"])
@pytest.mark.parametrize(("kept", "row"), [(OUTBOX.c.body, said), (NOTICES.c.parameters, told)], ids=["said", "told"])
def test_a_person_in_the_wrong_place_is_found(database: Database, kept: sa.Column[Any], row: Any, words: str) -> None:
    write(database, kept, row("上门理发"))
    assert not tells_of_a_person(database, kept)
    write(database, kept, row(words))
    assert tells_of_a_person(database, kept)


def write(database: Database, kept: sa.Column[Any], row: dict[str, Any]) -> None:
    with database.writer.begin() as connection:
        connection.execute(kept.table.insert(), row)
