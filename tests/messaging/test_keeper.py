"""Time's door: nothing fires before the queue has been empty once, and what fails holds up nothing else."""

from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from running.worker import Worker
from shared.actor import Actor, Door, Role
from shared.db import NAMING, Database, service_metadata
from shared.due import Due, Timetable
from shared.identity import new_id
from shared.messaging.bus import SPEAKERS, MemoryBus
from shared.messaging.tables import OUTBOX
from shared.runtime import Service
from shared.settings import common
from shared.web.door import ApiDoor
from shared.web.idempotency import IDEMPOTENCY_KEYS
from tests.eventually import eventually
from tests.messaging.conftest import Wires
from tests.messaging.county import (
    EFFECTS,
    HEARD,
    LISTENER,
    SPEAKER,
    Running,
    effects,
    record_effect,
    reject,
    unsent,
)

TASKS = sa.Table(
    "tasks",
    sa.MetaData(naming_convention=NAMING),
    sa.Column("task_id", sa.Uuid, primary_key=True),
    sa.Column("done", sa.Boolean, default=False),
)


OPEN_TASKS = sa.select(TASKS.c.task_id).where(~TASKS.c.done).order_by(TASKS.c.task_id)


def do_task(session: Session, actor: Actor, task_id: UUID) -> None:
    assert (actor.role, actor.door) == (Role.SYSTEM, Door.CLOCK)
    session.execute(TASKS.update().where(TASKS.c.task_id == task_id).values(done=True))
    session.execute(EFFECTS.insert().values(order_id=task_id))


def make_tasks(database: Database, count: int) -> list[UUID]:
    TASKS.create(database.writer)
    ids = [new_id() for _ in range(count)]
    database.transact(lambda session: session.execute(TASKS.insert(), [{"task_id": one} for one in ids]))
    return ids


def test_what_fails_holds_up_nothing_else_and_is_told_without_its_text(database: Database, running: Running) -> None:
    tasks = make_tasks(database, 5)

    def fail_first(session: Session, actor: Actor, task_id: UUID) -> None:
        if task_id == tasks[0]:
            raise RuntimeError("13800138000")
        do_task(session, actor, task_id)

    due = Timetable({"task": Due(OPEN_TASKS, TASKS.c.task_id, fail_first)})
    with capture_logs() as logs:
        running.keeper(LISTENER, database, due=due)
        eventually(lambda: effects(database) == tasks[1:])
        running.finish()
    with database.read() as session:
        assert session.scalars(due["task"].things).all() == tasks[:1]
    failures = [entry for entry in logs if entry["event"] == "due thing failed"]
    assert [entry["failure"] for entry in failures] == ["RuntimeError"] and "138" not in repr(logs)


def handed_over(database: Database) -> bool:
    with database.read() as session:
        return session.scalar(sa.select(sa.func.min(OUTBOX.c.attempts))) == 1


def test_nothing_due_fires_before_the_queue_has_been_empty_once(wires: Wires, running: Running, namespace: str) -> None:
    speaker, listener = wires.database(), wires.database()
    service_metadata(IDEMPOTENCY_KEYS).create_all(listener.writer)
    tasks = make_tasks(listener, 3)
    said = reject(speaker, 200)
    service = Service(
        name=LISTENER,
        settings=common(LISTENER, {"BROKER_NAMESPACE": namespace}),
        migrations=Path(),
        metadata=sa.MetaData(),
        api=ApiDoor(LISTENER),
        hears=dict.fromkeys(HEARD, record_effect),
        due=Timetable({"task": Due(OPEN_TASKS, TASKS.c.task_id, do_task)}),
        counts=lambda _: {},
        announce=lambda _: 0,
        waits=lambda _: {},
    )
    for other in SPEAKERS:
        if other != LISTENER:
            running.relay(other, speaker if other == SPEAKER else wires.database(), wires.bus)
    lie_in_the_queue = handed_over if isinstance(wires.bus, MemoryBus) else lambda database: unsent(database) == 0
    eventually(lambda: lie_in_the_queue(speaker))
    worker = Worker(service, listener, wires.bus, running.stop)
    worker.start()
    try:
        eventually(lambda: len(effects(listener)) == 203, within=20)
    finally:
        running.stop.set()
        worker.join()
    assert effects(listener) == [*said, *tasks]
