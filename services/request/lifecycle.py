"""The states of an order as its resident reads them, and the arrows between them. T numbers: DOMAIN §2.3."""

from enum import StrEnum

from shared.lifecycle import Arrow, Lifecycle, Mirrored


class State(StrEnum):
    """In order of life; the ends that a beginning visit overrides stand before the visit."""

    SUBMITTED = "submitted"
    """已提交·待审单: taken down, a clerk has to verify it."""
    INFO_NEEDED = "info_needed"
    """待补充: the clerk has asked for more, the one who ordered has the word."""
    PENDING_DISPATCH = "pending_dispatch"
    """待派单: verified; somebody is being looked for."""
    OFFERED = "offered"
    """待接单: one or several were asked."""
    ACCEPTED = "accepted"
    """已接单: somebody said yes."""
    SCHEDULED = "scheduled"
    """已约定时间: they spoke with the resident and agreed when to come."""
    REJECTED = "rejected"
    """已驳回: not for us, two people signed that, and the resident reads why and what else could help."""
    REFERRED = "referred"
    """已转介: somebody outside helps; their number was given, at once where a life is in danger."""
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
    """差评整改中: rated badly, denied or appealed; the next higher level looks into it."""
    CLOSED = "closed"
    """已办结: done with, unless somebody appeals."""


UNVERIFIED = (State.SUBMITTED, State.INFO_NEEDED)
UNACCEPTED = (*UNVERIFIED, State.PENDING_DISPATCH, State.OFFERED)
"""The states in which an order can be changed or put on hold."""
_VERIFIED = (State.PENDING_DISPATCH, State.OFFERED, State.ACCEPTED, State.SCHEDULED)
OPEN = (*UNACCEPTED, State.ACCEPTED, State.SCHEDULED)
"""The states in which an order waits for its visit: another may be merged into it, it can be urged and called off."""

LIFECYCLE = Lifecycle(
    State,
    arrows=[
        Arrow("submit", None, State.SUBMITTED, "T1"),  # whoever orders
        Arrow("ask", State.SUBMITTED, State.INFO_NEEDED, "T2"),  # clerk
        Arrow("answer", State.INFO_NEEDED, State.SUBMITTED, "T3"),  # resident, proxy or staff for them
        Arrow("close_unanswered", State.INFO_NEEDED, State.CANCELLED, "T3"),  # clock, after 7 days
        Arrow("reject", State.SUBMITTED, State.REJECTED, "T4"),  # office or center, the second signature
        # clerk; at once, by the words of the need, where a life is in danger
        *(Arrow("refer", source, State.REFERRED, "T5") for source in UNVERIFIED),
        Arrow("ring_back", State.REFERRED, State.REFERRED, "T5"),  # clerk, after an emergency
        Arrow("undo_referral", State.REFERRED, State.SUBMITTED, "T5"),  # clerk: it was no emergency
        Arrow("approve", State.SUBMITTED, State.PENDING_DISPATCH, "T6"),  # clerk
        # feedback: done once more, from the card of an order that was verified before
        Arrow("take_rework", None, State.PENDING_DISPATCH, "T31"),
        # clerk: a duplicate before dispatch
        *(Arrow("merge", source, State.CANCELLED, "T7") for source in UNVERIFIED),
        # whoever waits together with others, for what they ordered or were merged into
        *(Arrow("leave", state, state, "T7") for state in (*OPEN, State.CANCELLED)),
        *(Arrow("urge", state, state, "T33") for state in OPEN),  # resident, proxy or staff for them
        *(Arrow("supervise", state, state, "T34") for state in (State.SUBMITTED, State.REFERRED)),  # clock
        # volunteer: nobody was in, and after the second time it ends, whatever round stands by then
        *(Arrow("note_absent", state, state, "T24") for state in _VERIFIED),
        *(Arrow("close_absent", state, State.CANCELLED, "T24") for state in _VERIFIED),
        # resident, proxy or clerk with their word, until somebody stands at the door
        *(Arrow("cancel", source, State.CANCELLED, "T35") for source in OPEN),
        *(Arrow("hold", state, state, "T36") for state in UNACCEPTED),  # clerk with the recipient's consent
        *(Arrow("resume", state, state, "T36") for state in UNACCEPTED),  # by hand, or by the clock
        *(Arrow("change", state, state, "T40") for state in UNACCEPTED),  # resident, proxy or staff
        Arrow("note_appealed", State.CLOSED, State.RECTIFYING, "T38"),  # feedback: the center looks once more
    ],
    mirrored=[
        Mirrored("note_offered", State.OFFERED, "T8, T9, T15"),  # dispatch decides
        Mirrored("note_escalated", State.PENDING_DISPATCH, "T14", repeats=True),  # dispatch, level after level
        Mirrored("note_lapsed", State.PENDING_DISPATCH, "T11, T13", ends_round=True),  # volunteer
        Mirrored("note_withdrawn", State.PENDING_DISPATCH, "T21", ends_round=True),  # dispatch
        Mirrored("note_unfulfilled", State.UNFULFILLED, "T16"),  # dispatch
        Mirrored("note_accepted", State.ACCEPTED, "T10, T12"),  # volunteer
        Mirrored("note_scheduled", State.SCHEDULED, "T19, T37", repeats=True),  # volunteer; again when it is put off
        Mirrored("note_returned", State.PENDING_DISPATCH, "T20", ends_round=True),  # volunteer
        Mirrored("note_no_show", State.PENDING_DISPATCH, "T23", ends_round=True),  # volunteer
        Mirrored("note_checked_in", State.IN_SERVICE, "T22"),  # volunteer; outranks cancelling
        Mirrored("note_served", State.SERVED, "T26"),  # volunteer
        Mirrored("note_reviewed", State.REVIEWED, "T28"),  # feedback
        Mirrored("note_rectifying", State.RECTIFYING, "T27, T30"),  # feedback
        Mirrored("note_closed", State.CLOSED, "T29, T32, T38"),  # feedback
    ],
    visit=State.IN_SERVICE,
    closed=[State.REJECTED, State.REFERRED, State.UNFULFILLED, State.CANCELLED],
)
