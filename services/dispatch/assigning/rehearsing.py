"""A past period once more, under other weights, limits or ways to go: what would have become of its orders.

Every six hours all open orders are solved together; urgent ones are told at once, others after half a day or when their
time comes. Everybody says yes: what is compared is who is asked, not who accepts.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from services.dispatch import policy
from services.dispatch.assigning.measures import Course
from services.dispatch.assigning.past import Asked, Past, Visit
from services.dispatch.matching import asked as engine
from services.dispatch.matching import model
from services.dispatch.matching.halfdays import monday
from services.dispatch.matching.question import Question
from services.dispatch.matching.weights import Weights
from shared.clock import SHANGHAI

STEP = timedelta(hours=6)
HELD = timedelta(hours=12)
"""So long an order is solved again with whatever comes, before its suggestion is told."""

Answer = Callable[[engine.Asked], model.Plan]


@dataclass(frozen=True, slots=True)
class Variant:
    """What is tried: weights, which have limits too; kilometres that everybody goes further, visits more a week."""

    name: str
    weights: Weights
    further_km: int = 0
    more_visits: int = 0

    def of(self, one: model.Volunteer, deeds: model.Deeds) -> model.Volunteer:
        """Somebody as this variant has them."""
        km, visits = one.travel_km + self.further_km, one.max_per_week + self.more_visits
        return replace(one, travel_km=km, max_per_week=visits, deeds=deeds)


@dataclass
class _Done:
    """What somebody was asked and does in the rehearsal."""

    visits: list[model.Visit] = field(default_factory=list)
    asked: list[model.Visit] = field(default_factory=list)

    def deeds(self, now: datetime) -> model.Deeds:
        past = [day for day, _ in self.visits if day < now.astimezone(SHANGHAI).date()]
        asked = tuple(sorted(day for day, _ in self.asked))
        return model.Deeds(visits=tuple(sorted(self.visits)), asked=asked, last_served=max(past, default=None))


class Rehearsal:
    """One variant of a past period."""

    def __init__(self, past: Past, variant: Variant, answer: Answer) -> None:
        self._past, self._variant, self._answer = past, variant, answer
        self._done: dict[str, _Done] = defaultdict(_Done)
        self._known: dict[str, Counter[str]] = defaultdict(Counter)
        self._course = Course()

    def run(self, until: datetime) -> Course:
        """From the first order until then, and until all have been told or are over: who would have gone, and when they
        would have been asked."""
        now = min((one.approved_at for one in self._past.orders.values()), default=until)
        waiting: dict[str, Asked] = {}
        while now < until or waiting:
            now += STEP
            waiting = {one_id: one for one_id, one in self._past.orders.items() if self._waits(one, now)}
            for one in self._answer(self._question(list(waiting.values()), now).asked()).suggestions:
                asked = waiting[one.order_id]
                if _has_to_be_told(asked, now):
                    self._go(asked, one, now)
        return self._course

    def _waits(self, one: Asked, now: datetime) -> bool:
        there = one.approved_at <= now < self._past.cancelled.get(one.need.id, now + STEP)
        return there and one.need.id not in self._course.asked_at and now < _last_start(one)

    def _question(self, waiting: Sequence[Asked], now: datetime) -> Question:
        past, variant = self._past, self._variant
        known = {one.need.id: tuple(sorted(self._known[one.recipient].items())) for one in waiting}
        return Question(
            now=now,
            begins=monday(now.astimezone(SHANGHAI).date()),
            weights=variant.weights,
            sites=tuple(past.sites.values()),
            volunteers=tuple(variant.of(one, self._done[one.id].deeds(now)) for one in past.people.values()),
            teams=tuple(replace(one, deeds=self._done[one.id].deeds(now)) for one in past.teams.values()),
            needs=tuple(replace(one.need, served_by=known[one.need.id]) for one in waiting),
        )

    def _go(self, asked: Asked, one: model.Suggestion, now: datetime) -> None:
        people = tuple(filter(None, one.crew)) if one.kind == model.TEAM else (one.unit_id,)
        for unit_id in {one.unit_id, *people}:
            self._done[unit_id].visits.append((one.day, one.afternoon))
            self._known[asked.recipient][unit_id] += 1
        self._done[one.unit_id].asked.append((one.day, one.afternoon))
        begins = datetime.combine(one.day, time(12 if one.afternoon else 8), SHANGHAI)
        self._course.asked_at[one.order_id] = now
        self._course.visits.append(Visit(one.order_id, max(begins, asked.need.wanted_from), one.unit_id, people))


def _has_to_be_told(one: Asked, now: datetime) -> bool:
    return one.urgent or now >= one.approved_at + HELD or now + STEP >= _last_start(one)


def _last_start(one: Asked) -> datetime:
    return policy.last_start(one.need.wanted_to, one.need.minutes)
