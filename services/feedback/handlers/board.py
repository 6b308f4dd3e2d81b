"""The board: the last orders and how far each has come, read off the facts."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.feedback import policy
from services.feedback.models import Fact

PAGE = 12
_ANNOUNCED = ("order.submitted.v1", "order.approved.v1")
"""The facts that tell an order's number and the clerk's title."""


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """An order as the board shows it: no more of it than its number and its title."""

    subject: str
    order_no: str
    title: str
    path: policy.Path
    moved_at: datetime


def find_latest(session: Session, page: int) -> tuple[list[OrderSeen], bool]:
    """A page of the orders submitted last, the newest first, and whether there are older ones."""
    submitted = sa.select(Fact.subject).where(Fact.type == "order.submitted.v1")
    newest = submitted.order_by(Fact.said_at.desc(), Fact.event_id.desc()).offset((page - 1) * PAGE).limit(PAGE + 1)
    subjects = session.scalars(newest).all()
    facts = defaultdict(list)
    told = sa.select(Fact).where(Fact.subject.in_(subjects[:PAGE])).order_by(Fact.said_at, Fact.event_id)
    for fact in session.scalars(told):
        facts[fact.subject].append(fact)
    return [_seen(subject, facts[subject]) for subject in subjects[:PAGE]], len(subjects) > PAGE


def name_orders(session: Session, subjects: Collection[str]) -> dict[str, str]:
    """Number and title of those subjects that are orders."""
    names: dict[str, str] = {}
    announced = sa.select(Fact).where(Fact.subject.in_(subjects), Fact.type.in_(_ANNOUNCED)).order_by(Fact.said_at)
    for fact in session.scalars(announced):
        number, title = _named([fact])
        names[fact.subject] = f"{number} {title}".strip()
    return names


def _seen(subject: str, facts: list[Fact]) -> OrderSeen:
    path = policy.path_of([policy.Step(fact.type, fact.said_at, fact.data) for fact in facts])
    number, title = _named(facts)
    return OrderSeen(subject, number, title, path, facts[-1].said_at)


def _named(facts: list[Fact]) -> tuple[str, str]:
    number = title = ""
    for fact in facts:
        need = fact.data.get("need", {})
        number = fact.data.get("order_no") or need.get("order_no") or number
        title = need.get("title") or title
    return number, title
