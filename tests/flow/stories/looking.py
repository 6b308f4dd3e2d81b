"""How somebody is looked for, level after level and round after round, and what becomes of a yes."""

from datetime import timedelta

from tests.flow.orders import Order, place
from tests.flow.people import (
    NEIGHBOUR,
    NEIGHBOUR_DISPATCHER,
    NOBODY_HAS,
    OFFICE,
    RESIDENT,
    VILLAGE,
    VILLAGE_DISPATCHER,
    People,
    site_code,
)
from tests.flow.stories import SETTLED, Story, bring_to, in_each
from tests.flow.town import Town


def nobody_can(town: Town, people: People) -> Story:
    """Each level is passed over at once, and two say it honestly."""
    order = place(town, people, NOBODY_HAS)
    yield from bring_to(order, "pending")
    order.give_up()
    yield SETTLED


def passed_up_and_down(town: Town, people: People) -> Story:
    order = place(town, people)
    yield from bring_to(order, "pending")
    order.dispatch("escalate", VILLAGE_DISPATCHER)
    order.dispatch("delegate", site_code=site_code(VILLAGE))
    order.dispatch("propose-transfer", VILLAGE_DISPATCHER, site_code=site_code(NEIGHBOUR))
    order.dispatch("accept-transfer", NEIGHBOUR_DISPATCHER)
    yield SETTLED


def undone_in_time(town: Town, people: People) -> Story:
    order = place(town, people)
    yield from bring_to(order, "pending")
    order.offer()
    assert order.dispatch("undo")["undone"] == "unsaid"
    yield SETTLED


def taken_from_the_pool(town: Town, people: People) -> Story:
    order = place(town, people)
    yield from bring_to(order, "pending")
    order.offer(("pool", None))
    yield SETTLED
    order.answer("accept", by=people.neighbour)
    yield SETTLED


def run_out(town: Town, people: People) -> Story:
    """Nobody says anything; the duty team says yes."""
    order = place(town, people)
    yield from bring_to(order, "offered")
    yield timedelta(hours=21)
    order.offers = order.dispatch("ask-duty-team", OFFICE, deadline=(town.now + timedelta(hours=9)).isoformat())[
        "offers"
    ]
    yield SETTLED
    order.answer("accept")
    yield SETTLED


def watched_over(town: Town, people: People, state: str) -> Story:
    """An office looks at it, in every state that it may be late in."""
    order = place(town, people)
    yield from bring_to(order, state)
    order.dispatch("supervise", OFFICE)
    yield SETTLED


def lost_again(town: Town, people: People, state: str) -> Story:
    """Whoever led gives it back, or is thanked, however far they had come."""
    given_back, withdrawn = place(town, people), place(town, people)
    yield from bring_to(given_back, state)
    yield from bring_to(withdrawn, state)
    given_back.volunteer("return", reason_code="ill")
    withdrawn.dispatch("withdraw", reason_code="team_overloaded")
    yield SETTLED


def round_after_round(town: Town, people: People, state: str) -> Story:
    """However a round ends, others are asked, or it is called off, or two say honestly that nobody can be found."""
    again, off, over = (place(town, people) for _ in range(3))
    for order in (again, off, over):
        yield from bring_to(order, state)
    again.offer(("team", people.team))
    off.request("cancel", RESIDENT)
    over.give_up()
    yield SETTLED


def together(town: Town, people: People) -> Story:
    """Others come along; then it is put off."""
    order = place(town, people)
    yield from bring_to(order, "recruiting")
    order.recruit(people.cleaners[0])
    order.schedule([order.leader, people.neighbour])
    yield SETTLED
    starts_at = (town.now + timedelta(days=3)).isoformat()
    order.volunteer("ask-to-postpone", starts_at=starts_at, reason_code="weather")
    town.post(f"volunteer/orders/{order.order_id}/postpone", OFFICE)
    yield SETTLED


LOOKING = (
    nobody_can,
    passed_up_and_down,
    undone_in_time,
    taken_from_the_pool,
    run_out,
    *in_each(watched_over, "pending", "offered", "accepted"),
    *in_each(lost_again, "accepted", "recruiting", "scheduled"),
    *in_each(round_after_round, "lapsed", "returned", "no_show", "withdrawn"),
    together,
)


def overtaken(town: Town, people: People) -> None:
    """What is walked only where news crosses: one service is not heard for a while, or heard in another order."""
    called_off, held, changed, scheduled, withdrawn = orders = [place(town, people) for _ in range(5)]
    for order in orders:
        order.approve()
    town.settle()
    for order in (held, changed, scheduled):
        order.offer()
    town.move(timedelta(seconds=1))
    with town.silenced("request"):
        _decide_unheard(called_off, held, changed)
    town.settle()
    with town.silenced("volunteer", overtaking=list.reverse):
        scheduled.answer("accept")
        scheduled.schedule()
    with town.silenced("dispatch", overtaking=list.reverse):
        withdrawn.offer()
        withdrawn.dispatch("withdraw", reason_code="wrong_choice")
    town.settle()


def _decide_unheard(called_off: Order, held: Order, changed: Order) -> None:
    """Request decides, and before anybody hears of it they decide otherwise."""
    town = held.town
    called_off.request("cancel", RESIDENT)
    called_off.give_up()
    held.request("hold", until=(town.now + timedelta(days=9)).isoformat(), reason_code="away", consent=True)
    changed.request("change", RESIDENT, wanted_to=(town.now + timedelta(days=30)).isoformat())
    for order in (held, changed):
        order.answer("accept")
