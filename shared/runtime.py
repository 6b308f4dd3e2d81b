"""A service is data: its settings, its rooms, its tables; here is what can be asked of any of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask
from sqlalchemy.orm import Session

from shared import clock
from shared.contracts.wire import Event
from shared.db import Database
from shared.due import Timetable
from shared.messaging import inbox, operate, outbox
from shared.messaging.intake import Handler, Keeps
from shared.migrations import at_or_beyond_head
from shared.processes import seen
from shared.settings import Common
from shared.web.app import make_app
from shared.web.door import ApiDoor
from shared.web.operating import operating

RECENT = timedelta(minutes=15)
SHOWN = 20
"""So many of the messages that do not move on are told by `/status`; `sidan parked list` tells them all."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service, ready to be run: its settings, its rooms, its tables of what it hears and what falls due."""

    name: str
    settings: Common
    migrations: Path
    metadata: sa.MetaData
    api: ApiDoor
    hears: Mapping[type[Event], Handler]
    due: Timetable
    counts: Callable[[Session], dict[str, Any]]
    announce: Callable[[Session], int]
    waits: Callable[[Session], Mapping[str, datetime | None]]
    """For each state in which an order waits for somebody here, since when the one that has waited longest."""
    audit: Callable[[Session, Mapping[int, str]], tuple[str | None, str]] | None = None
    """What an operator may have looked through: the first thing that is wrong, and what there is, in words."""
    keeps: Keeps | None = None
    rebuild: Callable[[Session], int] | None = None
    """Makes anew what is counted from what it keeps; how many events it read."""
    pages: Mapping[str, Blueprint] = field(default_factory=dict)
    """The people's door: what stands at the root of the origin under which name."""

    @property
    def types(self) -> list[str]:
        """The event types that it hears."""
        return sorted(contract.TYPE for contract in self.hears)


def status_of(service: Service, database: Database, *, recent: bool = False) -> dict[str, Any]:
    """How a service stands, for operators and programs: counts over all that it keeps, its processes, and the oldest of
    what does not move on. Asked for what is `recent` it counts news of the last minutes only, which costs less."""
    with database.read() as session:
        since = clock.machine_now() - RECENT if recent else None
        standing = {**_flow(service, session, since), **service.counts(session), "processes": seen(session)}
        waits = {state: since and since.isoformat() for state, since in service.waits(session).items()}
    return {**standing, "waits": waits, "stopped": [one.told() for one in operate.stopped(database, SHOWN)]}


def flow_of(
    service: Service, database: Database, *, since: datetime | None = None, until: datetime | None = None
) -> dict[str, Any]:
    """How news flows: what was said and heard since a moment of the machine's time, what is left to do now, and
    (`due_until`) then, if nothing else happens. Its cost does not grow with what the service keeps."""
    with database.read() as session:
        due_until = service.due.count(session, until) if until else None
        return {**_flow(service, session, since), "due_until": due_until}


def _flow(service: Service, session: Session, since: datetime | None = None) -> dict[str, Any]:
    now = clock.now()
    return {
        "service": service.name,
        "looked_at": clock.machine_now().isoformat(),
        "now": now.isoformat(),
        "hears": service.types,
        "outbox": outbox.counts(session, since),
        "inbox": inbox.counts(session, since),
        "due": service.due.count(session, now),
    }


def is_ready(service: Service, database: Database) -> dict[str, bool]:
    """What this service needs to answer requests: its database, with the schema of this code or a later one. Not the
    broker: while that is away orders are taken all the same."""
    answers = database.answers()
    return {"database": answers, "schema": answers and at_or_beyond_head(database, service.migrations)}


def web_app(service: Service, database: Database) -> Flask:
    """The web side of one service."""
    looks = {
        "readyz": partial(is_ready, service, database),
        "status": partial(status_of, service, database),
        "flow": partial(flow_of, service, database),
    }
    operator = operating(partial(operate.replay, database), lambda event_id: operate.release(database, [event_id]))
    pages = [operator, *service.pages.values()]
    return make_app(service.name, service.api, pages, database, looks, service.settings.hotline)
