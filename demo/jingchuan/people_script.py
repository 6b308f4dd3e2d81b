"""Writes filed_as.csv and people.csv: `python -m demo.jingchuan.people_script`.

The same files come out byte for byte each time; tests/unit/test_demo_data.py shows it.
"""

from pathlib import Path
from random import Random

from demo.jingchuan.endings import MERGED
from demo.jingchuan.judgement import filed_as
from demo.jingchuan.marks import DAY
from demo.jingchuan.people import title_of
from demo.jingchuan.plans import SEED, deal_aftermaths
from demo.jingchuan.register import HERE, ITEMS, ORDERS, Item, Order
from demo.jingchuan.rows import Act, Diary, write_acts, write_csv
from demo.jingchuan.served import plan_served, write_served
from demo.jingchuan.unserved import (
    cancels_before_approval,
    front_of_cancelled,
    front_of_unfulfilled,
    merge_marks,
    write_cancelled,
    write_closed_at_once,
    write_unfulfilled,
)

FILED = filed_as()
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


def approve(order: Order, diary: Diary, at: int) -> None:
    """The clerk verifies the order, files it, and gives it a title."""
    item = item_of(order)
    title = FILED[order.row][1] if order.row in FILED else title_of(item.code)
    means = diary.rng.choice(_MEANS[order.channel])
    diary.staff(at, "clerk", "approve", to=item.code, how=means, value=title)


def tell_served() -> list[Act]:
    """The acts of all orders that are served."""
    after_merge = _survivors_held_back()
    orders = [(o, item_of(o)) for o in ORDERS.values() if o.ends == "served"]
    plan = plan_served(orders, after_merge)
    aftermaths = deal_aftermaths({s.order.row: s.visit.finish // DAY for s in plan})
    acts = []
    for served in plan:
        diary = _diary(served.order)
        approve(served.order, diary, served.front.approved)
        write_served(served, diary, aftermaths[served.order.row])
        acts += diary.acts
    return acts


def tell_unserved(order: Order) -> list[Act]:
    """The acts of one order that ends otherwise."""
    diary = _diary(order)
    item = item_of(order)
    if order.ends == "no_volunteer_available":
        front = front_of_unfulfilled(order, item)
        approve(order, diary, front.approved)
        write_unfulfilled(order, item, diary, front)
    elif order.ends != "cancelled_by_resident":
        write_closed_at_once(order, diary)
    elif cancels_before_approval(order):
        write_cancelled(order, item, diary, None)
    else:
        front = front_of_cancelled(order, item, diary.rng)
        approve(order, diary, front.approved)
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
