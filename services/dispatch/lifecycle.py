"""The states of an order as the queue sees it, and the arrows between them. T numbers: DOMAIN §2.3."""

from enum import StrEnum

from shared.lifecycle import Arrow, Lifecycle, Mirrored


class State(StrEnum):
    """In order of life; the ends that a beginning visit overrides stand before the visit."""

    PENDING = "pending"
    """待派单: in the queue; nobody is being asked."""
    OFFERED = "offered"
    """待接单: a round stands open, one or several are being asked."""
    ACCEPTED = "accepted"
    """已接单: somebody said yes and leads."""
    UNFULFILLED = "unfulfilled"
    """未能满足: nobody can be found, two people signed that."""
    CANCELLED = "cancelled"
    """已取消: called off; without a need when that was all we heard of the order."""
    IN_SERVICE = "in_service"
    """服务中: somebody stands at the door."""
    SERVED = "served"
    """服务完成: the work is done; the rest is feedback's."""


_OPEN = (State.PENDING, State.OFFERED, State.ACCEPTED)
_NO_LONGER_CHANGED = (State.UNFULFILLED, State.CANCELLED, State.IN_SERVICE, State.SERVED)
_SAID_ON_THE_WAY = ("note_urged", "note_held", "note_resumed", "note_changed", "note_scheduled")

LIFECYCLE = Lifecycle(
    State,
    arrows=[
        Arrow("note_approved", None, State.PENDING, "T6"),  # request
        Arrow("offer", State.PENDING, State.OFFERED, "T8"),  # dispatcher
        Arrow("open_pool", State.PENDING, State.OFFERED, "T9"),  # dispatcher: everybody is asked, too
        Arrow("ask_duty_team", State.PENDING, State.OFFERED, "T15"),  # center, or the clock when time runs out
        Arrow("escalate", State.PENDING, State.PENDING, "T14"),  # when a level has nobody, or has had its time
        Arrow("delegate", State.PENDING, State.PENDING, "T17"),  # dispatcher of the upper level
        Arrow("transfer", State.PENDING, State.PENDING, "T18"),  # dispatcher of the neighbour that was asked
        Arrow("undo", State.OFFERED, State.PENDING, "T8"),  # undone while it is held back: nothing was said, no round
        Arrow("lapse", State.OFFERED, State.PENDING, "T11, T13", ends_round=True),  # all declined or expired
        Arrow("withdraw", State.OFFERED, State.PENDING, "T21", ends_round=True),  # dispatcher
        Arrow("withdraw", State.ACCEPTED, State.PENDING, "T21", ends_round=True),  # whoever accepted is thanked
        Arrow("declare_unfulfilled", State.PENDING, State.UNFULFILLED, "T16"),  # center, the second signature
        Arrow("note_cancelled", None, State.CANCELLED, "T7, T35"),  # request; a stone, so that news of it is answered
        Arrow("note_cancelled", State.PENDING, State.CANCELLED, "T35"),
        Arrow("note_cancelled", State.OFFERED, State.CANCELLED, "T35"),
        Arrow("note_cancelled", State.ACCEPTED, State.CANCELLED, "T35"),  # until somebody stands at the door
        Arrow("note_cancelled", State.UNFULFILLED, State.CANCELLED, "T35"),  # × T16: the resident's word stays
        *(Arrow("supervise", state, state, "T34") for state in _OPEN),  # clock, or an office
        *(Arrow("note_urged", state, state, "T33") for state in _OPEN),  # request
        *(Arrow("note_held", state, state, "T36") for state in _OPEN),  # request
        *(Arrow("note_resumed", state, state, "T36") for state in _OPEN),  # request
        # volunteer; again when it is put off
        *(Arrow("note_scheduled", state, state, "T19, T37") for state in (State.OFFERED, State.ACCEPTED)),
        Arrow("note_changed", State.PENDING, State.PENDING, "T40"),  # request
        # request; the round asked for something else, and whoever accepted is thanked
        Arrow("note_changed", State.OFFERED, State.PENDING, "T40", ends_round=True),
        Arrow("note_changed", State.ACCEPTED, State.PENDING, "T40", ends_round=True),
    ],
    mirrored=[
        Mirrored("note_accepted", State.ACCEPTED, "T10, T12"),  # volunteer
        Mirrored("note_returned", State.PENDING, "T20", ends_round=True),  # volunteer
        Mirrored("note_no_show", State.PENDING, "T23", ends_round=True),  # volunteer
        Mirrored("note_checked_in", State.IN_SERVICE, "T22"),  # volunteer; outranks cancelling and withdrawing
        Mirrored("note_served", State.SERVED, "T26"),  # volunteer
    ],
    crossings=[
        # said before its speaker had heard that it is too late for it
        *((verb, state) for verb in _SAID_ON_THE_WAY for state in _NO_LONGER_CHANGED),
        ("note_cancelled", State.IN_SERVICE),  # T35 × T22: the visit stands
        ("note_cancelled", State.SERVED),  # T35 × T26: the visit stands
        ("note_approved", State.ACCEPTED),  # T6 heard again: only volunteer's word leads here, so no arrow shows it
        ("note_approved", State.IN_SERVICE),
        ("note_approved", State.SERVED),
    ],
    visit=State.IN_SERVICE,
    closed=[State.UNFULFILLED, State.CANCELLED],
)
