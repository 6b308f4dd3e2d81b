"""Who goes where and when: one crew for each order that is served.

The scarcest orders choose first. A volunteer is never at two places in the same half-day.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from demo.jingchuan.judgement import BIGGER_JOBS
from demo.jingchuan.marks import CLOSES, DAY, NOON, half_days, mark_at_or_before, mark_from, moment
from demo.jingchuan.register import (
    VOLUNTEERS,
    WEEKDAYS,
    Item,
    Order,
    Volunteer,
    distance,
    qualified,
    reaches,
)

PATIENCE = 0.25  # what a day of waiting costs against a wider choice
LAST_MOVED_DAY = 13  # 2026-11-29, for orders whose wanted time is already over
RARITY = Counter(s for v in VOLUNTEERS.values() if v.active for s in sorted(v.skills))


@dataclass(frozen=True)
class Visit:
    start: int
    finish: int
    crew: tuple[str, ...]


@dataclass(frozen=True)
class Leave:
    """How far the plan may bend for one order."""

    moved: bool = False
    any_half_day: bool = False


class Bookings:
    """Who is taken when."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, int, str]] = set()
        self._in_week: Counter[tuple[str, int]] = Counter()

    def free(self, person: Volunteer, start: int, finish: int) -> bool:
        if self._in_week[person.no, start // DAY // 7] >= person.max_per_week:
            return False
        return not any((person.no, *half) in self._taken for half in half_days(start, finish))

    def load(self, person: Volunteer, start: int) -> float:
        return self._in_week[person.no, start // DAY // 7] / person.max_per_week

    def book(self, visit: Visit) -> None:
        for no in visit.crew:
            self._in_week[no, visit.start // DAY // 7] += 1
            self._taken.update((no, *half) for half in half_days(visit.start, visit.finish))


def starts(order: Order, item: Item, *, moved: bool) -> list[int]:
    """Plausible first half-hours of a visit, one or two for each half-day of the wanted window."""
    first = mark_from(order.wanted_from)
    last = mark_at_or_before(order.wanted_to - timedelta(minutes=min(item.minutes, 90)))
    if moved:
        last = max(last, LAST_MOVED_DAY * DAY + 32)
    if first % DAY + length(order, item) > CLOSES:  # an evening: begin with putting up, before it
        return [first - 2]
    found = defaultdict(list)
    for mark in range(first, last + 1):
        of_day = mark % DAY
        if 17 <= of_day <= 20 or 28 <= of_day <= 31 or (of_day > 31 and mark - first < 2):
            found[mark // DAY, of_day < NOON].append(mark)
    return [mark for half in found.values() for mark in half]


def minutes_for(order: Order, item: Item) -> int:
    """How long the visit is expected to take."""
    return BIGGER_JOBS.get(order.row, (0, item.minutes))[1]


def length(order: Order, item: Item) -> int:
    """Half-hours that a visit takes, rounded up."""
    return -(-minutes_for(order, item) // 30)


def find_visit(order: Order, item: Item, ready: int, bookings: Bookings, leave: Leave) -> Visit | None:
    """A half-day with a wide choice of people, soon if possible, and the most ordinary crew."""
    best: tuple[tuple[int, float], Visit] | None = None
    for start in starts(order, item, moved=leave.moved):
        finish = min(start + length(order, item), start // DAY * DAY + CLOSES)
        if start < ready:
            continue
        people = [v for v in candidates(order, item, start, leave) if bookings.free(v, start, finish)]
        crew = choose_crew(people, order, item, start, bookings)
        merit = (len(crew), len(people) / (1 + PATIENCE * (start - ready) / DAY))
        if crew and (best is None or merit > best[0]):
            best = (merit, Visit(start, finish, tuple(v.no for v in crew)))
    return best[1] if best else None


def candidates(order: Order, item: Item, start: int, leave: Leave) -> list[Volunteer]:
    """Everybody who may and can go at that time."""
    day = moment(start).date()
    half = f"{WEEKDAYS[day.weekday()]}_{half_days(start, start + 1)[0][1]}"
    return [
        v
        for v in VOLUNTEERS.values()
        if qualified(v, item, day) and reaches(v, order) and (leave.any_half_day or half in v.available)
    ]


def choose_crew(people: list[Volunteer], order: Order, item: Item, start: int, bookings: Bookings) -> list[Volunteer]:
    """People whose skills are common first, then the nearest; together they hold every skill."""
    queue = sorted(
        people,
        key=lambda v: (
            -min((RARITY[s] for s in v.skills), default=999),
            bookings.load(v, start),
            distance(v.station, order.station),
            v.no,
        ),
    )
    crew: list[Volunteer] = []
    missing = item.skills
    while missing:
        able = [v for v in queue if v not in crew and missing & v.skills]
        if not able:
            return []
        crew.append(max(able, key=lambda v: len(missing & v.skills)))
        missing = missing - crew[-1].skills
    if not any(v.adult for v in crew):
        crew += [v for v in queue if v.adult][:1]
    crew += [v for v in queue if v not in crew][: max(0, item.team_size - len(crew))]
    if len(crew) < item.team_size or not any(v.adult for v in crew):
        return []
    wished, _ = BIGGER_JOBS.get(order.row, (0, 0))
    return crew + [v for v in queue if v not in crew][: max(0, wished - len(crew))]
