"""Over which orders figures are asked for: a place, a period, an item."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from services.feedback.figures import measures
from services.feedback.models import Order
from shared.actor import STAFF, Actor
from shared.clock import SHANGHAI
from shared.db import at_or_below
from shared.sites import site_path


@dataclass(frozen=True, slots=True)
class Frame:
    """Which orders are looked at: those of this place, placed in this period, filed under this item; None: any."""

    site_path: str
    since: datetime | None
    until: datetime | None
    item_code: str | None

    def holds(self) -> list[sa.ColumnElement[bool]]:
        """The conditions."""
        conditions = [measures.ANY, at_or_below(Order.site_path, self.site_path)]
        conditions += [Order.submitted_at >= self.since] if self.since else []
        conditions += [Order.submitted_at < self.until] if self.until else []
        return conditions + ([Order.item_code == self.item_code] if self.item_code else [])


def frame_of(
    actor: Actor,
    *,
    site: str | None = None,
    since: date | None = None,
    until: date | None = None,
    item: str | None = None,
) -> Frame:
    """The place and the period that a member of staff asks about: by default all that they may see. `until` is the
    last day that counts. Raises NotAllowed for others, NotFound beyond the scope."""
    actor.must_be(STAFF)
    path = site_path(site) if site else actor.scope
    actor.must_cover(path)
    after = until + timedelta(days=1) if until and until < date.max else None
    return Frame(path, _midnight(since), _midnight(after), item)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), SHANGHAI) if day else None
