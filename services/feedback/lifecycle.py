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
    """差评整改中: rated badly, denied or appealed; somebody of the next higher level looks into it."""
    CLOSED = "closed"
    """已办结: done with; an appeal opens it again, rework is a new order."""


WAITING = (State.SERVED, State.PENDING_REVIEW)
"""The states in which an order waits for a word of its resident."""

LIFECYCLE = Lifecycle(
    State,
    arrows=[
        Arrow("note_served", None, State.SERVED, "T26"),  # volunteer says so
        # resident, proxy, or staff with their word; the finishing code by itself
        Arrow("confirm", State.SERVED, State.PENDING_REVIEW, "T27"),
        Arrow("deny", State.SERVED, State.RECTIFYING, "T27"),  # resident, proxy, or staff with their word
        # the same, past the sheet that those who served carried
        Arrow("confirm_again", State.PENDING_REVIEW, State.PENDING_REVIEW, "T27"),
        # resident, proxy, or staff with their word, against what others have taken down or carried
        Arrow("contradict", State.PENDING_REVIEW, State.RECTIFYING, "T27"),
        Arrow("review", State.PENDING_REVIEW, State.REVIEWED, "T28"),  # the same; never the serving team
        *(Arrow("sample", state, state, "T28") for state in WAITING),  # clock: drawn, so that somebody rings
        *(Arrow("close_unreviewed", state, State.CLOSED, "T28") for state in WAITING),  # clock: it passed in silence
        Arrow("close", State.REVIEWED, State.CLOSED, "T29"),  # at once for levels 3 to 5
        Arrow("open_rectification", State.REVIEWED, State.RECTIFYING, "T30"),  # at once for levels 1 and 2
        Arrow("ask_rework", State.RECTIFYING, State.RECTIFYING, "T31"),  # evaluator from above
        Arrow("close_rectification", State.RECTIFYING, State.CLOSED, "T32"),  # evaluator from above
        Arrow("follow_up", State.CLOSED, State.CLOSED, "T32"),  # resident, proxy, or staff with their word; once
        Arrow("supervise", State.RECTIFYING, State.RECTIFYING, "T34"),  # clock
        Arrow("appeal", State.CLOSED, State.RECTIFYING, "T38"),  # resident or volunteer, within 15 days
        Arrow("decide", State.RECTIFYING, State.CLOSED, "T38"),  # center, the second signature
    ],
)
