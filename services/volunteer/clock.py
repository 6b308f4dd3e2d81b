"""Time's door of volunteer: what falls due, and who answers."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.volunteer.handlers import appointments, offers
from services.volunteer.models import Assignment, Offer
from services.volunteer.policy import OPEN, WAITING
from services.volunteer.visit import watching
from shared.due import Due


def _with_offers_to_expire(now: datetime) -> sa.Select[Any]:
    """The orders rather than the offers: an order is locked before its offers, here as everywhere."""
    overdue = sa.select(Offer.order_id).where(Offer.state.in_((OPEN, WAITING)), Offer.deadline <= now)
    return sa.select(Assignment).where(Assignment.order_id.in_(overdue))


def _to_remind(now: datetime) -> sa.Select[Any]:
    """Not whoever is too late already, and hears that instead."""
    warned = Assignment.contact_warn_at <= now, Assignment.contact_due_at > now
    return sa.select(Assignment).where(*warned).order_by(Assignment.contact_warn_at)


def _without_contact(now: datetime) -> sa.Select[Any]:
    return sa.select(Assignment).where(Assignment.contact_due_at <= now).order_by(Assignment.contact_due_at)


def _unheard_of(now: datetime) -> sa.Select[Any]:
    return sa.select(Assignment).where(Assignment.watch_at <= now).order_by(Assignment.watch_at)


DUE = {
    "expire offer": Due(_with_offers_to_expire, Assignment.order_id, offers.expire_offers),
    "remind of first contact": Due(_to_remind, Assignment.order_id, appointments.remind_of_contact),
    "first contact missed": Due(_without_contact, Assignment.order_id, appointments.note_contact_missed),
    "look after visit": Due(_unheard_of, Assignment.order_id, watching.look_after),
}
