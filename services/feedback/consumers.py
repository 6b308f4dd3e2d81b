"""The events' door of feedback: it hears everything, because every fact is kept (app.py: `keeps`)."""

from services.feedback.handlers import confirming, facts
from shared.contracts import volunteer
from shared.contracts.catalogue import CONTRACTS
from shared.contracts.wire import Event
from shared.messaging.intake import Handler

HEARS: dict[type[Event], Handler] = {
    **dict.fromkeys(CONTRACTS, facts.note_nothing_more),
    volunteer.OrderServed: confirming.note_served,
    volunteer.FinishingCodeGiven: confirming.note_code_given,
}
