"""The orders that are served: a story dealt, a front built, a crew found, and what follows."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from demo.jingchuan.appointments import write_appointment
from demo.jingchuan.fronts import Front, build_front
from demo.jingchuan.marks import DAY, LEISURE, NOON, RINGING_HOURS, moment, next_of, waking
from demo.jingchuan.people import leader_first, rivals, winner_of, works_at_home
from demo.jingchuan.plans import SEED, Aftermath, Story, deal_stories
from demo.jingchuan.register import CENTER, Item, Order
from demo.jingchuan.rounds import Rounds
from demo.jingchuan.rows import Diary
from demo.jingchuan.sayings import APPEALED, COMPLAINTS, CONTENT, DECIDED, DENIAL, OUTCOMES, REMARKS, WISH_FULFILLED
from demo.jingchuan.turns import TIME_CHANGED
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
                changes = leave.moved or order.row in TIME_CHANGED
                front = build_front(
                    order, item, told.endings, rng, quick=quick, crossing=told.crossing, changes=changes
                )
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
    window = later_window(order, visit)
    if served.front.changed:
        diary.resident(served.front.changed, "change", to=window, how="time")
    rounds = Rounds(diary, others, window)
    rounds.write(served.front, winner, story.last)
    last = served.front.rounds[-1]
    crew = leader_first(visit.crew, winner)
    accepted = max(last.answered, last.late)
    write_appointment(order, diary, winner, crew, visit, accepted, by_phone=rounds.by_phone)
    how = _check_in_how(item, diary.rng)
    diary.door(visit.start, crew[0], "check_in", how, to="|".join(crew), how=how)
    minutes = "|".join(_minutes(crew, minutes_for(order, item), visit, diary.rng))
    diary.door(visit.finish, crew[0], "finish", how, to=minutes, how=how, value=_outcome(order, item))
    if aftermath.confirmed:
        _say_afterwards(visit.finish, how, aftermath.level, diary)
    elif aftermath.denied:
        _deny(visit.finish, diary)


def later_window(order: Order, visit: Visit) -> str:
    """The wanted time as it is changed: from the half-day of the visit on, and a day longer."""
    day, of_day = divmod(visit.start, DAY)
    begins = moment(min(visit.start, day * DAY + (17 if of_day < NOON else 28)))
    ends = max(order.wanted_to + timedelta(days=1), moment(day * DAY + 35))
    return f"{begins.isoformat()}|{ends.isoformat()}"


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


def _say_afterwards(finished: int, check_in: str, level: int, diary: Diary) -> None:
    """The resident confirms and rates it: with the code at the door and later, or both in one."""
    rng = diary.rng
    how = "paper" if check_in == "paper" else rng.choices(["code", "link", "phone", "paper"], [45, 25, 20, 10])[0]
    if how == "code":
        at = waking(finished + 1)
        diary.afterwards(at, "confirm", how)
        later = rng.choices(["link", "callback", "paper", "phone"], [46, 30, 8, 16])[0]
        if level:
            _review(_when(later, at + rng.randint(1, 60)), level, later, diary)
        return
    at = _when(how, finished + rng.randint(3, 70))
    if level:
        _review(at, level, "callback" if how == "phone" else how, diary)
    else:
        diary.afterwards(at, "confirm", how)


def _when(how: str, mark: int) -> int:
    """Links are opened at leisure; staff ring, or type in what lies there on paper, at set hours."""
    return next_of(LEISURE if how == "link" else RINGING_HOURS, mark)


def _review(at: int, level: int, how: str, diary: Diary) -> None:
    remark, finding, said = _verdict(level, diary.rng)
    diary.afterwards(at, "review", how, to=str(level), value=remark)
    if level < 3:
        _look_into(at, at + diary.rng.randint(DAY, 6 * DAY), finding, said, diary)


def _deny(finished: int, diary: Diary) -> None:
    """Nobody came, says the resident, although the visit was reported as done."""
    at = _when("link", finished + 3)
    diary.resident(at, "deny", how="link", value=DENIAL[0])
    _look_into(at, at + 3 * DAY, *DENIAL[1:], diary)


def _look_into(at: int, until: int, finding: str, said: str, diary: Diary) -> None:
    """They are rung at once, and again when it is found how it was; content with that they say so once more, or they
    appeal to the center."""
    diary.caller(_when("phone", at + 1), "call", how="reached", value="no")
    closed = _when("phone", until)
    diary.caller(closed - 1, "call", how="reached", value="yes" if finding == "valid" else "no")
    diary.staff(closed, "evaluator", "close_rectification", how=finding, value=said)
    afterwards = _when("link", closed + 1)
    if finding == "valid":
        diary.resident(afterwards, "follow_up", to="4", how="link", value=CONTENT)
        return
    diary.resident(afterwards, "appeal", how="result", value=APPEALED)
    decided = _when("phone", afterwards + DAY)
    panel = {"site": CENTER, "role": "evaluator"}
    diary.staff(decided, act="propose_decision", how=finding, value=DECIDED, **panel)
    diary.staff(decided + 2, act="sign_decision", person=f"evaluator-{CENTER}-second", **panel)


def _verdict(level: int, rng: Random) -> tuple[str, str, str]:
    """A remark, and what comes of it when it is bad."""
    return (rng.choice([*REMARKS[level], ""]), "", "") if level > 2 else rng.choice(COMPLAINTS[level])
