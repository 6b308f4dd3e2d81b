"""What falls due in a service, as its `clock.py` tells it; `running.keeper` sees to it in time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shared.actor import Actor


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due: `things(now)` selects it, `key` is its primary key, `handler` asks its state again and acts."""

    things: Callable[[datetime], sa.Select[Any]]
    key: Any
    handler: Callable[[Session, Actor, Any], None]


def count_due(session: Session, due: Mapping[str, Due], by: datetime) -> int:
    """How many things are due by then and not done."""
    counted = [sa.select(sa.func.count()).select_from(one.things(by).order_by(None).subquery()) for one in due.values()]
    return sum(session.scalar(query) or 0 for query in counted)
