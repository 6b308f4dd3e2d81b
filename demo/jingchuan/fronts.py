"""From submission to acceptance: when the clerk, the dispatcher and the volunteers act.

A front is times only. Who acts is decided later, when the crew of the visit is known.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from demo.jingchuan.marks import at_desk, mark_after, mark_at_or_before, mark_from, waking
from demo.jingchuan.register import Item, Order


@dataclass
class Round:
    """One round of offers; `answered` is when it was accepted, declined or withdrawn."""

    offered: int
    deadline: int
    ending: str  # accept | decline | expire | withdraw | return | no_show
    answered: int = 0
    ended: int = 0
    late: int = 0  # a second taker, too late


@dataclass
class Front:
    approved: int
    rounds: list[Round] = field(default_factory=list)
    ready: int = 0  # earliest check-in


def last_deadline(order: Order, item: Item) -> int:
    """No offer outlives the start of the last possible visit."""
    return mark_at_or_before(order.wanted_to - timedelta(minutes=item.minutes))


def build_front(
    order: Order,
    item: Item,
    endings: list[str],
    rng: Random,
    *,
    quick: bool,
    crossing: bool = False,
) -> Front | None:
    """The times of one attempt, or None when the wanted window is too near for that many rounds."""
    unhurried = not quick
    now = at_desk(mark_after(order.submitted) + (rng.randint(0, 6) if unhurried else 0))
    front = Front(approved=now)
    last = last_deadline(order, item)
    for ending in endings:
        offered = at_desk(now + rng.randint(1, 5 if unhurried else 1))
        turn = Round(offered, 0, ending)
        _answer(turn, order, rng, unhurried=unhurried)
        if crossing and ending == "accept":
            turn.late = waking(turn.answered + 1)
        _set_deadline(turn, last, rng, unhurried=unhurried)
        if turn.deadline > last or max(turn.answered, turn.late) >= turn.deadline:
            return None
        if ending == "expire":
            turn.ended = turn.deadline
        front.rounds.append(turn)
        now = max(turn.answered, turn.ended, turn.late)
    front.ready = now + 2
    return front


def _answer(turn: Round, order: Order, rng: Random, *, unhurried: bool) -> None:
    if turn.ending == "expire":
        return
    turn.answered = waking(turn.offered + rng.randint(1, 9 if unhurried else 2))
    if turn.ending == "withdraw":
        turn.answered = at_desk(turn.answered)
    turn.ended = turn.answered
    if turn.ending == "return":
        turn.ended = waking(turn.answered + rng.randint(2, 14))
    if turn.ending == "no_show":
        appointed = max(turn.answered + 2, mark_from(order.wanted_from) + 1)
        turn.ended = waking(at_desk(appointed) + rng.randint(2, 3))


def _set_deadline(turn: Round, last: int, rng: Random, *, unhurried: bool) -> None:
    patience = rng.choice((16, 24, 36, 48)) if unhurried else rng.randint(4, 8)
    if turn.ending == "expire":
        patience = rng.choice((16, 24, 24, 48)) if unhurried else rng.randint(4, 6)
    needed = waking(max(turn.offered + patience, turn.answered + 1, turn.late + 1))
    turn.deadline = needed if turn.ending == "expire" else min(needed, last)
