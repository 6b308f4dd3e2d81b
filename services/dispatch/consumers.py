"""The events' door of dispatch: what it hears, and who answers."""

from services.dispatch.handlers import answers, changes, clocks, queue, roster, visits
from shared.contracts import feedback, request, volunteer
from shared.contracts.wire import Event
from shared.messaging.intake import Handler

HEARS: dict[type[Event], Handler] = {
    request.OrderApproved: queue.note_approved,
    request.OrderCancelled: queue.note_cancelled,
    request.OrderChanged: changes.note_changed,
    request.OrderHeld: changes.note_held,
    request.OrderResumed: changes.note_resumed,
    request.OrderUrged: changes.note_urged,
    request.ItemPublished: roster.note_item,
    request.SiteNamed: roster.note_site,
    volunteer.VolunteerDescribed: roster.note_volunteer,
    volunteer.TeamDescribed: roster.note_team,
    volunteer.OrderAccepted: visits.note_accepted,
    volunteer.OfferDeclined: answers.note_declined,
    volunteer.OfferDeclineExplained: answers.note_decline_explained,
    volunteer.OfferExpired: answers.note_expired,
    volunteer.OrderScheduled: visits.note_scheduled,
    volunteer.OrderContactMissed: clocks.note_contact_missed,
    volunteer.OrderReturned: visits.note_returned,
    volunteer.OrderNoShow: visits.note_no_show,
    volunteer.OrderCheckedIn: visits.note_checked_in,
    volunteer.OrderServed: visits.note_served,
    feedback.OrderReviewed: roster.note_reviewed,
}
