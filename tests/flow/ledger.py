"""Whether the minutes of a town can be believed.

The chain is whole and says what the visits say, every entry follows from something said, heard or asked for, no minute
counts twice for one person without somebody being asked to look.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from services.feedback.figures.counting import minutes_of
from shared.messaging.tables import INBOX, OUTBOX
from tests.flow.books import Row, table
from tests.flow.town import Town
from tools.registry import service_of

VERBS = {"dispute_minutes", "decide_dispute", "correct_flag"}
_A_MINUTE = timedelta(minutes=1)


def miscounted(town: Town) -> Iterator[str]:
    """Each thing that is wrong, in words."""
    audit = service_of("volunteer").audit
    assert audit is not None
    with town.databases["volunteer"].read() as session:
        fault, _ = audit(session, {})
    yield from [f"the ledger is wrong: {fault}"] if fault else []
    yield from _without_cause(town)
    yield from _counted_twice(town)
    yield from _told_otherwise(town)


def _without_cause(town: Town) -> Iterator[str]:
    known = {
        str(row["event_id"]) for news in (OUTBOX, INBOX) for row in town.rows("volunteer", sa.select(news.c.event_id))
    }
    for entry in town.rows("volunteer", sa.select(table("volunteer", "ledger"))):
        asked_for = entry["cause"] in VERBS and ":" in entry["caused_by"]
        if not asked_for and entry["caused_by"] not in known:
            yield f"entry {entry['number']} of the ledger follows from nothing that is known: {entry['cause']}"


def _counted_twice(town: Town) -> Iterator[str]:
    flags = table("volunteer", "flags")
    overlaps = town.rows("volunteer", sa.select(flags).where(flags.c.code == "overlap"))
    flagged = {(row["order_id"], row["volunteer_id"]) for row in overlaps}
    crew = table("volunteer", "crew")
    visits = defaultdict(list)
    for row in town.rows("volunteer", sa.select(crew).where(crew.c.minutes.is_not(None)).order_by(crew.c.started_at)):
        visits[row["volunteer_id"]].append(row)
    for theirs in visits.values():
        for place, one in enumerate(theirs):
            for other in theirs[place + 1 :]:
                if other["started_at"] >= one["ended_at"]:
                    break
                if _common(one, other) >= _A_MINUTE and not flagged & {_key(one), _key(other)}:
                    yield f"{_key(one)} and {_key(other)}: one person at one time, and nobody is asked to look"


def _told_otherwise(town: Town) -> Iterator[str]:
    """Where the figures of feedback count other minutes than stand in the ledger."""
    crew = table("volunteer", "crew").c
    standing = sa.select(crew.order_id, crew.minutes_class, sa.func.sum(crew.minutes).label("minutes"))
    asked = standing.where(crew.minutes.is_not(None), crew.frozen.is_(False)).group_by(
        crew.order_id, crew.minutes_class
    )
    kept = {(row["order_id"], row["minutes_class"]): row["minutes"] for row in town.rows("volunteer", asked)}
    with town.databases["feedback"].read() as session:
        counted = {(row.order_id, row.stands): row.minutes for row in session.execute(minutes_of())}
    for key in kept.keys() | counted.keys():
        if kept.get(key) != counted.get(key):
            yield f"{key}: the ledger says {kept.get(key)}, the figures count {counted.get(key)}"


def _common(one: Row, other: Row) -> timedelta:
    span: timedelta = min(one["ended_at"], other["ended_at"]) - max(one["started_at"], other["started_at"])
    return span


def _key(visit: Row) -> tuple[object, object]:
    return visit["order_id"], visit["volunteer_id"]
