"""The states of an order from served to closed, and the arrows between them. T numbers: DOMAIN §2.3."""

from enum import StrEnum

from shared.lifecycle import Arrow, Lifecycle


class State(StrEnum):
    """In order of life."""

    SERVED = "served"
    """服务完成·待确认: the work is done, the resident has the word."""
    PENDING_REVIEW = "pending_review"
    """待评单: the resident said that the service took place; how it was is open."""
    REVIEWED = "reviewed"
    """已评单: rated; passed through at once, good ratings close and bad ones are looked into."""
    RECTIFYING = "rectifying"
    """差评整改中: the rating was bad, somebody of the next higher level looks into it."""
    CLOSED = "closed"
    """已办结: done with; no order goes back behind this, rework is a new order."""


LIFECYCLE = Lifecycle(
    State,
    arrows=[
        Arrow("note_served", None, State.SERVED, "T26"),  # volunteer says so
        Arrow("confirm", State.SERVED, State.PENDING_REVIEW, "T27"),  # resident, proxy, or staff with their word
        Arrow("review", State.PENDING_REVIEW, State.REVIEWED, "T28"),  # the same; never the serving team
        Arrow("close", State.REVIEWED, State.CLOSED, "T29"),  # at once for levels 3 to 5
        Arrow("open_rectification", State.REVIEWED, State.RECTIFYING, "T30"),  # at once for levels 1 and 2
        Arrow("close_rectification", State.RECTIFYING, State.CLOSED, "T32"),  # evaluator from above
        Arrow("close_unreviewed", State.SERVED, State.CLOSED, "T28"),  # clock: the window passed in silence
        Arrow("close_unreviewed", State.PENDING_REVIEW, State.CLOSED, "T28"),
    ],
)
