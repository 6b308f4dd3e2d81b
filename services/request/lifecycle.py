"""The states of an order as its resident reads them, and the arrows between them. T numbers: DOMAIN §2.3."""

from enum import StrEnum

from shared.lifecycle import Arrow, Lifecycle, Mirrored


class State(StrEnum):
    """In order of life; the ends that a beginning visit overrides stand before the visit."""

    SUBMITTED = "submitted"
    """已提交·待审单: taken down, a clerk has to verify it."""
    PENDING_DISPATCH = "pending_dispatch"
    """待派单: verified; somebody is being looked for."""
    OFFERED = "offered"
    """待接单: one or several were asked."""
    ACCEPTED = "accepted"
    """已接单: somebody said yes."""
    REJECTED = "rejected"
    """已驳回: not for us, with a reason that the resident reads."""
    REFERRED = "referred"
    """已转介: somebody outside helps; their number was given."""
    UNFULFILLED = "unfulfilled"
    """未能满足: nobody could be found, told honestly."""
    CANCELLED = "cancelled"
    """已取消: called off, or merged into the order that it repeats."""
    IN_SERVICE = "in_service"
    """服务中: somebody stands at the door."""
    SERVED = "served"
    """服务完成·待确认: the work is done, the resident has the word."""
    REVIEWED = "reviewed"
    """已评单: the resident rated it."""
    RECTIFYING = "rectifying"
    """差评整改中: the rating was bad, the next higher level looks into it."""
    CLOSED = "closed"
    """已办结: done with."""


LIFECYCLE = Lifecycle(
    State,
    arrows=[
        Arrow("submit", None, State.SUBMITTED, "T1"),  # whoever orders
        Arrow("approve", State.SUBMITTED, State.PENDING_DISPATCH, "T6"),  # clerk
        Arrow("reject", State.SUBMITTED, State.REJECTED, "T4"),  # clerk
        Arrow("refer", State.SUBMITTED, State.REFERRED, "T5"),  # clerk
        Arrow("merge", State.SUBMITTED, State.CANCELLED, "T7"),  # clerk: a duplicate before dispatch
        Arrow("cancel", State.SUBMITTED, State.CANCELLED, "T35"),  # resident, proxy or clerk with their word
        Arrow("cancel", State.PENDING_DISPATCH, State.CANCELLED, "T35"),
        Arrow("cancel", State.OFFERED, State.CANCELLED, "T35"),
        Arrow("cancel", State.ACCEPTED, State.CANCELLED, "T35"),  # until somebody stands at the door
    ],
    mirrored=[
        Mirrored("note_offered", State.OFFERED, "T8, T9"),  # dispatch decides
        Mirrored("note_withdrawn", State.PENDING_DISPATCH, "T21", ends_round=True),  # dispatch
        Mirrored("note_unfulfilled", State.UNFULFILLED, "T16"),  # dispatch
        Mirrored("note_accepted", State.ACCEPTED, "T10, T12"),  # volunteer
        Mirrored("note_returned", State.PENDING_DISPATCH, "T20", ends_round=True),  # volunteer
        Mirrored("note_no_show", State.PENDING_DISPATCH, "T23", ends_round=True),  # volunteer
        Mirrored("note_checked_in", State.IN_SERVICE, "T22"),  # volunteer; outranks cancelling
        Mirrored("note_served", State.SERVED, "T26"),  # volunteer
        Mirrored("note_reviewed", State.REVIEWED, "T28"),  # feedback
        Mirrored("note_rectifying", State.RECTIFYING, "T30"),  # feedback
        Mirrored("note_closed", State.CLOSED, "T29, T32"),  # feedback
    ],
    visit=State.IN_SERVICE,
    closed=[State.REJECTED, State.REFERRED, State.UNFULFILLED, State.CANCELLED],
)

OPEN = frozenset({State.SUBMITTED, State.PENDING_DISPATCH, State.OFFERED, State.ACCEPTED})
"""The states of an order that another may be merged into."""
