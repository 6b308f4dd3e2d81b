"""Who of the staff had a hand in a visit, or has looked its finishing code up: whoever knows it without the resident
could write minutes alone."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.volunteer.ledger.models import CodeLook
from services.volunteer.models import Assignment
from shared.actor import Role
from shared.contracts.request import FinishingCodeLookedUp
from shared.db import insert_once

FINISHER, STAFF = "finisher", "staff"
MATCHED = "matched"


def keep_look(session: Session, event: FinishingCodeLookedUp) -> None:
    """Remember that somebody looked; the first time counts."""
    row = {"order_id": event.order_id, "mark": event.mark, "looked_at": event.looked_at}
    insert_once(session, CodeLook.__table__, row, "order_id", "mark")


def has_looked(session: Session, order_id: UUID, mark: str | None) -> bool:
    """Whether whoever bears this mark has looked the code of this order up."""
    return mark is not None and session.get(CodeLook, (order_id, mark)) is not None


def seen_by(session: Session, order: Assignment) -> str | None:
    """Who had looked the code up before it was given: whoever gave it, somebody else of the staff, or nobody."""
    if order.code_at is None:
        return None
    before = CodeLook.order_id == order.order_id, CodeLook.looked_at <= order.code_at
    marks = session.scalars(sa.select(CodeLook.mark).where(*before)).all()
    return FINISHER if order.code_by in marks else STAFF if marks else None


def staff_among(*names: str | None) -> list[str]:
    """The ids of the staff among these, each once: they do not vouch for what they wrote down, in no other role."""
    roles_and_ids = {name.partition(":")[::2] for name in names if name}
    return sorted({who for role, who in roles_and_ids if role != Role.VOLUNTEER})
