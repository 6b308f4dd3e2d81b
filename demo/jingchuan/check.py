"""Checks filed_as.csv and people.csv against the rules of the house, and prints the counts.

python -m demo.jingchuan.check
"""

import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from demo.jingchuan.marks import half_days, mark_at_or_before
from demo.jingchuan.register import HERE, ORDERS, TEAMS, VOLUNTEERS, listed, rows
from demo.jingchuan.rows import Act
from demo.jingchuan.walk import Walk

ENDINGS = {
    "served": ("served", "confirmed", "reviewed"),
    "cancelled_by_resident": ("cancelled",),
    "duplicate_of_earlier": ("merged", "rejected"),
    "out_of_scope_refer": ("referred", "rejected"),
    "emergency_refer": ("referred",),
    "no_volunteer_available": ("unfulfilled",),
}
# what · at least · at most
TARGETS = [
    ("ask", 10, 20),
    ("closed unanswered", 1, 1),
    ("sign_rejection", 6, 12),
    ("ring_back", 7, 7),
    ("change", 10, 20),
    ("changed while offered", 4, 4),
    ("hold", 5, 5),
    ("urge", 10, 20),
    ("urged twice", 1, 1),
    ("leave", 2, 2),
    ("cancel from accepted", 3, 5),
    ("served: accepted in round 1", 180, 240),
    ("served: decline", 40, 70),
    ("served: expiry", 30, 50),
    ("return", 8, 8),
    ("no_show", 3, 3),
    ("withdraw", 3, 3),
    ("pool claim", 12, 20),
    ("round in waves", 8, 14),
    ("explain", 6, 16),
    ("duty team goes", 2, 16),
    ("escalate", 2, 2),
    ("delegate", 2, 2),
    ("accept_transfer", 1, 1),
    ("dispute", 1, 1),
    ("recruit", 5, 12),
    ("schedule", 180, 240),
    ("postpone", 1, 1),
    ("contact missed", 3, 9),
    ("crossing", 8, 12),
    ("never confirmed", 31, 43),
    ("close_rectification", 6, 14),
    ("deny", 2, 2),
    ("call", 12, 28),
    ("follow_up", 2, 12),
    ("appeal", 1, 4),
    ("sign_decision", 1, 4),
]


def check(folder: Path) -> tuple[Counter[str], list[str]]:
    """The counts, and every rule that is broken."""
    filed = {r["external_ref"]: (r["item_code"], r["title"]) for r in rows("filed_as.csv", folder)}
    acts = [Act(**row) for row in rows("people.csv", folder)]
    walks = {order.ref: Walk(order, filed) for order in ORDERS.values()}
    for act in acts:
        walks[act.external_ref].step(act)
    for walk in walks.values():
        walk.close_unanswered()
    broken = [rule for walk in walks.values() for rule in walk.broken]
    counts = _count(walks)
    broken += _endings(walks) + _merges(acts, walks) + _double_bookings(walks)
    broken += _filing(filed) + _said(acts, filed)
    if acts != sorted(acts, key=lambda act: act.at):
        broken.append("people.csv is not in time order")
    for what, least, most in TARGETS:
        if not least <= counts[what] <= most:
            broken.append(f"{what}: {counts[what]}, wanted {least} to {most}")
    return counts, broken


def _count(walks: dict[str, Walk]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for walk in walks.values():
        counts += walk.counts
        counts[f"ends {walk.state}"] += 1
        if walk.order.ends == "served":
            counts += Counter({f"served: {what}": n for what, n in walk.counts.items()})
            counts["never confirmed"] += walk.state == "served"
    return counts


def _endings(walks: dict[str, Walk]) -> list[str]:
    return [
        f"{ref}: {walk.state}, expected {walk.order.ends}"
        for ref, walk in walks.items()
        if walk.state not in ENDINGS[walk.order.ends]
    ]


def _merges(acts: list[Act], walks: dict[str, Walk]) -> list[str]:
    wrong = []
    for act in acts:
        if act.act == "merge":
            survivor = walks[act.to]
            visited = survivor.times.get("check_in")
            earlier = survivor.order.submitted < walks[act.external_ref].order.submitted
            if not (earlier and visited and visited.isoformat() > act.at):
                wrong.append(f"{act.external_ref}: merged into an order that is not open")
    return wrong


def _double_bookings(walks: dict[str, Walk]) -> list[str]:
    where: dict[tuple[str, int, str], list[str]] = defaultdict(list)
    for ref, walk in walks.items():
        for no in walk.crew:
            start = mark_at_or_before(walk.times["check_in"])
            finish = mark_at_or_before(walk.times["finish"])
            for day, half in half_days(start, finish):
                where[no, day, half].append(ref)
    return [f"{no} at {refs} in one half-day" for (no, *_), refs in where.items() if len(refs) > 1]


def _filing(filed: dict[str, tuple[str, str]]) -> list[str]:
    missing = [o.ref for o in ORDERS.values() if o.kind != "menu" and o.ref not in filed]
    long = [ref for ref, (_, title) in filed.items() if len(title) > 40 or re.search(r"\d", title)]
    return [f"{ref}: not filed" for ref in missing] + [f"{ref}: title" for ref in long]


def _said(acts: list[Act], filed: dict[str, tuple[str, str]]) -> list[str]:
    """No name and no phone of a person in any sentence or title."""
    orders, volunteers = rows("orders-week.csv"), rows("volunteers.csv")
    keys = ("requester_name", "recipient_name", "proxy_name")
    names = {row[key] for row in orders for key in keys} | {v["name"] for v in volunteers}
    forbidden = re.compile("|".join(map(re.escape, sorted(names - {""}))) + r"|\d{7,}")
    said = [(act.external_ref, act.value) for act in acts if act.act != "offer"]
    said += [(ref, title) for ref, (_, title) in filed.items()]
    return [f"{ref}: names somebody: {text}" for ref, text in said if forbidden.search(text)]


def main() -> int:
    """Prints the counts; status 1 when a rule is broken."""
    counts, broken = check(HERE)
    for what, number in sorted(counts.items()):
        print(f"{number:5} {what}")
    used = {no for row in rows("people.csv") if row["act"] == "check_in" for no in listed(row["to"])}
    print(f"{len(used):5} of {len(VOLUNTEERS)} volunteers in a crew, {len(TEAMS)} teams")
    for rule in broken:
        print("BROKEN", rule)
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
