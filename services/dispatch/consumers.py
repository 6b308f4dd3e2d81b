"""The events' door of dispatch: what it hears, and who answers."""

from services.dispatch.handlers import queue, roster, rounds, visits
from shared.contracts import feedback, request, volunteer
from shared.contracts.wire import Event
from shared.messaging.intake import Handler

HEARS: dict[type[Event], Handler] = {
    request.OrderApproved: queue.note_approved,
    request.OrderCancelled: queue.note_cancelled,
    request.ItemPublished: roster.note_item,
    request.SiteNamed: roster.note_site,
    volunteer.VolunteerDescribed: roster.note_volunteer,
    volunteer.TeamDescribed: roster.note_team,
    volunteer.OrderAccepted: visits.note_accepted,
    volunteer.OfferDeclined: rounds.note_declined,
    volunteer.OfferExpired: rounds.note_expired,
    volunteer.OrderReturned: visits.note_returned,
    volunteer.OrderNoShow: visits.note_no_show,
    volunteer.OrderCheckedIn: visits.note_checked_in,
    volunteer.OrderServed: visits.note_served,
    feedback.OrderReviewed: roster.note_reviewed,
}
