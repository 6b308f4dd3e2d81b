"""The events' door of volunteer: what it hears, and who answers."""

from services.volunteer.handlers import records, rounds
from shared.contracts import dispatch, feedback, request
from shared.contracts.wire import Event
from shared.messaging.intake import Handler

HEARS: dict[type[Event], Handler] = {
    dispatch.OrderOffered: rounds.note_offered,
    dispatch.OrderWithdrawn: rounds.note_withdrawn,
    dispatch.OrderUnfulfilled: rounds.note_unfulfilled,
    request.OrderCancelled: rounds.note_cancelled,
    request.OrderChanged: rounds.note_changed,
    request.OrderHeld: rounds.note_held,
    request.OrderResumed: rounds.note_resumed,
    feedback.ServiceConfirmed: records.note_confirmed,
    feedback.ServiceDenied: records.note_denied,
    feedback.OrderReviewed: records.note_reviewed,
    feedback.RectificationClosed: records.note_found,
}
