"""What must be true of a town that has settled, whatever happened to it."""

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa

from demo.settling import SERVICES
from shared.db import Database
from shared.history import HISTORY
from shared.messaging.tables import INBOX, OUTBOX
from shared.notices import NOTICES
from tests.flow.believing import unbelievable
from tests.flow.books import lives, table
from tests.flow.clocks import forgotten
from tests.flow.ledger import miscounted
from tests.flow.mirrors import quarrels
from tests.flow.people import MARK, PHONES
from tests.flow.telling import mistold
from tests.flow.town import Town

MARKS = (MARK, PHONES)


def broken_truths(town: Town, order_ids: Collection[str]) -> list[str]:
    """Each that is broken for these orders, in words."""
    every_life = lives(town, order_ids)
    return [
        *stuck(town),
        *told_of_persons(town),
        *unbelievable(town, every_life),
        *miscounted(town),
        *(breach for life in every_life for check in (quarrels, mistold, forgotten) for breach in check(life)),
    ]


def stuck(town: Town) -> Iterator[str]:
    """What was said or heard and does not move on."""
    for service in SERVICES:
        status = town.client.get(f"/{service}/status")
        if status["stopped"] or status["outbox"]["unsent"] or any(one["dead"] for one in status["processes"]):
            yield f"{service}: stuck with {status['stopped']}, {status['outbox']}, {status['processes']}"


def told_of_persons(town: Town) -> Iterator[str]:
    """Wherever a name, phone, address or word of a person left the service that took it down."""
    columns = (OUTBOX.c.body, INBOX.c.body, NOTICES.c.parameters, HISTORY.c.actor_id)
    everywhere = [(service, kept) for service in SERVICES for kept in columns]
    for service, kept in [*everywhere, ("feedback", table("feedback", "facts").c.data)]:
        if tells_of_a_person(town.databases[service], kept):
            yield f"{service}: {kept.table.name}.{kept.name} tells of a person"


def tells_of_a_person(database: Database, kept: sa.Column[Any]) -> bool:
    """Whether a mark stands in any row of a column. The database looks: it has far more rows than one wants to read."""
    bytes_of_postgres = isinstance(kept.type, sa.LargeBinary) and database.url.get_backend_name() == "postgresql"
    words = sa.func.convert_from(kept, "UTF8") if bytes_of_postgres else sa.cast(kept, sa.Text)
    with database.read() as session:
        return bool(session.scalar(sa.select(sa.exists().where(sa.or_(*(words.contains(one) for one in MARKS))))))
