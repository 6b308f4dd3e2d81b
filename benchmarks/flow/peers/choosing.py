"""Whom a dispatcher can ask, and what is kept of their choice, whichever peer asks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from benchmarks.flow.peers.tables.dispatch import DispatchOrder, DispatchVolunteer, Paper, Snapshot

COUNTY = 6
"""The first characters of a site's path."""
SHOWN = 20


def candidates(order: DispatchOrder) -> sa.Select[Any]:
    """The active ones of the county who have the skills; those who live at the same site come first."""
    elsewhere, wanted = DispatchVolunteer.home_path != order.site_path, order.need["item"]["skills"]
    able = sa.select(DispatchVolunteer).where(
        DispatchVolunteer.status == "active",
        DispatchVolunteer.home_path.startswith(order.site_path[:COUNTY]),
        DispatchVolunteer.skills.contains(wanted),
    )
    return able.order_by(elsewhere, DispatchVolunteer.id).limit(SHOWN)


def choice(order: DispatchOrder, seen: Sequence[DispatchVolunteer], asked: Sequence[UUID], made_by: str) -> Snapshot:
    """What was seen, and who of them was asked."""
    places = {one.id: place for place, one in enumerate(seen, 1)}
    return Snapshot(
        paper=Paper(body={"need": order.need, "volunteers": [_as_seen(one) for one in seen]}),
        order_id=order.id,
        round=order.round,
        made_by=made_by,
        suggested=[{"id": str(one), "place": place} for one, place in places.items()],
        chosen=[{"id": str(one), "place": places.get(one)} for one in asked],
    )


def _as_seen(one: DispatchVolunteer) -> dict[str, Any]:
    plain = ("home_path", "skills", "available", "rating_sum", "rating_count")
    return {"id": str(one.id)} | {name: getattr(one, name) for name in plain}
