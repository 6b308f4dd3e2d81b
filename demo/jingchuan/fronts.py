"""From submission to acceptance: when the clerk, the dispatcher and the volunteers act.

A front is times only. Who acts is decided later, when the crew of the visit is known.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from demo.jingchuan.marks import DAY, at_desk, mark_after, mark_at_or_before, mark_from, moment, waking
from demo.jingchuan.register import Item, Order
from demo.jingchuan.turns import ASKED, HELD, NEED_CHANGED

PROMISE = timedelta(hours=72)
_LOST = ("return", "no_show", "change")  # from then on somebody is looked for anew


@dataclass
class Round:
    """One round of offers; `answered` is when it was accepted, declined or taken back."""

    offered: int
    deadline: int
    ending: str  # accept | decline | expire | withdraw | change | return | no_show | duty
    answered: int = 0
    ended: int = 0
    late: int = 0  # a second answer: a taker who comes too late, or the other duty team


@dataclass
class Front:
    """The desk's times are 0 where the order needs no such turn."""

    asked: int = 0
    answered: int = 0
    reworded: int = 0
    approved: int = 0
    changed: int = 0
    held: int = 0
    resumed: int = 0
    rounds: list[Round] = field(default_factory=list)
    ready: int = 0  # earliest check-in


def last_deadline(order: Order, item: Item) -> int:
    """No offer outlives the start of the last possible visit."""
    return mark_at_or_before(order.wanted_to - timedelta(minutes=item.minutes))


def clock_asks(since: datetime, paused: timedelta, submitted: datetime, last_start: datetime) -> datetime:
    """The earliest time at which the clock asks the duty team of its own accord, when somebody has been looked for
    since then: each level has its share of the time left, and the center may be the first to look."""
    promised = submitted + PROMISE
    until = min(promised, last_start) if promised > since else last_start
    return since + (until - since) / 2 + paused


def build_front(
    order: Order,
    item: Item,
    endings: list[str],
    rng: Random,
    *,
    quick: bool,
    crossing: bool = False,
    changes: bool = False,
) -> Front | None:
    """The times of one attempt, or None when the time left is too short for that many rounds."""
    unhurried = not quick
    front = Front()
    now = since = _verify(front, order, rng, unhurried=unhurried)
    if changes:
        now = since = front.changed = waking(now + 1)
    paused = timedelta()
    if order.row in HELD:
        now = _hold(front, order, now)
        paused = moment(front.resumed) - moment(front.held)
    last = last_deadline(order, item)
    for ending in endings:
        turn = _round(order, now, ending, last, rng, unhurried=unhurried, crossing=crossing)
        asks = clock_asks(moment(since), paused, order.submitted, moment(last))
        if not max(turn.answered, turn.late) < turn.deadline <= last or moment(turn.offered) >= asks:
            return None
        front.rounds.append(turn)
        now = max(turn.answered, turn.ended, turn.late)
        if ending in _LOST:
            since, paused = now, timedelta()
    front.ready = now + 2
    return front


def _round(order: Order, now: int, ending: str, last: int, rng: Random, *, unhurried: bool, crossing: bool) -> Round:
    turn = Round(at_desk(now + rng.randint(1, 5 if unhurried else 1)), 0, ending)
    _answer(turn, order, rng, unhurried=unhurried)
    if crossing and ending == "accept":
        turn.late = waking(turn.answered + 1)
    _set_deadline(turn, last, rng, unhurried=unhurried)
    if ending == "expire":
        turn.ended = turn.deadline
    return turn


def _verify(front: Front, order: Order, rng: Random, *, unhurried: bool) -> int:
    now = at_desk(mark_after(order.submitted) + (rng.randint(0, 6) if unhurried else 0))
    if order.row in ASKED:
        front.asked = now
        front.answered = waking(now + rng.randint(1, 8))
        now = at_desk(front.answered + 1)
    if order.row in NEED_CHANGED:
        front.reworded = waking(mark_after(order.submitted))
        now = at_desk(max(now, front.reworded + 1))
    front.approved = now
    return now


def _hold(front: Front, order: Order, now: int) -> int:
    """Somebody says that it can go on some hours before the day, or the clock does when it has come."""
    _, until, who = HELD[order.row]
    front.held = at_desk(now + 1)
    front.resumed = mark_from(until) if who == "clock" else at_desk(mark_at_or_before(until) - DAY // 4)
    return front.resumed


def _answer(turn: Round, order: Order, rng: Random, *, unhurried: bool) -> None:
    if turn.ending == "expire":
        return
    turn.answered = waking(turn.offered + rng.randint(1, 9 if unhurried else 2))
    if turn.ending == "withdraw":
        turn.answered = at_desk(turn.answered)
    turn.ended = turn.answered
    if turn.ending == "duty":
        turn.late = turn.ended = waking(turn.answered + 1)
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
