"""Whether the ledger is as it was written, and says what the visits say. For `sidan ledger verify`."""

from collections.abc import Iterator, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer import policy
from services.volunteer.ledger import chain
from services.volunteer.ledger.entries import content_of
from services.volunteer.ledger.models import MINUTES, LedgerEntry, LedgerHead
from services.volunteer.lifecycle import State
from services.volunteer.models import Assignment, CrewMember

AT_ONCE = 1000
Standing = tuple[int | None, str | None, bool]
"""Minutes, their class, whether they are frozen."""


def audit(session: Session, kept: Mapping[int, str]) -> tuple[str | None, str]:
    """The first thing that is wrong, or None; and how far the ledger goes, to be kept where nobody can change it.

    `kept`: what was kept of earlier audits, the digest by the number of the entry.
    """
    head = session.get(LedgerHead, MINUTES)
    number, digest = (head.number, head.hash) if head else (0, chain.BEGINNING)
    last: dict[tuple[UUID, UUID], Standing] = {}
    fault = chain.first_fault(_links(session, last), number, digest, kept) or next(_sums(session, last), None)
    return fault, f"{number} entries, the last one with the digest {digest}"


def _links(session: Session, last: dict[tuple[UUID, UUID], Standing]) -> Iterator[chain.Link]:
    """The chain from its beginning; on the way `last` learns what stands in the end."""
    every_one, place = sa.select(LedgerEntry).order_by(LedgerEntry.number).limit(AT_ONCE), 0
    while page := session.scalars(every_one.where(LedgerEntry.number > place)).all():
        for entry in page:
            last[entry.order_id, entry.volunteer_id] = entry.minutes, entry.minutes_class, entry.frozen
            yield chain.Link(entry.number, content_of(entry), entry.previous_hash, entry.hash)
        place = page[-1].number
        session.expunge_all()


def _sums(session: Session, last: dict[tuple[UUID, UUID], Standing]) -> Iterator[str]:
    """Where the visits say something else than the ledger."""
    served = Assignment.state == State.SERVED, CrewMember.state == policy.WENT, CrewMember.round == Assignment.round
    visits = sa.select(CrewMember).join(Assignment).where(sa.or_(CrewMember.minutes.is_not(None), sa.and_(*served)))
    for member in session.scalars(visits.order_by(CrewMember.order_id, CrewMember.volunteer_id)):
        written = last.pop((member.order_id, member.volunteer_id), (None, None, False))
        if written != (member.minutes, member.minutes_class, member.frozen):
            where = f"order {member.order_id}, volunteer {member.volunteer_id}"
            said = _told(member.minutes, member.minutes_class, member.frozen)
            yield f"{where}: the ledger says {_told(*written)}, the visit says {said}"
    for (order_id, volunteer_id), written in last.items():
        yield f"order {order_id}, volunteer {volunteer_id}: the ledger says {_told(*written)} of no visit"


def _told(minutes: int | None, minutes_class: str | None, frozen: bool) -> str:
    return "nothing" if minutes is None else f"{minutes} {minutes_class}{', frozen' if frozen else ''}"
