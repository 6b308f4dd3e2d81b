"""Flags: what about somebody's minutes a person should look at (DOMAIN §6.3 no. 9).

No rule decides anything: flagged minutes count, and are shown apart until somebody has looked.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer import policy as visits
from services.volunteer.handlers.orders import name_of, need_of, own_id
from services.volunteer.ledger import policy
from services.volunteer.ledger.corrections import CORRECT, Standing, correct, minutes_of, to_decide
from services.volunteer.ledger.entries import Cause, span_of
from services.volunteer.ledger.looks import seen_by
from services.volunteer.ledger.models import Flag
from services.volunteer.models import Assignment, CrewMember, Move, Volunteer
from shared import clock
from shared.actor import STAFF, Actor, Role
from shared.clock import SHANGHAI
from shared.db import ask, at_or_below, insert_once
from shared.identity import new_id
from shared.refusals import Conflict, NotFound

ON_A_SHEET = "paper"
OPEN, CLEARED, CORRECTED = "open", "cleared", "corrected"
_FLAGS: Any = Flag.__table__
_LOCK = (
    sa.select(Volunteer.volunteer_id)
    .where(Volunteer.volunteer_id.in_(sa.bindparam("crew", expanding=True)))
    .order_by(Volunteer.volunteer_id)
    .with_for_update(key_share=True)
)
_NEAR = sa.select(CrewMember).where(
    CrewMember.volunteer_id == sa.bindparam("volunteer_id"),
    CrewMember.order_id != sa.bindparam("order_id"),
    CrewMember.started_at < sa.bindparam("before"),
    CrewMember.ended_at > sa.bindparam("after"),
)
_CAME_AT = sa.select(sa.func.min(Move.at)).where(Move.order_id == sa.bindparam("order_id"))


def look_at(session: Session, order: Assignment) -> None:
    """Flag what is to be looked at about the minutes of each who went, once they are declared.

    Those who went are locked, so that of two visits of one person that are declared at once one sees the other. Rows
    that only refer to them may be written meanwhile.
    """
    ask(session, _LOCK, crew=order.crew)
    for member in order.went:
        for code, parameters in policy.doubts(_visit(session, order, member)).items():
            flag(session, member, code, parameters)


def look_again(session: Session, member: CrewMember) -> None:
    """A decision has changed somebody's minutes: whether they still go together with their other visits."""
    ask(session, _LOCK, crew=[member.volunteer_id])
    for code, parameters in policy.clashes(_span(member), _others(session, member)).items():
        flag(session, member, code, parameters)


def look_at_pair(session: Session, member: CrewMember, who: str | None) -> None:
    """Staff have taken down the word that raised these minutes: whether it is always the same two."""
    if doubt := policy.pair(_paired(session, who, member)):
        flag(session, member, "same_pair", doubt)


def flag(session: Session, member: CrewMember, code: str, parameters: Mapping[str, Any]) -> None:
    """Let somebody look at these minutes; what is flagged once is not flagged again."""
    row = {"flag_id": new_id(), "order_id": member.order_id, "volunteer_id": member.volunteer_id, "code": code}
    row |= {"parameters": dict(parameters), "raised_at": clock.now()}
    insert_once(session, _FLAGS, row, "order_id", "volunteer_id", "code")


def clear_flag(session: Session, actor: Actor, *, flag_id: UUID, sentence: str) -> Flag:
    """Somebody has looked, and all is well, for this reason."""
    found, _ = _decided(session, actor, flag_id, CLEARED, sentence)
    return found


def correct_flag(session: Session, actor: Actor, *, flag_id: UUID, sentence: str, **stands: Any) -> Flag:
    """Somebody has looked, and so much stands after all. Raises as correcting does."""
    found, order = _decided(session, actor, flag_id, CORRECTED, sentence)
    member, new = minutes_of(order, found.volunteer_id), Standing(**stands)
    cause, template = Cause(CORRECT, name_of(actor)), "minutes_corrected"
    correct(session, order, member, new, cause, frozen=member.frozen, template=template, reason_code=found.code)
    look_again(session, member)
    return found


def find_flags(session: Session, actor: Actor, *, standing: str | None = None, **filters: Any) -> sa.Select[Any]:
    """Flags within the scope of staff, or a volunteer's own, the oldest first."""
    actor.must_be(STAFF | {Role.VOLUNTEER})
    found = sa.select(Flag).filter_by(**filters).order_by(Flag.flag_id)
    if standing is not None:
        found = found.where(Flag.decision.is_(None) == (standing == OPEN))
    if actor.role is Role.VOLUNTEER:
        return found.where(Flag.volunteer_id == own_id(actor))
    return found.join(Assignment).where(at_or_below(Assignment.site_path, actor.scope))


def _decided(session: Session, actor: Actor, flag_id: UUID, decision: str, why: str) -> tuple[Flag, Assignment]:
    found = session.get(Flag, flag_id)
    if found is None:
        raise NotFound("unknown_flag", "There is no such flag.")
    order = to_decide(session, actor, found.order_id)
    session.refresh(found)  # from before the lock
    if found.decision is not None:
        raise Conflict("decided_already", "Somebody has looked at this.")
    found.decision, found.decided_at, found.decided_by, found.sentence = decision, clock.now(), name_of(actor), why
    return found, order


def _visit(session: Session, order: Assignment, member: CrewMember) -> policy.Visit:
    came_at, need = ask(session, _CAME_AT, order_id=order.order_id).scalar(), need_of(order)
    assert came_at is not None and order.checked_in_at is not None and order.finished_at is not None
    return policy.Visit(
        span=_span(member),
        others=_others(session, member),
        came_at=came_at,
        checked_in_at=order.checked_in_at,
        finished_at=order.finished_at,
        appointment=order.starts_at,
        on_sheet=order.means == ON_A_SHEET and not _by_volunteer(order.finished_by),
        crew=len(order.crew),
        needed=visits.crew_size(need.item.team_size, need.two_person),
        paired=_paired(session, order.finished_by, member),
        code_seen_by=seen_by(session, order),
    )


def _span(member: CrewMember) -> policy.Span:
    began, ended = (moment.astimezone(SHANGHAI) for moment in span_of(member))
    return policy.Span(str(member.order_id), began, ended, member.minutes or 0)


def _others(session: Session, member: CrewMember) -> list[policy.Span]:
    """The visits of the same person that may lie on the same day; none lasts longer than one."""
    began, ended = span_of(member)
    theirs = {"volunteer_id": member.volunteer_id, "order_id": member.order_id}
    near = {"before": ended + policy.ONE_DAY, "after": began - policy.ONE_DAY}
    return [_span(one) for one in session.scalars(_NEAR, theirs | near)]


def _paired(session: Session, who: str | None, member: CrewMember) -> int:
    """How often of late this member of staff has written this volunteer down, or taken down that they were there."""
    if _by_volunteer(who):
        return 0
    same = sa.or_(Assignment.finished_by == who, Assignment.vouched_by == who)
    theirs = CrewMember.volunteer_id == member.volunteer_id, CrewMember.minutes.is_not(None)
    often = sa.select(sa.func.count()).select_from(CrewMember).join(Assignment).where(*theirs, same)
    return session.scalar(often.where(Assignment.finished_at >= clock.now() - policy.PAIR_WITHIN)) or 0


def _by_volunteer(who: str | None) -> bool:
    return who is None or who.startswith(Role.VOLUNTEER)
