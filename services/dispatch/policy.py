"""What dispatch decides, as pure functions over plain values."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

PROMISE = timedelta(hours=72)
"""The public promise: so long after submission, in calendar hours, an order is accepted or honestly ended (T34)."""

ACTIVE = "active"
POOL = "pool"

Addressee = tuple[str, UUID | None]
"""Who is asked: team, person or pool, and which; the pool is everybody."""


def deadline_fault(deadline: datetime, now: datetime, wanted_to: datetime, minutes: int) -> str | None:
    """Why an offer cannot stand until `deadline`, or None: it must leave time to answer, and it must not outlive the
    start of the last visit that the wanted time allows."""
    if deadline <= now:
        return "deadline_past"
    if deadline > wanted_to - timedelta(minutes=minutes):
        return "deadline_too_late"
    return None


def addressee_fault(asked: Sequence[Addressee], statuses: Mapping[Addressee, str]) -> str | None:
    """Why these cannot be asked together, or None; `statuses` holds whoever is on the roster."""
    if any((kind == POOL) != (asked_id is None) for kind, asked_id in asked):
        return "to_id_mismatch"
    if len(set(asked)) < len(asked):
        return "asked_twice"
    found = [statuses.get(one) for one in asked if one[0] != POOL]
    if None in found:
        return "unknown_addressee"
    if any(status != ACTIVE for status in found):
        return "not_active"
    return None


def speaks_for_center(scope: str) -> bool:
    """Whether a member of staff of this scope works for the center, the top of the county."""
    return "/" not in scope
