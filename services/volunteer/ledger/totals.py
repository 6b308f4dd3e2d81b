"""Sums of minutes by class. Flagged minutes are in them and told apart besides; frozen ones are in none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer.handlers.orders import own_id
from services.volunteer.ledger import policy
from services.volunteer.ledger.models import Flag, LedgerEntry
from services.volunteer.models import Assignment, CrewMember, Offer
from shared.actor import STAFF, Actor, Role
from shared.db import at_or_below, tally


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes by class; of those, the ones that nobody has looked at yet although they are flagged; frozen ones."""

    counted: Mapping[str, int]
    flagged: Mapping[str, int]
    frozen: int

    @property
    def undoubted(self) -> dict[str, int]:
        """Minutes by class without those that are flagged."""
        return {name: minutes - self.flagged[name] for name, minutes in self.counted.items()}


FLAGGED: sa.ColumnElement[bool] = sa.exists().where(
    Flag.order_id == CrewMember.order_id, Flag.volunteer_id == CrewMember.volunteer_id, Flag.decision.is_(None)
)
"""The condition that a visit of somebody waits for somebody to look at it."""


def minutes(session: Session, *conditions: Any) -> Minutes:
    """What stands, of all visits or of those that these conditions choose."""
    flagged = FLAGGED.label("flagged")
    visits = sa.select(CrewMember.minutes_class, CrewMember.frozen, flagged, CrewMember.minutes)
    one = visits.where(CrewMember.minutes.is_not(None), *conditions).subquery()
    summed = sa.select(one.c.minutes_class, one.c.frozen, one.c.flagged, sa.func.sum(one.c.minutes))
    rows = session.execute(summed.group_by(one.c.minutes_class, one.c.frozen, one.c.flagged)).all()
    counted, apart = (dict.fromkeys(policy.MINUTES_CLASSES, 0) for _ in range(2))
    frozen = 0
    for minutes_class, is_frozen, is_flagged, number in rows:
        if is_frozen:
            frozen += int(number)
            continue
        counted[minutes_class] += int(number)
        apart[minutes_class] += int(number) if is_flagged else 0
    return Minutes(counted, apart, frozen)


def find_entries(session: Session, actor: Actor, **filters: Any) -> sa.Select[Any]:
    """Entries of the ledger within the scope of staff, or a volunteer's own, oldest first."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    found = sa.select(LedgerEntry).filter_by(**filters).order_by(LedgerEntry.number)
    if actor.role is Role.VOLUNTEER:
        return found.where(LedgerEntry.volunteer_id == own_id(actor))
    return found.join(Assignment).where(at_or_below(Assignment.site_path, actor.scope))


def counts(session: Session) -> dict[str, Any]:
    """Orders and offers by state, minutes by class."""
    by_state = {"orders": tally(session, Assignment.state), "offers": tally(session, Offer.state)}
    standing = minutes(session)
    apart = {"flagged_minutes": standing.flagged, "frozen_minutes": standing.frozen}
    return {**by_state, "minutes": standing.counted, **apart}
