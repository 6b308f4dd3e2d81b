"""What happens to news inside: claimed, handled and answered for in one transaction, or kept with its reason."""

import hashlib
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import structlog
from sqlalchemy.orm import Session

from shared import history, trace
from shared.actor import Actor, Door, Role
from shared.contracts.catalogue import BY_TYPE
from shared.contracts.wire import Event, Malformed
from shared.db import Database, DatabaseAway, describe
from shared.lifecycle import Contradicts, TooEarly
from shared.messaging import inbox
from shared.messaging.envelope import Envelope, unseal
from shared.messaging.inbox import Arrived

Handler = Callable[[Session, Any], None]
Keeps = Callable[[Session, Envelope], None]

UNREADABLE = "unreadable"

log = structlog.get_logger()


class Unknown(Exception):
    """A type that nobody here handles: from a later version, perhaps."""


class Intake:
    """What one service does with news: `hears` names the handler of each contract, `keeps` sees every event.

    `has_due` is set when something that waited became due, so that nobody need wait to look; `repeats` counts the
    messages that were known already, `handled` those of each type that took effect.
    """

    def __init__(self, database: Database, hears: Mapping[type[Event], Handler], keeps: Keeps | None = None) -> None:
        self._database = database
        self._handlers = {contract.TYPE: handler for contract, handler in hears.items()}
        self._keeps = keeps
        self._some_early = True
        self.has_due = threading.Event()
        self.repeats = 0
        self.handled: Counter[str] = Counter()
        self._counting = threading.Lock()

    def look_for_early(self) -> None:
        """Another worker may have kept some: look whether messages wait that came too early."""
        self._some_early = True

    def take(self, bodies: Sequence[bytes]) -> None:
        """Let these messages take effect together; when one fails, one by one, so that it costs only itself.

        Raises DatabaseAway: then nothing took effect, and it is no failure of theirs.
        """
        arrived = [read(body) for body in bodies]
        try:
            self._note_taken(arrived, *self._database.transact(lambda session: self._take(session, arrived)))
        except DatabaseAway:
            raise
        except Exception:  # whatever it was, it is found out and kept for the one message that it belongs to
            for one in arrived:
                self._take_alone(one)

    def retry_one(self) -> bool:
        """Try the message again that has been due longest; False when none is. Raises DatabaseAway."""
        taken: list[Any] = []
        try:
            about = self._database.transact(lambda session: self._retry(session, taken))
            if about is not None:
                self._note_handled(about)
            return about is not None
        except DatabaseAway:
            raise
        except Exception as error:  # as above
            row = taken[-1]
            one = Arrived(row.event_id, row.type, row.subject, row.body)
            waited_for_its_time = row.too_early and not isinstance(error, TooEarly)
            self._keep(one, 1 if waited_for_its_time else row.attempts + 1, error)
            return True

    def _take(self, session: Session, arrived: Sequence[Arrived]) -> tuple[list[dict[str, str]], bool]:
        """What was new here, for the log, and whether it woke others."""
        new = inbox.claim(session, arrived)
        taken = []
        for one in arrived:
            if one.event_id in new:
                new.discard(one.event_id)
                taken.append(self._handle(session, one))
        return taken, self._wake(session, {one.subject for one in arrived})

    def _wake(self, session: Session, subjects: Collection[str]) -> bool:
        """What came too early for these subjects is due at once; whether there was any. Mostly none waits at all, which
        is remembered until somebody keeps one."""
        if self._some_early:
            self._some_early = False  # before the look: whoever keeps one meanwhile says so
            if inbox.any_early(session):
                self._some_early = True
                return inbox.wake(session, subjects)
        return False

    def _note_taken(self, arrived: Sequence[Arrived], taken: Sequence[dict[str, str]], woken: bool) -> None:
        """After the commit, so that it is true and whoever looks finds it."""
        self.repeats += len(arrived) - len(taken)
        for about in taken:
            self._note_handled(about)
        if woken:
            self.has_due.set()

    def _note_handled(self, about: dict[str, str]) -> None:
        """The listener's thread and the keeper's both come here."""
        with self._counting:
            self.handled[about["type"]] += 1
        log.info("event handled", **about)

    def _take_alone(self, one: Arrived) -> None:
        try:
            self._note_taken([one], *self._database.transact(lambda session: self._take(session, [one])))
        except DatabaseAway:
            raise
        except Exception as error:  # as above
            self._keep(one, 1, error)

    def _keep(self, one: Arrived, attempts: int, error: BaseException) -> None:
        self._database.transact(lambda session: _keep(session, one, attempts, error))
        if isinstance(error, TooEarly):
            self._some_early = True

    def _retry(self, session: Session, taken: list[Any]) -> dict[str, str] | None:
        row = inbox.next_due(session)
        if row is None:
            return None
        taken.append(row)
        about = self._handle(session, Arrived(row.event_id, row.type, row.subject, row.body))
        inbox.done(session, row.event_id)
        self._wake(session, {row.subject})
        return about

    def _handle(self, session: Session, one: Arrived) -> dict[str, str]:
        """What a log may tell of it, once it is committed."""
        envelope = one.envelope or unseal(one.body)
        handler = self._handlers.get(envelope.type)
        if handler is None:
            raise Unknown(envelope.type)
        history.acting(session, Actor(id=envelope.speaker, role=Role.SYSTEM, scope="", door=Door.EVENTS))
        session.info[history.HEARD] = envelope.event_id
        with trace.begin(f"process {envelope.type}", "consumer", envelope.traceparent, one.subject):
            handler(session, BY_TYPE[envelope.type].from_wire(envelope.data))
            if self._keeps is not None:
                self._keeps(session, envelope)
        return {"type": envelope.type, **trace.context()}


def read(body: bytes) -> Arrived:
    """What the inbox needs to know of a message; what cannot be read is known by the hash of its bytes."""
    try:
        envelope = unseal(body)
    except Malformed:
        return Arrived(unreadable_id(body), UNREADABLE, "", body)
    return Arrived(envelope.event_id, envelope.type, envelope.subject, body, envelope)


def unreadable_id(body: bytes) -> UUID:
    """The same bytes have the same id, so that a repeat is known."""
    return uuid5(NAMESPACE_OID, hashlib.sha256(body).hexdigest())


def _keep(session: Session, one: Arrived, attempts: int, error: BaseException) -> None:
    failure = f"{describe(error)} at {_place(error)}"
    log.warning("event kept", type=one.type, subject=one.subject, failure=failure, attempts=attempts)
    if isinstance(error, TooEarly):
        inbox.keep_early(session, one, attempts, failure)
    elif isinstance(error, Contradicts):
        inbox.keep_aside(session, one, "drift", failure)
    elif isinstance(error, Unknown):
        inbox.keep_aside(session, one, "unknown", failure)
    elif isinstance(error, Malformed):
        inbox.keep_aside(session, one, "parked", failure)
    else:
        inbox.keep_failed(session, one, attempts, failure)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "nowhere"
