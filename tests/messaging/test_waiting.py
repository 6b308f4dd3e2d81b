"""What failed or came too early is tried again: when, how often, and what the operator sees and can do."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shared import clock
from shared.contracts.request import OrderReferred
from shared.db import Database
from shared.identity import new_id
from shared.lifecycle import Contradicts, TooEarly
from shared.messaging import inbox, operate
from shared.messaging.inbox import LADDER
from shared.messaging.intake import Intake, read
from shared.messaging.tables import INBOX
from tests.messaging.county import (
    EFFECTS,
    due_now,
    effects,
    intake,
    record_effect,
    referred,
    rejected,
    row_of,
    sealed,
    undone,
)

SLACK = timedelta(seconds=5)


def fail(_: Session, __: Any) -> None:
    raise RuntimeError("never")


def come_too_early(_: Session, __: Any) -> None:
    raise TooEarly("before its time")


def contradict(_: Session, __: Any) -> None:
    raise Contradicts("cannot be")


def only_after_a_rejection(session: Session, event: Any) -> None:
    if isinstance(event, OrderReferred) and event.order_id not in session.scalars(sa.select(EFFECTS.c.order_id)):
        raise TooEarly("referred before it was rejected")
    record_effect(session, event)


def pause_of(database: Database, event_id: UUID) -> timedelta:
    pause: timedelta = row_of(database, INBOX, event_id).next_try - clock.machine_now()
    return pause


def retry_all_due(taking: Intake) -> None:
    while taking.retry_one():
        pass


def test_a_failure_climbs_the_ladder_and_is_parked_at_its_end(database: Database) -> None:
    body = sealed(*rejected())
    event_id = read(body).event_id
    failing = intake(database, fail)
    failing.take([body])
    for pause in LADDER:
        assert pause - SLACK < pause_of(database, event_id) <= pause
        due_now(database, INBOX)
        assert failing.retry_one()
    row = row_of(database, INBOX, event_id)
    assert (row.state, row.attempts, row.body, row.next_try) == ("parked", 6, body, None)
    assert not failing.retry_one()


def test_what_comes_too_early_is_tried_every_minute_and_never_gives_up(database: Database) -> None:
    body = sealed(*rejected())
    early = intake(database, come_too_early)
    early.take([body])
    for _ in range(20):
        minute = timedelta(minutes=1)
        assert minute - SLACK < pause_of(database, read(body).event_id) <= minute
        due_now(database, INBOX)
        assert early.retry_one()
    assert undone(database) == {"waiting": 1}


def test_what_comes_too_early_is_shown_after_an_hour(database: Database) -> None:
    body = sealed(*rejected())
    intake(database, come_too_early).take([body])
    assert operate.parked(database, 10) == [] and not operate.drop(database, read(body).event_id)
    hour_ago = clock.machine_now() - timedelta(hours=1, seconds=1)
    database.transact(lambda session: session.execute(INBOX.update().values(received_at=hour_ago)))
    (shown,) = operate.parked(database, 10)
    assert (shown.event_id, shown.state) == (read(body).event_id, "early")
    assert operate.drop(database, shown.event_id) and undone(database) == {"dropped": 1}


def test_waiting_for_its_time_uses_up_no_step_of_the_ladder(database: Database) -> None:
    body = sealed(*rejected())
    intake(database, come_too_early).take([body])
    for _ in range(10):
        due_now(database, INBOX)
        intake(database, come_too_early).retry_one()
    due_now(database, INBOX)
    intake(database, fail).retry_one()
    assert undone(database) == {"waiting": 1}
    assert pause_of(database, read(body).event_id) <= LADDER[0]


def test_what_came_too_early_is_tried_at_once_when_something_of_its_subject_moves(database: Database) -> None:
    (rejection,) = rejected()
    early, of_another = sealed(referred(rejection.order_id)), sealed(referred(new_id()))
    taking = intake(database, only_after_a_rejection)
    taking.take([early, of_another])
    assert undone(database) == {"waiting": 2} and not taking.retry_one()
    taking.take([sealed(rejection)])
    retry_all_due(taking)
    assert effects(database) == [rejection.order_id] * 2
    assert pause_of(database, read(of_another).event_id) > timedelta(seconds=50)


def test_replay_takes_all_of_an_order_together_in_their_order_and_nothing_else(database: Database) -> None:
    order_id = new_id()
    bodies = [sealed(referred(order_id)) for _ in range(6)]
    of_another = sealed(referred(new_id()))
    intake(database, contradict).take([*reversed(bodies), of_another])
    assert undone(database) == {"drift": 7}
    heard: list[UUID] = []
    assert operate.replay(database, str(order_id)) == 6
    replaying = Intake(database, {OrderReferred: record_effect}, lambda _, envelope: heard.append(envelope.event_id))
    retry_all_due(replaying)
    assert heard == [read(body).event_id for body in bodies]
    assert undone(database) == {"drift": 1}


def test_replay_puts_what_still_waits_on_the_ladder_back_into_its_place(database: Database) -> None:
    order_id = new_id()
    first, second = sealed(referred(order_id)), sealed(referred(order_id))
    intake(database, fail).take([first])
    intake(database, contradict).take([second])
    heard: list[UUID] = []
    assert operate.replay(database, str(order_id)) == 2
    retry_all_due(Intake(database, {OrderReferred: record_effect}, lambda _, envelope: heard.append(envelope.event_id)))
    assert heard == [read(first).event_id, read(second).event_id]


def test_old_rows_are_forgotten_only_when_they_are_done(database: Database) -> None:
    intake(database).take([sealed(*rejected())])
    intake(database, fail).take([sealed(*rejected())])
    long_ago = clock.machine_now() - inbox.KEPT - SLACK
    database.transact(lambda session: session.execute(INBOX.update().values(received_at=long_ago)))
    database.transact(inbox.forget_old)
    with database.read() as session:
        assert inbox.counts(session) == {"heard": {"order.rejected.v1": 1}, "undone": {"waiting": 1}}
