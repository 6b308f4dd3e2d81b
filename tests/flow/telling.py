"""Whether everybody was told what they are to be told, each thing exactly once."""

from collections.abc import Iterator

from tests.flow.books import Life, Row
from tests.flow.mirrors import LED

_SOMEBODY_COMES = {"accepted", "scheduled"}
"""The states of request in which who ordered has heard that somebody comes."""


def mistold(life: Life) -> Iterator[str]:
    """Each notice that is missing, or there too often, in words."""
    expected = {
        "request": _to_callers(life) if _waits_alone(life.rows["request"]) else {},
        "volunteer": _to_leaders(life),
    }
    for service, templates in expected.items():
        for template, times in templates.items():
            told = life.told(service, template)
            if told != times:
                yield f"{life.order_id}: {service} told {template} {told} times, {times} were due"
    yield from _mistold_of_offers(life)
    yield from _mistold_of_holds(life)


def _waits_alone(order: Row) -> bool:
    """Whoever shares an order hears of others' moves, too."""
    return order["duplicate_of"] is None and order["left_at"] is None


def _to_callers(life: Life) -> dict[str, int]:
    moves = life.moves["request"]
    at_once = len(moves) > 1 and moves[1]["why"] == "emergency" and moves[1]["at"] == moves[0]["at"]
    plain = {
        "question_asked": "ask",
        "order_unanswered": "close_unanswered",
        "order_rejected": "reject",
        "order_referred": "refer",
        "referral_undone": "undo_referral",
        "order_approved": "approve",
        "order_cancelled": "cancel",
        "order_changed": "change",
        "order_held": "hold",
        "order_resumed": "resume",
        "order_accepted": "note_accepted",
        "order_missed": "note_no_show",
        "absent": "note_absent",
        "absent_again": "close_absent",
        "order_unfulfilled": "note_unfulfilled",
        "please_confirm": "note_served",
        "order_closed": "note_closed",
        "rework_received": "take_rework",
    }
    return {
        **{template: life.count("request", verb) for template, verb in plain.items()},
        "order_received": int(not at_once) - life.count("request", "take_rework"),
        "rectification_opened": life.count("request", "note_rectifying", "note_appealed"),
        "visit_postponed": life.count("request", "note_scheduled", why=True),
        "order_searched_again": life.count("request", "note_returned")
        + life.count("request", "note_withdrawn", source=_SOMEBODY_COMES),
    }


def _to_leaders(life: Life) -> dict[str, int]:
    return {
        "cancelled_thanks": life.count("volunteer", "note_cancelled", source=LED),
        "withdrawn_thanks": life.count("volunteer", "note_withdrawn", source=LED),
        "no_show_reported": life.count("volunteer", "report_no_show"),
        "denied_and_looked_into": life.count("feedback", "deny", "contradict"),
        "looked_into": life.count("feedback", "close_rectification", "decide"),
        "visit_suspended": life.count("volunteer", "suspend"),
        "visit_goes_on": life.count("volunteer", "go_on"),
    }


def _mistold_of_offers(life: Life) -> Iterator[str]:
    """Whoever was asked was asked once; whoever was asked and lost, or need not answer any more, heard that once."""
    offers = [one for one in life.offers["volunteer"].values() if one["to_id"] is not None]
    for to_id in {one["to_id"] for one in offers}:
        theirs = [one for one in offers if one["to_id"] == to_id]
        if any(one["wave"] > 1 for one in theirs):  # they may have been yet to be asked when it ended
            continue
        states = [one["state"] for one in theirs]
        due = {"offer_received": len(theirs), "offer_lost": states.count("lost")}
        for template, times in {**due, "offer_withdrawn": states.count("withdrawn")}.items():
            told = life.told("volunteer", template, to_id)
            if told != times:
                yield f"{life.order_id}: {template} was told {told} times to one of whom {times} were due"


def _mistold_of_holds(life: Life) -> Iterator[str]:
    """Whoever leads hears that it goes on only if they heard that it waits."""
    told = [one for one in life.notices["volunteer"] if one["template"] in {"held", "resumed"}]
    for to_id in {one["to_id"] for one in told}:
        theirs = [one["template"] for one in told if one["to_id"] == to_id]
        if theirs.count("resumed") > theirs.count("held"):
            yield f"{life.order_id}: told to go on without having been told to wait: {theirs}"
