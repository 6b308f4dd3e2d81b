"""What the four services hold of some orders, read in their databases when all is settled."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from demo.settling import SERVICES
from shared.history import HISTORY
from shared.identity import first_id
from shared.notices import NOTICES
from tests.flow.town import Town
from tools.registry import service_of

Row = Mapping[str, Any]

_ORDERS = {"request": "orders", "dispatch": "orders", "volunteer": "assignments", "feedback": "reviews"}
"""Where each service keeps its part of an order."""


@dataclass(frozen=True)
class Life:
    """One order in all four services: the row of each that knows it, its moves, its notices, its offers."""

    order_id: UUID
    rows: Mapping[str, Row]
    moves: Mapping[str, list[Row]]
    notices: Mapping[str, list[Row]]
    offers: Mapping[str, Mapping[UUID, Row]]

    def state(self, service: str) -> str | None:
        """How it stands there; None where it is unknown."""
        return self.rows[service]["state"] if service in self.rows else None

    def count(self, service: str, *verbs: str, source: Collection[str] = (), why: bool = False) -> int:
        """How many of its moves were made by these verbs, from these states or any, and with a reason if that is
        asked for."""
        moves = [one for one in self.moves[service] if one["verb"] in verbs]
        return sum((not source or one["source"] in source) and (not why or one["why"] is not None) for one in moves)

    def told(self, service: str, template: str, to: UUID | None = None) -> int:
        """How many notices of this kind there are about it, to all or to one."""
        notices = [one for one in self.notices[service] if one["template"] == template]
        return sum(to is None or one["to_id"] == to for one in notices)


def table(service: str, name: str) -> sa.Table:
    """A table of a service."""
    return service_of(service).metadata.tables[name]


def lives(town: Town, order_ids: Collection[str], told_since: datetime | None = None) -> list[Life]:
    """These orders, as they stand; of the notices those since a moment of the machine's time, or all."""
    wanted = {UUID(one) for one in order_ids}
    recent = NOTICES.c.id >= first_id(told_since)
    rows = {name: _by_order(town, name, table(name, _ORDERS[name]), wanted) for name in SERVICES}
    moves = {name: _by_order(town, name, HISTORY, wanted, HISTORY.c.id) for name in SERVICES}
    notices = {name: _by_order(town, name, NOTICES, wanted, NOTICES.c.id, recent) for name in SERVICES}
    asked = {name: _by_order(town, name, table(name, "offers"), wanted) for name in ("dispatch", "volunteer")}
    return [
        Life(
            order_id=one,
            rows={name: rows[name][one][0] for name in SERVICES if rows[name][one]},
            moves={name: moves[name][one] for name in SERVICES},
            notices={name: notices[name][one] for name in SERVICES},
            offers={name: {offer["offer_id"]: offer for offer in asked[name][one]} for name in asked},
        )
        for one in sorted(wanted)
    ]


def _by_order(
    town: Town,
    service: str,
    kept: sa.Table,
    wanted: Collection[UUID],
    sorted_by: sa.Column[Any] | None = None,
    *conditions: sa.ColumnElement[bool],
) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    asked = sa.select(kept).where(kept.c.order_id.in_(wanted), *conditions).order_by(sorted_by)
    for row in town.rows(service, asked):
        found[row["order_id"]].append(row)
    return found
