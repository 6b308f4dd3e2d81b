"""Whether a level has anybody who can: one question to the roster, so that no order waits where nobody is.

Who of them suits best is another question; here it only counts that somebody may be asked at all. Every approval asks,
so the question is built once, and each order brings what is to be looked for.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from services.dispatch import policy
from services.dispatch.handlers.chips import CONCERNING, concerned
from services.dispatch.handlers.orders import need_of
from services.dispatch.models import Ability, Chip, Offer, Order, Team, Volunteer
from shared.clock import SHANGHAI


def lowest_with_somebody(session: Session, order: Order, levels: Sequence[str]) -> str:
    """The first of these levels that has somebody; the last one where none has."""
    *below, last = levels
    if not below:
        return last
    found: str | None = session.scalar(_LOWEST[len(below)], _asked(order, below))
    return found or last


def has_somebody(session: Session, order: Order, level: str) -> bool:
    """Whether a team or a person of this level can be asked."""
    return session.scalar(_LOWEST[1], _asked(order, [level])) is not None


def _asked(order: Order, levels: Sequence[str]) -> dict[str, Any]:
    need = need_of(order)
    alone = need.item.team_size == 1 and not need.two_person
    asked: dict[str, Any] = {f"level_{number}": level for number, level in enumerate(levels)}
    asked |= {f"below_{number}": f"{level}/%" for number, level in enumerate(levels)}
    asked |= concerned(order)
    return asked | {
        "order_id": order.order_id,
        "version": order.version,
        "leave_out": order.leave_out,
        "day": need.wanted_from.astimezone(SHANGHAI).date(),
        "kind": policy.SKILL if need.item.skills else policy.PRESENCE,
        "names": need.item.skills or [policy.HERE],
        "safe": need.item.risk_level < policy.DANGEROUS,
        "gender": need.carer_gender if alone else None,
        "qualification": need.item.qualification,
    }


def _somebody(number: int) -> sa.ColumnElement[bool]:
    """Whoever has a skill that the item asks for and what the law asks, has not said no to this order as it is now, and
    nothing lately with a no that concerns it."""
    level, below = (sa.bindparam(f"{name}_{number}", type_=sa.String) for name in ("level", "below"))
    can = (
        Ability.kind == sa.bindparam("kind"),
        Ability.name.in_(sa.bindparam("names", expanding=True)),
        sa.or_(Ability.home_path == level, Ability.home_path.like(below)),
        ~_refused(),
        Ability.holder_id.is_distinct_from(sa.bindparam("leave_out", type_=sa.Uuid)),
        ~sa.exists().where(Chip.to_id == Ability.holder_id, *CONCERNING),
    )
    person = sa.exists().where(*can, Ability.holder_id == Volunteer.volunteer_id, *_lawful())
    return sa.or_(person, sa.exists().where(*can, Ability.holder_id == Team.team_id))


def _refused() -> sa.Exists:
    """Whoever said no to it, or nothing. When the need changes they may be asked anew."""
    same = (Offer.order_id == sa.bindparam("order_id"), Offer.version == sa.bindparam("version"))
    answered = Offer.state.in_([policy.DECLINED, policy.EXPIRED])
    return sa.exists().where(*same, Offer.to_id == Ability.holder_id, answered)


def _lawful() -> Sequence[sa.ColumnElement[bool]]:
    """What one who goes alone has to be (条例 Art. 15 to 17; DOMAIN §4.3); of a team volunteer knows who goes."""
    may, day = aliased(Ability), sa.bindparam("day", type_=sa.Date)
    qualification, gender = (sa.bindparam(name, type_=sa.String) for name in ("qualification", "gender"))
    named = (may.kind == policy.QUALIFICATION, may.name == qualification, may.until >= day)
    return (
        Volunteer.status == policy.ACTIVE,
        Volunteer.age_class == policy.OF_AGE,
        sa.or_(sa.bindparam("safe", type_=sa.Boolean), Volunteer.insured_until >= day),
        sa.or_(gender.is_(None), Volunteer.gender == gender),
        sa.or_(qualification.is_(None), sa.exists().where(may.holder_id == Volunteer.volunteer_id, *named)),
    )


_FOUND = [(_somebody(number), sa.bindparam(f"level_{number}", type_=sa.String)) for number in range(2)]
_LOWEST = {many: sa.select(sa.case(*_FOUND[:many])) for many in (1, 2)}
