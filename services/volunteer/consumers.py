"""The events' door of volunteer: what it hears, and who answers."""

from services.volunteer.handlers import rounds
from services.volunteer.ledger import confirming
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
    request.FinishingCodeLookedUp: confirming.note_code_looked_up,
    feedback.ServiceConfirmed: confirming.note_confirmed,
    feedback.ServiceDenied: confirming.note_denied,
    feedback.OrderReviewed: confirming.note_reviewed,
    feedback.RectificationClosed: confirming.note_found,
}
