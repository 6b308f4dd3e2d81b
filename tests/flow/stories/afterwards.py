"""What follows a visit: confirmed, denied, rated, looked into, done once more, appealed, or left in silence."""

from datetime import timedelta
from typing import Any

from tests.flow.orders import Order, place
from tests.flow.people import CLERK, EVALUATOR, OFFICE, PANEL, People
from tests.flow.stories import SETTLED, Story, bring_to
from tests.flow.town import Town

FINDING = {"finding": "valid", "sentence": "属实，已赔礼并补做。"}


def ring_everybody(town: Town) -> None:
    """All who stay silent are drawn."""
    town.post("feedback/samplings", OFFICE, percent=100)


def praised_and_appealed(town: Town, people: People) -> Story:
    """By the resident about the result, then by the volunteer about the rating."""
    order = place(town, people)
    yield from bring_to(order, "served")
    order.feedback("confirm", means="link")
    order.feedback("review", level=3, means="link")
    yield SETTLED
    order.feedback("appeal", about="result", text="说好的还没做完")
    yield SETTLED
    decide(order)
    yield SETTLED
    order.feedback("appeal", f"volunteer:{order.leader}", about="rating", text="那天下雨")
    decide(order)
    yield SETTLED


def done_once_more_by_others(town: Town, people: People) -> Story:
    """The new order is a search of its own, and whoever led is left out of it."""
    order = place(town, people)
    yield from bring_to(order, "served")
    order.feedback("review", level=1, means="link")
    town.post(f"feedback/orders/{order.order_id}/calls", CLERK, outcome="reached", solved=False)
    order.feedback("rework", EVALUATOR, other_team=True, **_soon(town))
    yield SETTLED
    order.feedback("close-rectification", EVALUATOR, **FINDING)
    order.feedback("follow-up", level=4, means="link")
    yield SETTLED


def denied_and_nobody_rings(town: Town, people: People) -> Story:
    order = place(town, people)
    yield from bring_to(order, "served")
    order.feedback("deny", means="link")
    yield timedelta(days=6)
    order.feedback("close-rectification", OFFICE, **FINDING)
    yield SETTLED


def on_the_sheet_only(town: Town, people: People) -> Story:
    """What stood on the sheet is said once more on the phone, and once denied."""
    raised, denied = place(town, people), place(town, people)
    for order in (raised, denied):
        yield from bring_to(order, "served")
        order.feedback("confirm", CLERK, means="paper")
    yield SETTLED
    raised.feedback("review", CLERK, level=5, means="callback")
    denied.feedback("deny", means="link")
    yield SETTLED
    denied.feedback("close-rectification", OFFICE, **FINDING)
    yield SETTLED


def left_in_silence(town: Town, people: People) -> Story:
    """One has said that it took place, one nothing at all; both are drawn, and nobody is reached."""
    confirmed, silent = place(town, people), place(town, people)
    for order in (confirmed, silent):
        yield from bring_to(order, "served")
    confirmed.feedback("confirm", CLERK, means="phone")
    yield timedelta(days=7, hours=1)
    yield timedelta(days=3, hours=1)


def decide(order: Order) -> None:
    """T38: two of the center."""
    first, second = PANEL
    order.feedback("propose-decision", first, **FINDING)
    order.feedback("sign-decision", second)


def _soon(town: Town) -> dict[str, Any]:
    return {
        "wanted_from": (town.now + timedelta(days=1)).isoformat(),
        "wanted_to": (town.now + timedelta(days=30)).isoformat(),
    }


AFTERWARDS = (
    praised_and_appealed,
    done_once_more_by_others,
    denied_and_nobody_rings,
    on_the_sheet_only,
    left_in_silence,
)
