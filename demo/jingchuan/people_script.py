"""Writes filed_as.csv and people.csv: `python -m demo.jingchuan.people_script`.

The same files come out byte for byte each time; tests/unit/test_demo_data.py shows it.
"""

from datetime import datetime
from itertools import pairwise
from pathlib import Path
from random import Random

from demo.jingchuan.endings import CANCELLED, MERGED
from demo.jingchuan.fronts import Front
from demo.jingchuan.judgement import filed_as
from demo.jingchuan.marks import DAY, mark_at_or_before, waking
from demo.jingchuan.people import title_of
from demo.jingchuan.plans import SEED, deal_aftermaths
from demo.jingchuan.register import HERE, ITEMS, ORDERS, Item, Order
from demo.jingchuan.rows import Act, Diary, write_acts, write_csv
from demo.jingchuan.served import plan_served, write_served
from demo.jingchuan.turns import ASKED, HELD, NEED_CHANGED, URGED
from demo.jingchuan.unserved import (
    cancels_before_approval,
    front_of_cancelled,
    front_of_unfulfilled,
    merge_marks,
    write_cancelled,
    write_closed_at_once,
    write_unanswered,
    write_unfulfilled,
)

FILED = filed_as()
_AFTERWARDS = (
    *("check_in", "finish", "confirm", "deny", "review", "call", "close_rectification", "follow_up"),
    *("appeal", "propose_decision", "sign_decision"),
)
_MEANS = {
    "visit": ["visit"],
    "home_visit": ["visit"],
    "phone": ["phone"],
    "paper": ["visit", "phone"],
    "web": ["online", "phone"],
    "wechat": ["online", "online", "phone"],
}


def item_of(order: Order) -> Item:
    """The item the clerk files the order under."""
    code = FILED[order.row][0] if order.row in FILED else order.item_code
    return ITEMS[code]


def verify(order: Order, diary: Diary, front: Front) -> None:
    """The clerk asks what has to be known, files the order and gives it a title; it may have to wait for its day."""
    if front.asked:
        question, answer = ASKED[order.row]
        diary.staff(front.asked, "clerk", "ask", value=question)
        diary.resident(front.answered, "answer", value=answer)
    if front.reworded:
        diary.resident(front.reworded, "change", how="need", value=NEED_CHANGED[order.row])
    _approve(order, diary, front.approved)
    if front.held:
        reason, until, who = HELD[order.row]
        diary.staff(front.held, "clerk", "hold", how=reason, value=until.isoformat())
        if who == "clerk":
            diary.staff(front.resumed, "clerk", "resume")
        elif who == "resident":
            diary.resident(front.resumed, "resume")


def _approve(order: Order, diary: Diary, at: int) -> None:
    item = item_of(order)
    title = FILED[order.row][1] if order.row in FILED else title_of(item.code)
    means = diary.rng.choice(_MEANS[order.channel])
    diary.staff(at, "clerk", "approve", to=item.code, how=means, value=title)


def urge(diary: Diary) -> None:
    """Whoever ordered asks when their turn comes, in the longest silence between the approval and the visit."""
    at = [mark_at_or_before(datetime.fromisoformat(act.at)) for act in diary.acts if act.act not in _AFTERWARDS]
    silence, begins = max((later - earlier, -earlier) for earlier, later in pairwise(at))
    middle = waking(silence // 2 - begins)
    diary.resident(middle if middle < silence - begins else 1 - begins, "urge")


def tell_served() -> list[Act]:
    """The acts of all orders that are served."""
    after_merge = _survivors_held_back()
    orders = [(o, item_of(o)) for o in ORDERS.values() if o.ends == "served"]
    plan = plan_served(orders, after_merge)
    aftermaths = deal_aftermaths({s.order.row: s.visit.finish // DAY for s in plan})
    acts = []
    for served in plan:
        diary = _diary(served.order)
        verify(served.order, diary, served.front)
        write_served(served, diary, aftermaths[served.order.row])
        if served.order.row in URGED:
            urge(diary)
        acts += diary.acts
    return acts


def tell_unserved(order: Order) -> list[Act]:
    """The acts of one order that ends otherwise."""
    diary = _diary(order)
    item = item_of(order)
    if order.ends == "no_volunteer_available":
        front = front_of_unfulfilled(order, item)
        verify(order, diary, front)
        write_unfulfilled(order, item, diary, front)
        if order.row in URGED:
            urge(diary)
    elif order.ends != "cancelled_by_resident":
        write_closed_at_once(order, diary)
    elif order.row not in CANCELLED:
        write_unanswered(order, diary)
    elif cancels_before_approval(order):
        write_cancelled(order, item, diary, None)
    else:
        front = front_of_cancelled(order, item, diary.rng)
        verify(order, diary, front)
        write_cancelled(order, item, diary, front)
    return diary.acts


def generate(folder: Path) -> None:
    """Both files, into the folder."""
    lines: list[tuple[str, ...]]
    lines = [(ORDERS[row].ref, item, title) for row, (item, title) in sorted(FILED.items())]
    write_csv(folder / "filed_as.csv", ["external_ref", "item_code", "title"], lines)
    acts = tell_served()
    for order in ORDERS.values():
        if order.ends != "served":
            acts += tell_unserved(order)
    write_acts(folder / "people.csv", acts)


def _survivors_held_back() -> dict[int, int]:
    return {MERGED[row]: mark + 1 for row, mark in merge_marks().items()}


def _diary(order: Order) -> Diary:
    return Diary(order, Random(f"{SEED}-{order.row}-people"))


if __name__ == "__main__":
    generate(HERE)
