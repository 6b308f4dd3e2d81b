"""The events' door of request: what it hears, and who answers."""

from services.request.handlers import story
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
    volunteer.OrderScheduled: story.note_scheduled,
    volunteer.OrderReturned: story.note_returned,
    volunteer.OrderNoShow: story.note_no_show,
    volunteer.OrderCheckedIn: story.note_checked_in,
    volunteer.OrderServed: story.note_served,
    feedback.OrderReviewed: story.note_reviewed,
    feedback.RectificationOpened: story.note_rectifying,
    feedback.OrderClosed: story.note_closed,
}
