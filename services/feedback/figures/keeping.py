"""Keeps the rows that figures count, one statement for each fact; a row takes news in as its columns say."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.feedback.figures import telling
from services.feedback.models import Base, Fact
from shared.db import merge_in

_TABLES = {name: Base.metadata.tables[name] for name in (telling.ORDER, telling.MINUTES, telling.ITEM)}
_KEYS = {name: tuple(table.primary_key.columns.keys()) for name, table in _TABLES.items()}
AT_ONCE = 500
"""So many facts at a time are read when the rows are made anew."""


def note(session: Session, type_: str, subject: str, said_at: datetime, data: telling.Data) -> None:
    """Take in what a fact tells; to be done once for each."""
    for name, row in telling.tell(type_, subject, said_at, data):
        merge_in(session, _TABLES[name], row, _KEYS[name], _taken_in)


def rebuild(session: Session) -> int:
    """Make all rows anew from the facts; how many facts. Nobody may keep facts meanwhile."""
    for table in _TABLES.values():
        session.execute(table.delete())
    done, last = 0, None
    while facts := session.execute(_after(last)).all():
        for fact in facts:
            note(session, fact.type, fact.subject, fact.said_at, fact.data)
        done, last = done + len(facts), facts[-1].event_id
    return done


def _after(last: Any) -> sa.Select[Any]:
    further = (Fact.event_id > last,) if last else ()
    columns = (Fact.event_id, Fact.type, Fact.subject, Fact.said_at, Fact.data)
    return sa.select(*columns).where(*further).order_by(Fact.event_id).limit(AT_ONCE)


def _taken_in(column: Any, new: Any) -> Any:
    """What stands in a column when it has taken in what is new for it, whichever of the two was heard first."""
    takes, told = column.info.get("takes"), new[column.name]
    if takes is None:
        return sa.func.coalesce(column, told)
    if takes == "sum":
        return column + told
    if takes == "first":
        return sa.case((column < told, column), else_=told)
    return sa.case((column.table.c[takes] > new[takes], column), else_=told)
