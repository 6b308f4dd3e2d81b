"""What is in store for each served order: a seeded hand of cards, dealt where there is time for it.

Most orders are accepted in the first round. The rest are declined, run out, are withdrawn,
returned or meet a no-show, so that every arrow of the order's life is walked in one week.
"""

from dataclasses import dataclass
from random import Random

from demo.jingchuan.fronts import last_deadline
from demo.jingchuan.marks import mark_after, mark_from
from demo.jingchuan.people import rivals
from demo.jingchuan.register import Item, Order
from demo.jingchuan.turns import ASKED, HELD, POSTPONED, TIME_CHANGED

SEED = "sidan-jingchuan-2026-W47"

# rounds before the last one · how many orders · half-hours that they need
_ROUNDS = [
    (["no_show"], 3, 96),
    (["return"], 8, 110),
    (["expire", "decline"], 4, 130),
    (["decline", "expire"], 2, 130),
    (["expire"], 26, 90),
    (["decline", "decline"], 4, 60),
    (["withdraw"], 3, 60),
    (["change"], 4, 60),
    (["decline"], 46, 36),
]
# to whom the last round is offered · a second taker comes too late · how many orders
_LAST_ROUND = [
    ("pool", True, 4),
    ("both", True, 4),
    ("wide", True, 2),
]
_POOL_ONLY = 11
_IN_WAVES = 11
_FEW = 5
_RIVALS = 7  # others who can be asked, so that somebody is left to say no
_SPARED = {*ASKED, *HELD, *TIME_CHANGED, *POSTPONED}  # there something else happens already
NEVER_CONFIRMED = 37
DENIED = 2
# level → how many of the reviews
_LEVELS = {5: 130, 4: 59, 3: 19, 2: 6, 1: 3}
_BAD_REVIEWS_UNTIL_DAY = 15  # so that the rectification ends with the demonstration


@dataclass
class Story:
    endings: list[str]
    last: str = "single"  # single | both | wide | waves | pool
    crossing: bool = False


@dataclass(frozen=True)
class Aftermath:
    confirmed: bool
    level: int  # 0: never reviewed
    denied: bool = False


def deal_stories(served: list[tuple[Order, Item]]) -> dict[int, Story]:
    """A story for each served order, by row number."""
    rng = Random(f"{SEED}-stories")
    stories = {order.row: Story(["accept"]) for order, _ in served}
    small = [(order, item) for order, item in served if item.team_size < 4]
    rng.shuffle(small)
    pack = [(order, item) for order, item in small if len(rivals(order, item)) > _RIVALS and order.row not in _SPARED]
    for rounds, count, room in _ROUNDS:
        chosen = [(o, i) for o, i in pack if _room(o, i, rounds) >= room][:count]
        pack = [pair for pair in pack if pair not in chosen]
        for order, _ in chosen:
            stories[order.row].endings = [*rounds, "accept"]
    for last, crossing, count in _LAST_ROUND:
        chosen, pack = pack[:count], pack[count:]
        for order, _ in chosen:
            stories[order.row] = Story(["accept"], last, crossing)
    undealt = [(o, i) for o, i in small if stories[o.row] == Story(["accept"])]
    for order, _ in undealt[:_POOL_ONLY]:
        stories[order.row].last = "pool"
    several = [o for o, i in undealt[_POOL_ONLY:] if len(rivals(o, i)) > _FEW and not o.urgent]
    for order in several[:_IN_WAVES]:
        stories[order.row].last = "waves"
    return stories


def deal_aftermaths(finished: dict[int, int]) -> dict[int, Aftermath]:
    """Who confirms and who reviews, from the row number and the day of each finished visit."""
    rng = Random(f"{SEED}-reviews")
    pack = sorted(finished)
    rng.shuffle(pack)
    answers = {row: Aftermath(confirmed=False, level=0) for row in pack[:NEVER_CONFIRMED]}
    early_ones = [row for row in pack[:NEVER_CONFIRMED] if finished[row] <= _BAD_REVIEWS_UNTIL_DAY]
    answers.update((row, Aftermath(confirmed=False, level=0, denied=True)) for row in early_ones[:DENIED])
    late = [row for row in pack[NEVER_CONFIRMED:] if finished[row] > _BAD_REVIEWS_UNTIL_DAY]
    early = [row for row in pack[NEVER_CONFIRMED:] if row not in late]
    for level in (1, 2):
        chosen, early = early[: _LEVELS[level]], early[_LEVELS[level] :]
        answers.update((row, Aftermath(confirmed=True, level=level)) for row in chosen)
    pack = early + late
    rng.shuffle(pack)
    for level in (3, 4, 5):
        chosen, pack = pack[: _LEVELS[level]], pack[_LEVELS[level] :]
        answers.update((row, Aftermath(confirmed=True, level=level)) for row in chosen)
    answers.update((row, Aftermath(confirmed=True, level=0)) for row in pack)
    return answers


def _room(order: Order, item: Item, rounds: list[str]) -> int:
    """Half-hours for the rounds; nobody fails to come before the wanted time."""
    waits = "no_show" in rounds
    begins = mark_from(order.wanted_from) if waits else mark_after(order.submitted)
    return last_deadline(order, item) - begins
