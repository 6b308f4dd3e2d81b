"""The events' door of request: what it hears, and who answers."""

from services.request.handlers import story
from services.request.visit import told
from shared.contracts import dispatch, feedback, volunteer
from shared.contracts.wire import Event
from shared.messaging.intake import Handler

HEARS: dict[type[Event], Handler] = {
    dispatch.OrderOffered: story.note_offered,
    dispatch.OrderEscalated: story.note_escalated,
    dispatch.OrderWithdrawn: story.note_withdrawn,
    dispatch.OrderUnfulfilled: story.note_unfulfilled,
    volunteer.OrderAccepted: story.note_accepted,
    volunteer.OrderLapsed: story.note_lapsed,
    volunteer.OrderScheduled: told.note_scheduled,
    volunteer.OrderReturned: told.note_returned,
    volunteer.OrderNoShow: told.note_no_show,
    volunteer.OrderCheckedIn: told.note_checked_in,
    volunteer.RecipientAbsent: told.note_absent,
    volunteer.OrderServed: told.note_served,
    feedback.OrderReviewed: story.note_reviewed,
    feedback.RectificationOpened: story.note_rectifying,
    feedback.OrderClosed: story.note_closed,
}
