"""The states of an order from being offered to being served, and the arrows between them. T numbers: DOMAIN §2.3."""

from enum import StrEnum

from shared.lifecycle import Arrow, Lifecycle


class State(StrEnum):
    """In order of life. Four of them end a round: the order waits for the next one, with the next number."""

    OFFERED = "offered"
    """待接单: somebody was asked, nobody has said yes."""
    ACCEPTED = "accepted"
    """已接单: a team or a person leads it."""
    RECRUITING = "recruiting"
    """招募队员中: the leader looks for others to come along."""
    SCHEDULED = "scheduled"
    """已约定时间: the leader has spoken with the resident, and they agreed on a time."""
    LAPSED = "lapsed"
    """无人接单: everybody asked in this round declined or let it run out."""
    RETURNED = "returned"
    """已退单: whoever had accepted had to give it back."""
    NO_SHOW = "no_show"
    """未到场: whoever had accepted did not come."""
    WITHDRAWN = "withdrawn"
    """已改派: the dispatcher took the round back."""
    UNFULFILLED = "unfulfilled"
    """未能满足: the search is over."""
    CANCELLED = "cancelled"
    """已取消: called off by the one who ordered."""
    IN_SERVICE = "in_service"
    """服务中: somebody stands at the door."""
    SUSPENDED = "suspended"
    """已中止: broken off to be safe; staff say how it goes on."""
    SERVED = "served"
    """服务完成: minutes are declared."""


_BETWEEN_ROUNDS = (State.LAPSED, State.RETURNED, State.NO_SHOW, State.WITHDRAWN)
LED = (State.ACCEPTED, State.RECRUITING, State.SCHEDULED)
"""Somebody leads the order, and nobody stands at the door yet."""
_BEFORE_THE_VISIT = (State.OFFERED, *LED, *_BETWEEN_ROUNDS, State.UNFULFILLED)
_FROM_THE_VISIT_ON = (State.IN_SERVICE, State.SUSPENDED, State.SERVED)

LIFECYCLE = Lifecycle(
    State,
    arrows=[
        # dispatch opens a round
        *(Arrow("note_offered", source, State.OFFERED, "T8, T9") for source in (None, *_BETWEEN_ROUNDS)),
        Arrow("accept", State.OFFERED, State.ACCEPTED, "T10"),  # team leader, volunteer, or staff with their word
        Arrow("claim", State.OFFERED, State.ACCEPTED, "T12"),  # the same, of an offer to everybody
        Arrow("lapse", State.OFFERED, State.LAPSED, "T11, T13", ends_round=True),  # the last open offer is gone
        *(Arrow("recruit", source, State.RECRUITING, "T19") for source in (State.ACCEPTED, State.RECRUITING)),  # leader
        *(Arrow("schedule", source, State.SCHEDULED, "T19") for source in (State.ACCEPTED, State.RECRUITING)),  # leader
        Arrow("schedule", State.SCHEDULED, State.SCHEDULED, "T24"),  # leader, once more when nobody was in
        Arrow("postpone", State.SCHEDULED, State.SCHEDULED, "T37"),  # dispatcher, asked by the leader
        *(Arrow("return_order", source, State.RETURNED, "T20", ends_round=True) for source in LED),  # leader
        # whoever goes, or staff on their behalf; a short way needs no appointment beforehand
        *(Arrow("check_in", source, State.IN_SERVICE, "T22") for source in LED),
        Arrow("report_absence", State.SCHEDULED, State.SCHEDULED, "T24"),  # whoever went; request ends it after two
        # resident, proxy or staff
        *(Arrow("report_no_show", source, State.NO_SHOW, "T23", ends_round=True) for source in LED),
        Arrow("suspend", State.IN_SERVICE, State.SUSPENDED, "T25"),  # whoever is there, or staff on their behalf
        Arrow("go_on", State.SUSPENDED, State.IN_SERVICE, "T25"),  # staff
        Arrow("finish", State.IN_SERVICE, State.SERVED, "T26"),  # whoever went, or staff on their behalf
        Arrow("finish", State.SUSPENDED, State.SERVED, "T25, T26"),  # staff, with the minutes so far
        # dispatch, accepted or not; of an unknown order it leaves a stone, so that a late offer is answered
        *(
            Arrow("note_withdrawn", source, State.WITHDRAWN, "T21", ends_round=True)
            for source in (None, State.OFFERED, *LED)
        ),
        # dispatch, only between two rounds
        *(Arrow("note_unfulfilled", source, State.UNFULFILLED, "T16") for source in (None, *_BETWEEN_ROUNDS)),
        # request, until somebody stands at the door
        *(Arrow("note_cancelled", source, State.CANCELLED, "T7, T35") for source in (None, *_BEFORE_THE_VISIT)),
    ],
    crossings=[
        *(("note_offered", end) for end in (State.UNFULFILLED, State.CANCELLED, *_FROM_THE_VISIT_ON)),  # not made
        ("note_withdrawn", State.CANCELLED),  # of whatever round: dispatch had not heard of the end yet
        *(("note_withdrawn", visit) for visit in _FROM_THE_VISIT_ON),  # the visit stands
        *(("note_cancelled", visit) for visit in _FROM_THE_VISIT_ON),  # the visit stands
        *(("note_unfulfilled", end) for end in (State.CANCELLED, *_FROM_THE_VISIT_ON)),
    ],
)
