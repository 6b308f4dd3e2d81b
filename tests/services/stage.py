"""One service on its real database, for tests of one door at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from shared import clock, history
from shared.actor import CLOCK
from shared.contracts.catalogue import BY_TYPE
from shared.contracts.wire import Event, Said
from shared.db import Database
from shared.history import HISTORY
from shared.identity import new_id
from shared.messaging.envelope import seal, unseal
from shared.messaging.intake import Intake
from shared.messaging.tables import INBOX, OUTBOX
from shared.notices import NOTICES
from shared.runtime import Service, status_of

CODES_KEY = "of the tests"


@dataclass
class Stage:
    """A service, its database, which has its tables, and the means to ask, tell and look."""

    service: Service
    database: Database
    app: InitVar[Flask]
    client: FlaskClient = field(init=False)

    def __post_init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def post(
        self, path: str, actor: str, body: Mapping[str, Any] | None = None, key: str | None = None
    ) -> TestResponse:
        """Ask for a verb; a fresh Idempotency-Key unless one is given."""
        headers = {"X-Sidan-Actor": actor, "Idempotency-Key": key or str(uuid4())}
        return self.client.post(f"/api/v1{path}", json=dict(body or {}), headers=headers)

    def put(self, path: str, actor: str, body: Mapping[str, Any], if_match: int | None = None) -> TestResponse:
        """Edit; from version `if_match`."""
        headers = {"X-Sidan-Actor": actor} | ({"If-Match": f'"{if_match}"'} if if_match else {})
        return self.client.put(f"/api/v1{path}", json=dict(body), headers=headers)

    def get(self, path: str, actor: str) -> TestResponse:
        """Look."""
        return self.client.get(f"/api/v1{path}", headers={"X-Sidan-Actor": actor})

    def hear(self, *events: Event, event_id: UUID | None = None) -> None:
        """Let news arrive as if from the queue."""
        intake = Intake(self.database, self.service.hears, self.service.keeps)
        intake.take([seal(event, event_id or new_id(), clock.now()) for event in events])

    def retry_waiting(self) -> None:
        """Try again at once whatever waits."""
        self.database.transact(lambda session: session.execute(INBOX.update().values(next_try=clock.machine_now())))
        intake = Intake(self.database, self.service.hears, self.service.keeps)
        with self.database.read() as session:
            waiting = session.scalar(sa.select(sa.func.count()).where(INBOX.c.state == "waiting")) or 0
        for _ in range(waiting):
            intake.retry_one()

    def let_due_fall(self, *names: str) -> int:
        """Do all that is due now, or what is due under these names; how many things that were."""
        done = 0
        for due in [due for name, due in self.service.due.items() if not names or name in names]:
            while self.database.transact(lambda session, due=due: _do_one(session, due)):  # type: ignore[misc]
                done += 1
        return done

    def said(self, *kinds: type[Said]) -> Sequence[Said]:
        """What the service said so far, of these kinds or all."""
        with self.database.read() as session:
            bodies = session.scalars(sa.select(OUTBOX.c.body).order_by(OUTBOX.c.id)).all()
        envelopes = [unseal(body) for body in bodies]
        events = [BY_TYPE[one.type].from_wire(one.data) for one in envelopes]
        return [event for event in events if not kinds or isinstance(event, kinds)]

    def notices(self, template: str) -> list[Mapping[str, Any]]:
        """The notices of this kind, oldest first."""
        of_it = sa.select(NOTICES).where(NOTICES.c.template == template).order_by(NOTICES.c.id)
        with self.database.read() as session:
            return list(session.execute(of_it).mappings())

    def history(self, order_id: UUID | str) -> list[Mapping[str, Any]]:
        """The moves of an order, oldest first."""
        of_it = sa.select(HISTORY).where(HISTORY.c.order_id == UUID(str(order_id))).order_by(HISTORY.c.id)
        with self.database.read() as session:
            return list(session.execute(of_it).mappings())

    def inbox(self) -> dict[str, int]:
        """What is not done in the inbox, by state."""
        undone: dict[str, int] = self.status()["inbox"]["undone"]
        return undone

    def status(self) -> dict[str, Any]:
        """How the service stands."""
        return status_of(self.service, self.database)


class Clockwork:
    """Business time in the hands of a test."""

    def __init__(self, file: Path, moment: datetime) -> None:
        self._file = file
        self.set(moment)
        clock.follow(file)

    def set(self, moment: datetime) -> None:
        """Move on to `moment`."""
        clock.write(self._file, moment)


def _do_one(session: Session, due: Any) -> bool:
    thing = session.scalars(due.things.limit(1), due.moments(clock.now())).first()
    if thing is None:
        return False
    history.acting(session, CLOCK)
    due.handler(session, CLOCK, thing)
    return True
