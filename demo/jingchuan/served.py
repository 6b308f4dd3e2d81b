"""The orders that are served: a story dealt, a front built, a crew found, and what follows."""

from dataclasses import dataclass
from random import Random

from demo.jingchuan.fronts import Front, build_front
from demo.jingchuan.marks import DAY, at_desk, waking
from demo.jingchuan.people import leader_first, rivals, winner_of, works_at_home
from demo.jingchuan.plans import SEED, Aftermath, Story, deal_stories
from demo.jingchuan.register import Item, Order
from demo.jingchuan.rounds import Rounds
from demo.jingchuan.rows import Diary
from demo.jingchuan.sayings import COMPLAINTS, OUTCOMES, REMARKS, WISH_FULFILLED
from demo.jingchuan.visits import (
    Bookings,
    Leave,
    Visit,
    candidates,
    find_visit,
    minutes_for,
    starts,
)

_LEAVES = [Leave(), Leave(moved=True), Leave(any_half_day=True)]
_TRIES = 4


@dataclass(frozen=True)
class Served:
    order: Order
    item: Item
    story: Story
    front: Front
    visit: Visit


def plan_served(orders: list[tuple[Order, Item]], not_before: dict[int, int]) -> list[Served]:
    """A front and a visit for each order; `not_before` holds back visits that await a merge."""
    stories = deal_stories(orders)
    bookings = Bookings()
    plan = []
    for order, item in sorted(orders, key=_plenty):
        served = _plan(order, item, stories[order.row], not_before.get(order.row, 0), bookings)
        bookings.book(served.visit)
        plan.append(served)
    return sorted(plan, key=lambda served: served.order.row)


def _plenty(pair: tuple[Order, Item]) -> tuple[float, int]:
    order, item = pair
    found = (len(candidates(order, item, s, Leave())) for s in starts(order, item, moved=False))
    return sum(found) / item.team_size, order.row


def _plan(order: Order, item: Item, story: Story, not_before: int, bookings: Bookings) -> Served:
    for leave in _LEAVES:
        for told in (story, Story(["accept"])):
            for attempt in range(_TRIES):
                rng = Random(f"{SEED}-{order.row}-{attempt}")
                quick = order.urgent or attempt >= _TRIES // 2
                front = build_front(order, item, told.endings, rng, quick=quick, crossing=told.crossing)
                if front is None:
                    continue
                ready = max(front.ready, not_before)
                if visit := find_visit(order, item, ready, bookings, leave):
                    return Served(order, item, told, front, visit)
    raise LookupError(f"no crew for {order.ref}")


def write_served(served: Served, diary: Diary, aftermath: Aftermath) -> None:
    """Every act after the approval."""
    order, item, story, visit = served.order, served.item, served.story, served.visit
    alone = item.team_size < 4 and diary.rng.random() < 0.35
    winner = winner_of(order, item, visit.crew, alone=alone)
    others = [
        rival for rival in rivals(order, item) if rival.speaker not in visit.crew and rival.speaker != winner.speaker
    ]
    diary.rng.shuffle(others)
    Rounds(diary, others).write(served.front, winner, story.last)
    crew = leader_first(visit.crew, winner)
    how = _check_in_how(item, diary.rng)
    diary.volunteer(visit.start, crew[0], "check_in", to="|".join(crew), how=how)
    minutes = "|".join(_minutes(crew, minutes_for(order, item), visit, diary.rng))
    diary.volunteer(visit.finish, crew[0], "finish", to=minutes, value=_outcome(order, item))
    if aftermath.confirmed:
        confirmed = _confirm(visit.finish, how, diary)
        if aftermath.level:
            _review(confirmed, aftermath.level, diary)


def _outcome(order: Order, item: Item) -> str:
    return WISH_FULFILLED if order.kind == "micro_wish" and not item.skills else OUTCOMES[item.code]


def _check_in_how(item: Item, rng: Random) -> str:
    if works_at_home(item):
        return rng.choices(["door_word", "paper", "phone"], [80, 8, 12])[0]
    return rng.choices(["station_qr", "paper", "phone"], [72, 20, 8])[0]


def _minutes(crew: list[str], planned: int, visit: Visit, rng: Random) -> list[str]:
    longest = (visit.finish - visit.start) * 30
    together = min(longest, round(planned * rng.uniform(0.75, 1.1) / 5) * 5)
    left_early = [5 * rng.randint(1, 3) if rng.random() < 0.15 else 0 for _ in crew]
    return [f"{no}:{max(10, together - e)}" for no, e in zip(crew, left_early, strict=True)]


def _confirm(finished: int, check_in: str, diary: Diary) -> int:
    rng = diary.rng
    how = rng.choices(["code", "link", "phone", "paper"], [45, 25, 20, 10])[0]
    if check_in == "paper":
        how = "paper"
    if how in ("code", "link"):
        pause = 1 if how == "code" else rng.randint(2, 60)
        at = waking(finished + pause)
        diary.resident(at, "confirm", how=how)
    else:
        at = at_desk(finished + rng.randint(3, 80))
        diary.staff(at, "clerk", "confirm", how=how)
    return at


def _review(confirmed: int, level: int, diary: Diary) -> None:
    rng = diary.rng
    how = rng.choices(["link", "callback", "paper", "phone"], [46, 30, 8, 16])[0]
    remark, finding, said = "", "", ""
    if level > 2:
        remark = rng.choice([*REMARKS[level], ""])
    else:
        remark, finding, said = rng.choice(COMPLAINTS[level])
    more = {"to": str(level), "how": how, "value": remark}
    if how == "link":
        at = waking(confirmed + rng.randint(1, 60))
        diary.resident(at, "review", **more)
    else:
        at = at_desk(confirmed + rng.randint(1, 80))
        diary.staff(at, "clerk", "review", **more)
    if level < 3:
        closed = at_desk(at + rng.randint(DAY, 6 * DAY))
        diary.staff(closed, "evaluator", "close_rectification", how=finding, value=said)
