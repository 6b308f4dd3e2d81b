"""What falls due in a service, as its `clock.py` tells it; `running.keeper` sees to it in time."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shared.actor import Actor
from shared.db import UtcDateTime, ask

NOW = sa.bindparam("now", type_=UtcDateTime)
"""The moment by which something is due."""


def ago(window: timedelta) -> sa.BindParameter[datetime]:
    """So long before NOW; whatever asks for it names the window to its Due."""
    return sa.bindparam(_name(window), type_=UtcDateTime)


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due: `things` selects it, `key` is its primary key, `handler` asks its state again and acts."""

    things: sa.Select[Any]
    key: Any
    handler: Callable[[Session, Actor, Any], None]
    windows: Collection[timedelta] = ()

    def moments(self, now: datetime) -> dict[str, datetime]:
        """What `things` asks for, when it is `now`."""
        return {"now": now} | {_name(window): now - window for window in self.windows}

    def but(self, keys: Collection[Any]) -> "Due":
        """The same without these."""
        return replace(self, things=self.things.where(self.key.not_in(keys)))


class Timetable(dict[str, Due]):
    """All that falls due in a service, by name. It is asked for as a whole, by questions that are built once: every
    tick asks them."""

    def first(self, session: Session, now: datetime) -> dict[str, Any]:
        """Of each kind that is due the key of the thing that has been due longest."""
        found = ask(session, self._first, **self._moments(now)).one()
        return {name: key for name, key in zip(self, found, strict=True) if key is not None}

    def count(self, session: Session, now: datetime) -> int:
        """How many things are due and not done."""
        return sum(ask(session, self._count, **self._moments(now)).one())

    def _moments(self, now: datetime) -> dict[str, datetime]:
        return {name: moment for due in self.values() for name, moment in due.moments(now).items()}

    @cached_property
    def _first(self) -> sa.Select[Any]:
        return _side_by_side((due.things.limit(1), due.key) for due in self.values())

    @cached_property
    def _count(self) -> sa.Select[Any]:
        return _side_by_side((due.things.order_by(None), sa.func.count()) for due in self.values())


def _side_by_side(asked: Iterable[tuple[sa.Select[Any], Any]]) -> sa.Select[Any]:
    """One question for several, of each of which only this is asked."""
    each = (things.with_only_columns(what, maintain_column_froms=True) for things, what in asked)
    return sa.select(*(one.scalar_subquery() for one in each))


def _name(window: timedelta) -> str:
    return f"ago_{window.total_seconds():.0f}"
