"""What is said waits in its order, can be taken back while it is held, and gives up for the operator alone."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from shared import clock
from shared.contracts.request import OrderRejected
from shared.contracts.wire import Event, Malformed
from shared.db import Database
from shared.identity import first_id, new_id
from shared.messaging import outbox
from shared.messaging.outbox import PAUSES, Unsent
from shared.messaging.tables import INBOX, OUTBOX, by_type_since
from tests.messaging.conftest import Wires
from tests.messaging.county import due_now, referred, reject, rejected, row_of, say, set_aside, unsent

AN_HOUR = timedelta(hours=1)


def waiting(database: Database, passing_over: Sequence[int] = ()) -> list[Unsent]:
    with database.writer.begin() as connection:
        return outbox.waiting(connection, 500, passing_over)


def claim(database: Database, rows: Sequence[Unsent]) -> list[Unsent]:
    with database.writer.begin() as connection:
        return outbox.claim(connection, rows)


def hold_until(database: Database, event_id: UUID, not_before: timedelta) -> None:
    moved = OUTBOX.update().where(OUTBOX.c.event_id == event_id).values(not_before=clock.machine_now() + not_before)
    database.transact(lambda session: session.execute(moved))


def unsay(database: Database, event_id: UUID) -> bool:
    return database.transact(lambda session: outbox.unsay(session, event_id))


def test_what_is_said_in_a_transaction_that_fails_was_never_said(database: Database) -> None:
    def say_and_stumble(session):
        outbox.say(session, *rejected())
        raise LookupError

    with pytest.raises(LookupError):
        database.transact(say_and_stumble)
    assert waiting(database) == []


@pytest.mark.parametrize(
    "event",
    [
        OrderRejected(order_id=new_id(), reason_code="a whim"),
        referred(new_id(), target="x" * 33),
        referred(new_id(), target="a\x00b"),
        referred(new_id(), target="half \ud800"),
        referred(new_id(), target=" "),
    ],
    ids=["no such word", "too long", "NUL", "half a character", "blank"],
)
def test_a_speaker_hears_itself_and_refuses_what_its_contract_forbids(database: Database, event: Event) -> None:
    with pytest.raises(Malformed):
        say(database, [event])
    assert waiting(database) == []


def test_what_is_held_back_can_be_taken_back(database: Database) -> None:
    (event_id,) = say(database, rejected(), held=AN_HOUR)
    assert waiting(database) == []
    assert unsay(database, event_id)
    assert unsent(database) == 0


def test_what_was_held_long_enough_can_not_be_taken_back(database: Database) -> None:
    (event_id,) = say(database, rejected(), held=AN_HOUR)
    hold_until(database, event_id, -timedelta(milliseconds=1))
    assert not unsay(database, event_id)
    assert [row.event_id for row in waiting(database)] == [event_id]


def test_an_undone_row_is_not_told_even_when_the_relay_has_read_it_before(database: Database) -> None:
    (event_id,) = say(database, rejected(), held=AN_HOUR)
    hold_until(database, event_id, -timedelta(milliseconds=1))
    read = waiting(database)
    hold_until(database, event_id, timedelta(seconds=1))  # by the clock of the machine on which it is undone
    assert unsay(database, event_id)
    assert claim(database, read) == []


def test_a_row_that_is_claimed_can_not_be_undone_by_a_machine_whose_clock_is_late(database: Database) -> None:
    (event_id,) = say(database, rejected(), held=AN_HOUR)
    hold_until(database, event_id, -timedelta(milliseconds=1))
    read = waiting(database)
    assert [row.id for row in claim(database, read)] == [read[0].id]
    hold_until(database, event_id, timedelta(seconds=1))
    assert not unsay(database, event_id)


def test_a_row_that_pauses_or_is_held_holds_up_only_its_own_order(database: Database) -> None:
    paused_order, held_order, third = new_id(), new_id(), new_id()
    first, _ = say(database, [referred(paused_order), referred(third)])
    say(database, [referred(held_order)], held=AN_HOUR)
    say(database, [referred(order_id) for order_id in (paused_order, held_order, third)])
    with database.writer.begin() as connection:
        outbox.pause(connection, [row for row in outbox.waiting(connection, 500, ()) if row.event_id == first])
    assert [row.subject for row in waiting(database)] == [str(third), str(third)]
    due_now(database, OUTBOX)
    assert [row.subject for row in waiting(database)] == [str(one) for one in (paused_order, third) * 2]


def test_pauses_grow_and_the_fifth_time_the_row_waits_for_the_operator(database: Database) -> None:
    (event_id,) = say(database, rejected())
    for pause in PAUSES:
        (row,) = waiting(database)
        with database.writer.begin() as connection:
            outbox.pause(connection, outbox.claim(connection, [row]))
        ahead = row_of(database, OUTBOX, event_id).next_try - clock.machine_now()
        assert pause - timedelta(seconds=5) < ahead <= pause
        due_now(database, OUTBOX)
    assert waiting(database) == [] and unsent(database) == 0 and set_aside(database) == 1


def test_what_waits_for_the_operator_no_longer_holds_up_its_order(database: Database) -> None:
    order_id = new_id()
    first, second = say(database, [referred(order_id), referred(order_id)])
    for _ in range(outbox.MOST_ATTEMPTS):
        claim(database, waiting(database)[:1])
    with database.writer.begin() as connection:
        outbox.set_aside_spent(connection)
    assert [row.event_id for row in waiting(database)] == [second]
    assert database.transact(lambda session: outbox.release(session, [first])) == 1
    assert [row.event_id for row in waiting(database)] == [first, second]


def test_a_broker_that_went_away_is_no_attempt_of_the_row(database: Database) -> None:
    (event_id,) = say(database, rejected())
    under_way = claim(database, waiting(database))
    with database.writer.begin() as connection:
        outbox.give_back(connection, under_way)
    assert row_of(database, OUTBOX, event_id).attempts == 0


def test_resend_takes_one_type_or_all_from_a_moment_on(database: Database) -> None:
    reject(database, 3)
    say(database, [referred(new_id())])
    with database.writer.begin() as connection:
        outbox.settle(connection, outbox.waiting(connection, 500, ()))
        connection.execute(OUTBOX.update().where(OUTBOX.c.id == 1).values(recorded_at=clock.machine_now() - AN_HOUR))
    since = clock.machine_now() - AN_HOUR / 2
    assert database.transact(lambda session: outbox.resend(session, OrderRejected.TYPE, since)) == 2
    assert [row.type for row in waiting(database)] == [OrderRejected.TYPE] * 2
    assert database.transact(lambda session: outbox.resend(session, None, since)) == 3


def test_old_rows_are_forgotten_only_when_they_were_sent(database: Database) -> None:
    reject(database, 2)
    long_ago = clock.machine_now() - outbox.KEPT - AN_HOUR
    with database.writer.begin() as connection:
        connection.execute(OUTBOX.update().values(recorded_at=long_ago))
        connection.execute(OUTBOX.update().where(OUTBOX.c.id == 1).values(sent_at=long_ago))
    database.transact(outbox.forget_old)
    with database.read() as session:
        assert list(session.scalars(sa.select(OUTBOX.c.id))) == [2]


@pytest.mark.parametrize("table", [INBOX, OUTBOX], ids=str)
def test_counting_what_was_said_lately_does_not_read_all_that_is_kept(memory_wires: Wires, table: sa.Table) -> None:
    asked = by_type_since(table).params(first=first_id(clock.machine_now()))
    with memory_wires.database().reader.connect() as connection:
        words = asked.compile(connection, compile_kwargs={"literal_binds": True})
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}").all()
    assert plan[0].detail.startswith(f"SEARCH {table} USING COVERING INDEX")
