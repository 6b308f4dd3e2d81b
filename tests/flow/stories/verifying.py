"""What may happen to an order that is verified: asked about, rejected, referred, merged, left, urged, held, changed."""

from datetime import timedelta

from tests.flow.orders import Order, place
from tests.flow.people import OTHER_CLERK, OTHER_OFFICE, RESIDENT, People
from tests.flow.stories import SETTLED, Story, bring_to, in_each
from tests.flow.town import Town

IN_DANGER = "老人叫不醒"
QUESTION = "请问几口人?"


def interrupted_while_unverified(town: Town, people: People) -> Story:
    order = place(town, people)
    for state in ("submitted", "info_needed"):
        yield from bring_to(order, state)
        order.request("urge", RESIDENT)
        put_off_and_on(order)
        order.request("change", RESIDENT, need_text="头发长了，想剪短一点")
        yield timedelta(days=1)
    order.request("answer", RESIDENT, text="两口人")
    yield SETTLED


def never_answered(town: Town, people: People) -> Story:
    order = place(town, people)
    order.request("ask", text=QUESTION)
    yield timedelta(days=2, hours=1)
    yield timedelta(days=5, hours=1)


def never_verified(town: Town, people: People) -> Story:
    place(town, people)
    yield timedelta(days=4)


def rejected_by_two(town: Town, people: People) -> Story:
    order = place(town, people)
    words = {"reason_code": "commercial", "sentence": "这是雇人的活。", "alternative": "department"}
    order.request("propose-rejection", **words)
    order.request("sign-rejection", OTHER_OFFICE)
    yield SETTLED


def referred(town: Town, people: People, state: str) -> Story:
    order = place(town, people)
    yield from bring_to(order, state)
    order.request("refer", target="12345", sentence="请拨打12345。")
    yield SETTLED


def in_danger(town: Town, people: People) -> Story:
    """One is rung back, and then it was no emergency; one is not rung back in time."""
    rung, _ = (place(town, people, need_text=IN_DANGER) for _ in range(2))
    rung.request("ring-back")
    rung.request("undo-referral")
    yield timedelta(minutes=20)


def shared_and_left(town: Town, people: People, state: str) -> Story:
    """In every state that an order may stand in while others wait for it, too; the last one calls it off."""
    order, same, asked = (place(town, people) for _ in range(3))
    yield from bring_to(order, state)
    yield from bring_to(asked, "info_needed")
    for duplicate in (same, asked):
        duplicate.request("merge", OTHER_CLERK, into=order.order_id)
    for leaving in (order, same, asked):
        leaving.request("leave", RESIDENT)
    yield SETTLED


def called_off(town: Town, people: People, state: str) -> Story:
    """In every state before the visit."""
    order = place(town, people)
    yield from bring_to(order, state)
    order.request("cancel", RESIDENT)
    yield SETTLED


def interrupted_while_looked_for(town: Town, people: People, state: str) -> Story:
    """Urged, held and changed while it waits for somebody, and while somebody is asked."""
    order = place(town, people)
    yield from bring_to(order, state)
    order.request("urge", RESIDENT)
    put_off_and_on(order)
    yield SETTLED
    order.request("change", RESIDENT, wanted_to=(town.now + timedelta(days=30)).isoformat())
    yield SETTLED


def urged_although_somebody_comes(town: Town, people: People, state: str) -> Story:
    order = place(town, people)
    yield from bring_to(order, state)
    order.request("urge", RESIDENT)
    yield SETTLED


def put_off_and_on(order: Order) -> None:
    """T36, there and back."""
    until = (order.town.now + timedelta(days=20)).isoformat()
    order.request("hold", until=until, reason_code="away", consent=True)
    order.request("resume")


VERIFYING = (
    interrupted_while_unverified,
    never_answered,
    never_verified,
    rejected_by_two,
    *in_each(referred, "submitted", "info_needed"),
    in_danger,
    *in_each(shared_and_left, "submitted", "info_needed", "pending", "offered", "accepted", "scheduled"),
    *in_each(called_off, "submitted", "info_needed", "pending", "offered", "accepted", "recruiting", "scheduled"),
    *in_each(interrupted_while_looked_for, "pending", "offered"),
    *in_each(urged_although_somebody_comes, "accepted", "scheduled"),
)
