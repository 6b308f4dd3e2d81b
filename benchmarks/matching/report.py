"""What a run tells: the bars, and the tables behind them; of several seeds always the worst."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.flow.report import percentile
from benchmarks.matching.over_http import OverHttp
from benchmarks.matching.ranking import Ranked
from benchmarks.matching.solved import OURS, Solved
from benchmarks.telling import Bar, Table


@dataclass(frozen=True, slots=True)
class Week:
    """The demonstration week."""

    orders: int
    suggested: int
    explained: int
    faults: int


def bars(counties: Sequence[Solved], ranked: Ranked, over: OverHttp, week: Week) -> list[Bar]:
    """What was promised, as far as this run measured it."""
    middle, large = _of(counties, 10_000), _of(counties, 50_000)
    told = Bar.at_most("gap to another solver on the same network, with slots", _worst(counties, _to_other), "%", 0)
    told += Bar.at_most("gap to the optimum over all pairs", _worst(counties, lambda one: one.gap_to_all), "%", 0.2)
    told += Bar.at_most(
        "unserved beyond the least that is possible", _worst(counties, lambda one: _beyond(one, 0)), "", 0
    )
    told += Bar.at_most("… of the highest class", _worst(counties, lambda one: _beyond(one, 1)), "", 0)
    if middle:
        plain = _worst(middle, lambda one: one.plain.whole)
        told += Bar.at_most("10k × 20k, without slots", plain, "s", 4)
        told += _aim("10k × 20k, with slots", _worst(middle, lambda one: one.slots.whole), 3)
        if large:
            of_large = _worst(large, lambda one: one.plain.whole)
            told += Bar.at_most("growth from 10k to 50k, without slots", of_large / plain, "×", 13)
            told += _aim("50k × 100k, without slots", of_large, 15)
            told += _aim("50k × 100k, with slots", _worst(large, lambda one: one.slots.whole), 25)
    told += Bar.at_most("queries whose best twenty differ", len(ranked.queries) - ranked.alike, "", 0)
    told += Bar.at_most("rank, p99, in process", percentile(ranked.queries, 99), "ms", 5)
    told += Bar.at_most("rank, p99, over HTTP at 50 requests a second", percentile(over.answers, 99), "ms", 40)
    told += Bar.at_most("keeping the roster current, p99", percentile(ranked.events, 99), "ms an event", 1)
    told += Bar.at_most("suggestions of the week unexplained", week.suggested - week.explained, "", 0)
    told += Bar.at_most("faults in the week", week.faults, "", 0)
    return told


def _aim(name: str, seconds: float, aim: float) -> list[Bar]:
    """What we wish for, where no bar was set."""
    return [Bar(name, seconds, "s", aim, seconds <= aim, "aim")]


def times(counties: Sequence[Solved]) -> Table:
    """Candidates, solving, decoding and writing together; then the solver alone."""
    head = ["CPU s", "without slots", "solver alone", "with slots", "solver alone", "by the clock", "MiB"]
    rows = [
        [
            name,
            f"{_worst(some, lambda one: one.plain.whole):.2f}",
            f"{_worst(some, lambda one: one.plain.solver):.2f}",
            f"{_worst(some, lambda one: one.slots.whole):.2f}",
            f"{_worst(some, lambda one: one.slots.solver):.2f}",
            f"{_worst(some, lambda one: one.slots.clock):.2f}",
            f"{_worst(some, lambda one: one.memory):.0f}",
        ]
        for name, some in _groups(counties)
    ]
    return [head, *rows]


def optimality(counties: Sequence[Solved]) -> Table:
    """How far from what cannot be bettered."""
    head = ["", "gap to another solver, %", "gap to all pairs, %", "unserved", "least", "highest class", "least"]
    rows = [
        [
            name,
            _percent(_worst(some, _to_other)),
            _percent(_worst(some, lambda one: one.gap_to_all)),
            *_counts(some, lambda one: one.quality[OURS].unserved, 0),
            *_counts(some, lambda one: one.quality[OURS].urgent_unserved, 1),
        ]
        for name, some in _groups(counties)
    ]
    return [head, *rows]


def side_by_side(counties: Sequence[Solved]) -> Table:
    """The engine beside what people do instead."""
    head = ["", "by", "loses more, %", "unserved", "highest class", "km", "visits, busiest village", "spread"]
    return [head, *(_beside(name, method, some) for name, some in _groups(counties) for method in some[0].quality)]


def _beside(name: str, method: str, some: Sequence[Solved]) -> list[str]:
    told = [one.quality[method] for one in some]
    return [
        name,
        method,
        f"{max(100 * (one.quality[method].loss / one.quality[OURS].loss - 1) for one in some):.1f}",
        f"{max(one.unserved for one in told)}",
        f"{max(one.urgent_unserved for one in told)}",
        f"{max(one.kilometres for one in told):.2f}",
        f"{max(one.visits for one in told):.2f}",
        f"{max(one.spread for one in told):.3f}",
    ]


def one_order(ranked: Ranked, over: OverHttp) -> Table:
    """Ranking, and keeping the roster current."""
    measured = {
        "rank, in process": ranked.queries,
        "… CPU alone": ranked.cpu,
        "rank, over HTTP at 50 requests a second": over.answers,
        "an event for the roster": ranked.events,
        "… read again from the database": over.again,
    }
    return [
        ["ms", "p50", "p99", "most"],
        *(
            [name, f"{percentile(some, 50):.2f}", f"{percentile(some, 99):.2f}", f"{max(some):.2f}"]
            for name, some in measured.items()
        ),
        ["the first answer of a web process, which reads all", f"{over.first:.0f}", "", ""],
        ["… its memory in the end, MiB", f"{over.memory:.0f}", "", ""],
    ]


def of_the_week(week: Week) -> Table:
    """The demonstration week."""
    head = ["orders", "suggested", "explained", "faults"]
    return [head, [str(one) for one in (week.orders, week.suggested, week.explained, week.faults)]]


def one_county(solved: Solved) -> str:
    """A line while the run goes on."""
    ours = solved.quality[OURS]
    took = f"{solved.plain.whole:.2f} s without slots, {solved.slots.whole:.2f} s with"
    return f"{solved.county}: {took}; unserved {ours.unserved}, least {solved.fewest}, gap {solved.gap_to_all}"


def _groups(counties: Sequence[Solved]) -> list[tuple[str, list[Solved]]]:
    names = dict.fromkeys((one.county.orders, one.county.volunteers, one.county.regime) for one in counties)
    return [
        (
            f"{orders:,} × {volunteers:,}, {regime}",
            [one for one in _of(counties, orders) if one.county.regime == regime],
        )
        for orders, volunteers, regime in names
    ]


def _of(counties: Sequence[Solved], orders: int) -> list[Solved]:
    return [one for one in counties if one.county.orders == orders]


def _worst(counties: Iterable[Solved], tell: Callable[[Solved], float | None]) -> float:
    """The most of what was measured; nothing measured is no number."""
    return max((told for one in counties if (told := tell(one)) is not None), default=float("nan"))


def _to_other(one: Solved) -> float | None:
    return one.gap_to_other


def _beyond(one: Solved, which: int) -> int:
    ours = one.quality[OURS]
    return (ours.unserved, ours.urgent_unserved)[which] - one.fewest[which]


def _counts(some: Sequence[Solved], ours: Callable[[Solved], int], which: int) -> list[str]:
    """Of the seed in which most stay unserved."""
    worst = max(some, key=ours)
    return [str(ours(worst)), str(worst.fewest[which])]


def _percent(value: float) -> str:
    return "–" if value != value else f"{value:.4f}"
