"""What arrives takes effect once, together or one by one; what cannot is kept with its reason and its very bytes."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from shared.contracts.request import OrderRejected
from shared.db import NAMING, Database
from shared.identity import new_id
from shared.messaging.intake import Intake, unreadable_id
from shared.messaging.tables import INBOX
from tests.eventually import eventually
from tests.messaging.county import (
    LISTENER,
    Running,
    effects,
    intake,
    record_effect,
    referred,
    rejected,
    row_of,
    sealed,
    undone,
)

PHONE = "13800138000"
PHONES = sa.Table("phones", sa.MetaData(naming_convention=NAMING), sa.Column("phone", sa.String(20), unique=True))


def altered(**attributes: Any) -> bytes:
    """A good envelope with these attributes changed; JSON escapes what is no character."""
    return json.dumps(json.loads(sealed(referred(new_id()))) | attributes).encode()


NASTY = {
    "nothing": b"",
    "NUL bytes": b"\x00\x00\x00",
    "no UTF-8": b'\xff\xfe{"id": 1}',
    "half a brace": b"{",
    "a list": b"[]",
    "nothing at all, in JSON": b"null",
    "100,000 brackets": b"[" * 100_000,
    "an id that is none": altered(id="1"),
    "NUL in the id": altered(id="\x00"),
    "NUL in the type": altered(type="order.rejected\x00.v1"),
    "NUL in the subject": altered(subject="a\x00"),
    "half a character in the subject": altered(subject="\ud800"),
    "NUL in the speaker": altered(source="/sidan/\x00"),
    "a stranger's source": altered(source="https://example.org/"),
    "a time without a zone": altered(time="2026-11-23T08:00:00"),
    "data that is a list": altered(data=[]),
    "no data": altered(data=None),
    "NUL in the data": altered(data={"order_id": str(new_id()), "target": "a\x00b", "emergency": False}),
    "half a character in the data": altered(data={"order_id": str(new_id()), "target": "\ud800", "emergency": False}),
    "an unknown word in the data": altered(
        type=OrderRejected.TYPE, data={"order_id": str(new_id()), "reason_code": "a whim"}
    ),
}


@pytest.mark.parametrize("body", NASTY.values(), ids=NASTY)
def test_nasty_bytes_are_parked_as_they_came_and_cost_nobody_else(database: Database, body: bytes) -> None:
    good = rejected(2)
    intake(database).take([sealed(good[0]), body, sealed(good[1])])
    assert effects(database) == [event.order_id for event in good]
    with database.read() as session:
        kept = session.execute(sa.select(INBOX).where(INBOX.c.state != "done")).one()
    assert (kept.state, kept.body) == ("parked", body)
    assert "Malformed" in kept.failure


def test_the_same_nasty_bytes_are_parked_once(database: Database) -> None:
    intake(database).take([b"\x00", b"\x00"])
    intake(database).take([b"\x00"])
    assert undone(database) == {"parked": 1}
    assert row_of(database, INBOX, unreadable_id(b"\x00")).attempts == 1


def test_a_trace_that_is_none_does_no_harm(database: Database) -> None:
    intake(database).take([altered(traceparent="\x00"), altered(traceparent=5), altered(traceparent=True)])
    assert len(effects(database)) == 3


def test_an_event_twice_in_one_batch_takes_effect_once(database: Database) -> None:
    body = sealed(*rejected())
    intake(database).take([body, body])
    intake(database).take([body])
    assert len(effects(database)) == 1 and undone(database) == {}


def test_one_that_fails_in_a_batch_costs_only_itself(database: Database) -> None:
    events = rejected(10)

    def fail_in_the_middle(session: Session, event: Any) -> None:
        record_effect(session, event)
        if event is not None and event.order_id == events[5].order_id:
            raise RuntimeError("never")

    intake(database, fail_in_the_middle).take([sealed(event) for event in events])
    assert effects(database) == [event.order_id for event in events if event is not events[5]]
    assert undone(database) == {"waiting": 1}


def test_no_row_is_quoted_in_a_failure_or_a_log(database: Database) -> None:
    PHONES.create(database.writer)

    def write_the_phone_twice(session: Session, _: Any) -> None:
        for _ in range(2):
            session.execute(PHONES.insert().values(phone=PHONE))

    with capture_logs() as logs:
        intake(database, write_the_phone_twice).take([sealed(*rejected())])
    with database.read() as session:
        failure = session.scalars(sa.select(INBOX.c.failure)).one()
    assert failure.startswith(("UniqueViolation 23505 uq_phones_phone at ", "IntegrityError SQLITE_CONSTRAINT_UNIQUE"))
    assert PHONE not in failure and logs and PHONE not in repr(logs)


def test_a_type_of_the_future_waits_for_a_worker_that_knows_it(database: Database, running: Running) -> None:
    of_the_future, known_later = altered(type="order.rejected.v9"), sealed(*rejected())
    Intake(database, {}).take([of_the_future, known_later])
    assert undone(database) == {"unknown": 2} and effects(database) == []
    running.keeper(LISTENER, database)
    eventually(lambda: len(effects(database)) == 1 and undone(database) == {"unknown": 1})


def test_a_worker_that_takes_over_tries_the_unknown_when_it_leads(database: Database, running: Running) -> None:
    leads: list[str] = []
    running.keeper(LISTENER, database, may_act=lambda: bool(leads))
    Intake(database, {}).take([sealed(*rejected())])
    leads.append("now")
    eventually(lambda: len(effects(database)) == 1 and undone(database) == {})
