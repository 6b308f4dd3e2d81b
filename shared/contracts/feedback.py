"""What feedback says: from served to closed."""

from uuid import UUID

from shared.contracts.volunteer import LEADERS, MINUTES_CLASSES
from shared.contracts.wire import Event, contract, identity, one_of, whole, yes_no

CONFIRMATION_MEANS = ("code", "link", "phone", "paper")
REVIEW_MEANS = ("link", "callback", "phone", "paper")
FINDINGS = ("valid", "invalid", "cannot_be_fixed")
OUTCOMES = ("reviewed", "unreviewed", "rectified")


@contract("service.confirmed.v1", speaker="feedback")
class ServiceConfirmed(Event):
    """The resident says that the service took place; the minutes rise to this class (T27)."""

    order_id: UUID = identity()
    means: str = one_of(*CONFIRMATION_MEANS)
    minutes_class: str = one_of(*MINUTES_CLASSES)


@contract("order.reviewed.v1", speaker="feedback")
class OrderReviewed(Event):
    """The service was rated on the five levels, 5 is the best (T28)."""

    order_id: UUID = identity()
    level: int = whole(1, 5)
    callback: bool = yes_no()
    leader_kind: str = one_of(*LEADERS)
    leader_id: UUID = identity()


@contract("rectification.opened.v1", speaker="feedback")
class RectificationOpened(Event):
    """The rating was bad; somebody of the next higher level looks into it (T30)."""

    order_id: UUID = identity()
    level: int = whole(1, 2)


@contract("order.closed.v1", speaker="feedback")
class OrderClosed(Event):
    """The order is done with (T29, T32, or the review window passed in silence)."""

    order_id: UUID = identity()
    outcome: str = one_of(*OUTCOMES)
