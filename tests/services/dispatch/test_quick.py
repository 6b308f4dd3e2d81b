"""The queue stays quick, however many orders it has seen."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from shared import clock
from tests.services.dispatch.desk import CENTER, approve, offer
from tests.services.stage import Stage


@contextmanager
def questions(stage: Stage) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    for engine in (stage.database.reader, stage.database.writer):
        sa.event.listen(engine, "before_cursor_execute", note)
    yield asked
    for engine in (stage.database.reader, stage.database.writer):
        sa.event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ["/orders?state=offered", "/orders?to_sign=false", "/forecast", "/gaps", "/limits"])
def test_a_list_asks_the_database_the_same_however_long_it_is(stage: Stage, path: str) -> None:
    offer(stage, approve(stage))
    with questions(stage) as before:
        stage.get(path, CENTER)
    for number in range(4):
        offer(stage, approve(stage, f"0000001{number}"))
    with questions(stage) as after:
        stage.get(path, CENTER)
    assert len(after) == len(before) <= 4


def test_an_approval_asks_the_roster_once(stage: Stage) -> None:
    with questions(stage) as asked:
        approve(stage)
    assert len([one for one in asked if "FROM abilities" in one]) == 1


@pytest.mark.parametrize("ready_made", ["sqlite"], indirect=True)
def test_what_falls_due_is_found_by_an_index(stage: Stage, subtests: pytest.Subtests) -> None:
    for name, due in stage.service.due.items():
        with subtests.test(name), stage.database.reader.connect() as connection:
            things = due.things.params(due.moments(clock.now()))
            question = things.compile(connection, compile_kwargs={"literal_binds": True})
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}").all()
            assert any("USING INDEX" in step[3] and "<" in step[3] for step in plan), plan
