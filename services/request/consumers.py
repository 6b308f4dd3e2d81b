"""The events' door of request: what it hears, and who answers."""

from services.request.handlers import story
from services.request.handlers.story import plainly
from services.request.visit import rework, told
from shared.contracts import dispatch, feedback, volunteer
from shared.contracts.wire import Event
from shared.messaging.intake import Handler

HEARS: dict[type[Event], Handler] = {
    # Somebody was asked, passed on or said no: nothing to tell yet.
    dispatch.OrderOffered: plainly("note_offered"),
    dispatch.OrderEscalated: plainly("note_escalated"),
    dispatch.OrderWithdrawn: story.note_withdrawn,
    dispatch.OrderUnfulfilled: story.note_unfulfilled,
    volunteer.OrderAccepted: plainly("note_accepted", "order_accepted"),
    volunteer.OrderLapsed: plainly("note_lapsed"),
    volunteer.OrderScheduled: told.note_scheduled,
    volunteer.OrderReturned: plainly("note_returned", "order_searched_again"),
    volunteer.OrderNoShow: plainly("note_no_show", "order_missed"),
    volunteer.RecipientAbsent: told.note_absent,
    volunteer.OrderCheckedIn: told.note_checked_in,
    volunteer.OrderServed: plainly("note_served", "please_confirm"),
    feedback.OrderReviewed: plainly("note_reviewed"),
    feedback.RectificationOpened: story.note_rectifying,
    feedback.ReworkAsked: rework.note_rework,
    feedback.OrderClosed: story.note_closed,
}
