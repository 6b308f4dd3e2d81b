"""The whole vocabulary on one screen: every event type, and the class that carries it."""

from shared.contracts import dispatch, feedback, request, volunteer
from shared.contracts.wire import Event

CONTRACTS: tuple[type[Event], ...] = (
    request.ItemPublished,
    request.SiteNamed,
    request.OrderSubmitted,
    request.OrderRejected,
    request.OrderReferred,
    request.OrderCancelled,
    request.OrderApproved,
    request.OrderQuestioned,
    request.OrderAnswered,
    request.OrderVerificationLate,
    request.OrderReferralUndone,
    request.OrderChanged,
    request.OrderHeld,
    request.OrderResumed,
    request.OrderUrged,
    dispatch.OrderOffered,
    dispatch.OrderWithdrawn,
    dispatch.OrderUnfulfilled,
    dispatch.OrderEscalated,
    dispatch.OrderSupervised,
    volunteer.VolunteerDescribed,
    volunteer.TeamDescribed,
    volunteer.OrderAccepted,
    volunteer.OfferDeclined,
    volunteer.OfferDeclineExplained,
    volunteer.OfferExpired,
    volunteer.OrderLapsed,
    volunteer.OrderReturned,
    volunteer.OrderNoShow,
    volunteer.OrderScheduled,
    volunteer.OrderContactMissed,
    volunteer.OrderCheckedIn,
    volunteer.OrderServed,
    feedback.ServiceConfirmed,
    feedback.OrderReviewed,
    feedback.RectificationOpened,
    feedback.OrderClosed,
)

BY_TYPE: dict[str, type[Event]] = {contract.TYPE: contract for contract in CONTRACTS}
