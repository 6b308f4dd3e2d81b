"""What a course of things is measured by: who was served, how long they waited, how far people went, how evenly."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import mean, median

from services.dispatch import policy
from services.dispatch.assigning.past import Asked, Past, Visit
from services.dispatch.matching.distance import Sites
from services.dispatch.matching.weights import Weights


@dataclass
class Course:
    """Which visits were made, and when somebody was found for each order."""

    visits: list[Visit] = field(default_factory=list)
    asked_at: dict[str, datetime] = field(default_factory=dict)


def measured(past: Past, course: Course, weights: Weights) -> dict[str, str]:
    """The measures of a course, in words and numbers; straight kilometres, as the weights know them."""
    wanted = [one for one_id, one in past.orders.items() if one_id not in past.cancelled]
    in_time = [one for one in wanted if _found(course, one) <= one.need.submitted_at + policy.PROMISE]
    waited = [one.at - past.orders[one.order_id].need.submitted_at for one in course.visits]
    went = Counter(person for one in course.visits for person in one.people if person in past.people)
    active = [one_id for one_id, one in past.people.items() if one.active]
    counts = [went[one_id] for one_id in active]
    least, middle, most = _villages(past, active, went)
    return {
        "orders wanted to the end": str(len(wanted)),
        "served": str(len({one.order_id for one in course.visits})),
        "nobody within 72 hours": str(len(wanted) - len(in_time)),
        "hours until the visit, median": f"{median([one.total_seconds() / 3600 for one in waited] or [0]):.1f}",
        "kilometres to it, mean": f"{mean(_kilometres(past, course.visits, weights) or [0]):.2f}",
        "visits of the busiest person": str(max(counts, default=0)),
        "people who went": str(sum(count > 0 for count in counts)),
        "evenness among them, 1 is even": f"{_evenness([count for count in counts if count]):.3f}",
        "visits a head and village, least, median, most": f"{least:.2f} {middle:.2f} {most:.2f}",
    }


def _found(course: Course, one: Asked) -> datetime:
    return course.asked_at.get(one.need.id, datetime.max.replace(tzinfo=UTC))


def _kilometres(past: Past, visits: Sequence[Visit], weights: Weights) -> list[float]:
    table = Sites(past.sites.values(), weights)
    pairs = [(table.at(past.orders[one.order_id].need.site), table.at(past.home(one.leader))) for one in visits]
    metres = table.table()
    return [int(metres[site, home]) / 1000 for site, home in pairs]


def _evenness(counts: Sequence[int]) -> float:
    """Jain's index."""
    squares = sum(count * count for count in counts)
    return sum(counts) ** 2 / (len(counts) * squares) if squares else 1.0


def _villages(past: Past, active: Sequence[str], went: Counter[str]) -> tuple[float, float, float]:
    """The visits for each active person of a village: in the one that goes least, in the middle, in the one that goes
    most."""
    homes: dict[str, list[int]] = defaultdict(list)
    for one_id in active:
        homes[past.people[one_id].home].append(went[one_id])
    loads = [mean(counts) for counts in homes.values()] or [0.0]
    return min(loads), median(loads), max(loads)
