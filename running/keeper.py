"""The keeper: while its service leads it does what has fallen due, and tries again what failed.

After a start nothing fires before the queue of the service has been empty once: what looks overdue may have been
answered long ago by an event that still waits.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from shared import clock, history, trace
from shared.actor import CLOCK
from shared.db import Database, DatabaseAway, describe
from shared.due import Due, Timetable
from shared.messaging import inbox
from shared.messaging.intake import Intake

TICK = 0.5
PAUSE = 0.5
AFTER_FAILURE = timedelta(minutes=1)
CLEAN_EVERY = timedelta(hours=1)

log = structlog.get_logger()


class Keeper:
    """Does what is due for one service, one thing a transaction."""

    def __init__(
        self,
        service: str,
        database: Database,
        due: Timetable,
        intake: Intake,
        cleaners: Sequence[Callable[[Session], None]],
    ) -> None:
        self._service = service
        self._database = database
        self._due = due
        self._intake = intake
        self._cleaners = cleaners
        self._failed: dict[tuple[str, Any], datetime] = {}
        self._cleaned = clock.machine_now() - CLEAN_EVERY

    def run(self, may_act: Callable[[], bool], stop: threading.Event) -> None:
        """Act while `may_act()` until told to stop. Who begins to act tries the unknown: perhaps it knows more types
        than its forerunner did."""
        begun = False
        while not stop.is_set():
            acted = False
            if not may_act():
                begun = False
            elif begun:
                acted = self._database_permitting(self.act_once, stop)
            else:
                begun = acted = self._database_permitting(self._begin, stop)
            if not acted:
                clock.rest(self._intake.has_due, TICK)
                self._intake.has_due.clear()

    def act_once(self) -> bool:
        """One round over everything that is due; False when nothing was. Raises DatabaseAway."""
        acted = self._due_once()
        retried = self._intake_retries()
        self._clean()
        return acted or retried

    def _begin(self) -> bool:
        self._database.transact(inbox.retry_unknown)
        return True

    def _database_permitting(self, work: Callable[[], Any], stop: threading.Event) -> bool:
        try:
            return bool(work())
        except DatabaseAway as error:
            log.warning("database away, keeper waits", service=self._service, reason=str(error))
            stop.wait(PAUSE)
            return False

    def _due_once(self) -> bool:
        """Look with a reader first, so that an idle keeper never takes the write lock."""
        now = clock.now()
        with self._database.read() as session:
            found = self._due.first(session, now)
            for name, keys in self._resting().items():
                found.pop(name, None)
                found |= Timetable({name: self._due[name].but(keys)}).first(session, now)
        for name, key in found.items():
            self._act(name, key, now)
        return bool(found)

    def _resting(self) -> dict[str, list[Any]]:
        """By name the keys of what has failed a moment ago."""
        now, resting = clock.machine_now(), defaultdict(list)
        for (name, key), until in self._failed.items():
            if until > now:
                resting[name].append(key)
        return resting

    def _act(self, name: str, key: Any, now: datetime) -> None:
        due = self._due[name]
        one = due.things.where(due.key == key).with_for_update(skip_locked=True)
        try:
            with trace.begin(f"due {name}", "internal"):
                self._database.transact(lambda session: _handle(session, one, due, now))
        except DatabaseAway:
            raise
        except Exception as error:  # kept from holding up the others; shown, and tried again in a minute
            log.error("due thing failed", service=self._service, due=name, failure=describe(error))
            self._failed[name, key] = clock.machine_now() + AFTER_FAILURE

    def _intake_retries(self) -> bool:
        with self._database.read() as session:
            if not inbox.any_due(session):
                return False
        return self._intake.retry_one()

    def _clean(self) -> None:
        if clock.machine_now() - self._cleaned >= CLEAN_EVERY:
            for cleaner in self._cleaners:
                self._database.transact(cleaner)
            self._cleaned = clock.machine_now()


def _handle(session: Session, one: sa.Select[Any], due: Due, now: datetime) -> None:
    thing = session.scalars(one, due.moments(now)).first()
    if thing is not None:
        history.acting(session, CLOCK)
        due.handler(session, CLOCK, thing)
