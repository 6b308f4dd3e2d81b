"""What feedback says: from served to closed, and what was complained about."""

from datetime import datetime
from uuid import UUID

from shared.contracts.volunteer import LEADERS, MINUTES_CLASSES
from shared.contracts.wire import Event, contract, identity, moment, one_of, text, whole, yes_no

CONFIRMATION_MEANS = ("code", "link", "phone", "paper")
DENIAL_MEANS = ("link", "phone", "paper")
REVIEW_MEANS = ("link", "callback", "phone", "paper")
CALL_OUTCOMES = ("reached", "no_answer", "wrong_number", "refused")
CAUSES = ("bad_review", "denied", "appeal")
FINDINGS = ("valid", "invalid", "cannot_be_fixed")
OUTCOMES = ("reviewed", "unreviewed", "rectified")
CONCERNS = ("volunteer", "team", "staff", "system")
MOST_CLOSINGS = 10


@contract("service.confirmed.v1", speaker="feedback")
class ServiceConfirmed(Event):
    """The resident says that the service took place; the minutes rise to this class (T27). `taken_down_by`: role and
    id of the staff who took their word down, so that it is seen who always vouches for whom."""

    order_id: UUID = identity()
    means: str = one_of(*CONFIRMATION_MEANS)
    minutes_class: str = one_of(*MINUTES_CLASSES)
    taken_down_by: str | None = text(80, default=None)


@contract("service.denied.v1", speaker="feedback")
class ServiceDenied(Event):
    """The resident says that nobody came, or that it was not done: the minutes stay as they were declared (T27)."""

    order_id: UUID = identity()
    means: str = one_of(*DENIAL_MEANS)


@contract("order.reviewed.v1", speaker="feedback")
class OrderReviewed(Event):
    """The service was rated on the five levels, 5 is the best (T28)."""

    order_id: UUID = identity()
    level: int = whole(1, 5)
    callback: bool = yes_no()
    leader_kind: str = one_of(*LEADERS)
    leader_id: UUID = identity()


@contract("review.followed_up.v1", speaker="feedback")
class ReviewFollowedUp(Event):
    """After it was looked into, the resident says once more how it is (T32); counted beside the review, not instead."""

    order_id: UUID = identity()
    level: int = whole(1, 5)


@contract("callback.made.v1", speaker="feedback")
class CallbackMade(Event):
    """Somebody rang the resident: whether they were reached, and if so, whether they say that it is solved."""

    order_id: UUID = identity()
    outcome: str = one_of(*CALL_OUTCOMES)
    solved: bool | None = yes_no(default=None)


@contract("rectification.opened.v1", speaker="feedback")
class RectificationOpened(Event):
    """Somebody of the next higher level looks into it: the rating was bad (T30), the service was denied (T27), or there
    was an appeal (T38). `closings` says how often the order had been closed before."""

    order_id: UUID = identity()
    level: int | None = whole(1, 2, default=None)
    cause: str = one_of(*CAUSES, default="bad_review")
    closings: int = whole(0, MOST_CLOSINGS, default=0)


@contract("rectification.late.v1", speaker="feedback")
class RectificationLate(Event):
    """Nobody has rung, or found, in time, nor within a working day after that; the level above watches it (T34)."""

    order_id: UUID = identity()
    site_path: str = text(16)


@contract("rectification.closed.v1", speaker="feedback")
class RectificationClosed(Event):
    """What came of looking into it (T32, T38), and whether the resident was reached about it; the sentence stays at
    home."""

    order_id: UUID = identity()
    finding: str = one_of(*FINDINGS)
    cause: str = one_of(*CAUSES)
    called: bool = yes_no()


@contract("rework.asked.v1", speaker="feedback")
class ReworkAsked(Event):
    """It is to be done once more, as a new order, when the resident wishes it (T31): by others than whoever led, if
    they wish that, too."""

    order_id: UUID = identity()
    other_team: bool = yes_no()
    leader_kind: str = one_of(*LEADERS)
    leader_id: UUID = identity()
    wanted_from: datetime = moment()
    wanted_to: datetime = moment()


@contract("order.closed.v1", speaker="feedback")
class OrderClosed(Event):
    """The order is done with (T29, T32, T38, or the review window passed in silence). `closings` says how often it had
    been closed before: an appeal opens it again."""

    order_id: UUID = identity()
    outcome: str = one_of(*OUTCOMES)
    closings: int = whole(0, MOST_CLOSINGS, default=0)


@contract("complaint.opened.v1", speaker="feedback", about="complaint_id")
class ComplaintOpened(Event):
    """Somebody complained or suggested something; about what kind of thing, never about whom, never in which words."""

    complaint_id: UUID = identity()
    site_path: str = text(16)
    concerns: str = one_of(*CONCERNS)


@contract("complaint.answered.v1", speaker="feedback", about="complaint_id")
class ComplaintAnswered(Event):
    """It was answered; the sentence is read by whoever asked."""

    complaint_id: UUID = identity()
    site_path: str = text(16)
    concerns: str = one_of(*CONCERNS)
