"""Minutes as both peers write them down: chained entries, and what about them a person should look at."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from uuid_utils.compat import uuid7

from benchmarks.flow.peers.story import now
from benchmarks.flow.peers.tables.volunteer import Assignment, CrewMember, Flag, LedgerEntry, LedgerHead

ONE_DAY = timedelta(days=1)
HASTY = timedelta(minutes=15)
LONGEST_DAY = 8 * 60
"""Minutes that somebody may well serve in a day."""
_STANDING = ("order_id", "volunteer_id", "minutes", "minutes_class", "started_at", "ended_at")


def entries(head: LedgerHead, crew: Iterable[CrewMember], cause: str, caused_by: str) -> Iterator[LedgerEntry]:
    """What stands of each one's minutes now, put at the end of the chain; its head is locked."""
    for member in crew:
        content = {"id": uuid7(), "number": head.number + 1, "cause": cause, "caused_by": caused_by, "at": now()}
        content |= {name: getattr(member, name) for name in _STANDING}
        entry = LedgerEntry(**content, previous_hash=head.hash, hash=_digest(content, head.hash))
        head.number, head.hash = entry.number, entry.hash
        yield entry


def declare(member: CrewMember, minutes: int, order: Assignment) -> None:
    """From the check-in on they served so many minutes, as they say."""
    member.minutes, member.minutes_class = minutes, "declared"
    member.started_at = order.checked_in_at
    member.ended_at = order.checked_in_at + timedelta(minutes=minutes)


def near(member: CrewMember) -> sa.Select[Any]:
    """The visits of the same person that may lie on the same day."""
    theirs = CrewMember.volunteer_id == member.volunteer_id, CrewMember.order_id != member.order_id
    began, ended = member.started_at - ONE_DAY, member.ended_at + ONE_DAY
    return sa.select(CrewMember).where(*theirs, CrewMember.started_at < ended, CrewMember.ended_at > began)


def flags(order: Assignment, member: CrewMember, others: Sequence[CrewMember]) -> Iterator[Flag]:
    """What a person should look at."""
    for code, parameters in _doubts(order, member, others):
        yield Flag(order_id=order.id, volunteer_id=member.volunteer_id, code=code, parameters=parameters)


def _doubts(
    order: Assignment, member: CrewMember, others: Sequence[CrewMember]
) -> Iterator[tuple[str, dict[str, Any]]]:
    took = order.finished_at - order.came_at
    if took < HASTY:
        yield "hasty", {"minutes": took // timedelta(minutes=1)}
    common = [min(member.ended_at, one.ended_at) - max(member.started_at, one.started_at) for one in others]
    if common and max(common) > timedelta():
        longest = others[common.index(max(common))]
        yield "overlap", {"order_id": str(longest.order_id), "minutes": max(common) // timedelta(minutes=1)}
    day = member.started_at.date()
    minutes = member.minutes + sum(one.minutes for one in others if one.started_at.date() == day)
    if minutes > LONGEST_DAY:
        yield "long_day", {"day": day.isoformat(), "minutes": minutes}


def _digest(content: dict[str, Any], previous_hash: str) -> str:
    text = json.dumps({**content, "previous_hash": previous_hash}, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
