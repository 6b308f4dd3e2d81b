"""The tables of feedback. Nobody's name or phone is here. What residents and volunteers say stands in `reviews`,
`rectifications` and `complaints`, and goes nowhere."""

from services.feedback.models.base import Base
from services.feedback.models.complaints import Complaint
from services.feedback.models.facts import Fact, Item, Minutes, Order
from services.feedback.models.reviews import Call, Rectification, Review, Sampling

__all__ = [
    "Base",
    "Call",
    "Complaint",
    "Fact",
    "Item",
    "Minutes",
    "Order",
    "Rectification",
    "Review",
    "Sampling",
]
