"""Time's door of volunteer: what falls due, and who answers."""

import sqlalchemy as sa

from services.volunteer.handlers import appointments, offers
from services.volunteer.models import Assignment, Offer
from services.volunteer.policy import OPEN, WAITING
from services.volunteer.visit import watching
from shared.due import NOW, Due, Timetable

_OVERDUE = sa.select(Offer.order_id).where(Offer.state.in_((OPEN, WAITING)), Offer.deadline <= NOW)
# The orders rather than the offers: an order is locked before its offers, here as everywhere.
_WITH_OFFERS_TO_EXPIRE = sa.select(Assignment).where(Assignment.order_id.in_(_OVERDUE))
# Not whoever is too late already, and hears that instead.
_WARNED = (Assignment.contact_warn_at <= NOW, Assignment.contact_due_at > NOW)
_TO_REMIND = sa.select(Assignment).where(*_WARNED).order_by(Assignment.contact_warn_at)
_WITHOUT_CONTACT = sa.select(Assignment).where(Assignment.contact_due_at <= NOW).order_by(Assignment.contact_due_at)
_UNHEARD_OF = sa.select(Assignment).where(Assignment.watch_at <= NOW).order_by(Assignment.watch_at)

DUE = Timetable(
    {
        "expire offer": Due(_WITH_OFFERS_TO_EXPIRE, Assignment.order_id, offers.expire_offers),
        "remind of first contact": Due(_TO_REMIND, Assignment.order_id, appointments.remind_of_contact),
        "first contact missed": Due(_WITHOUT_CONTACT, Assignment.order_id, appointments.note_contact_missed),
        "look after visit": Due(_UNHEARD_OF, Assignment.order_id, watching.look_after),
    }
)
