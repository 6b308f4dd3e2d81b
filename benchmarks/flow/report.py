"""What a run tells: the ratios first, then what stands behind them."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median, quantiles

from benchmarks.flow.figures import Floor, Round
from benchmarks.telling import Bar, Table

Rounds = Mapping[str, Sequence[Round]]
Tell = Callable[[Sequence[Round]], str]


def contestants_table(rounds: Rounds) -> Table:
    """Medians of the rounds, percentiles of all their samples together."""
    rows = [[name, *(tell(rounds[one]) for one in rounds)] for name, tell in _rows(rounds).items()]
    return [["", *rounds], *rows]


def memory_table(rounds: Rounds) -> Table:
    """Each process by name."""
    names = dict.fromkeys(name for played in rounds.values() for name in played[0].memory)
    rows = [[name, *(_memory(rounds[one], name) for one in rounds)] for name in names]
    return [["MiB", *rounds], *rows]


def floor_table(floors: Sequence[Floor]) -> Table:
    """CPU of the bare parts."""
    rows = [[part, f"{median(one[part] for one in floors):.2f}"] for part in floors[0]]
    return [["CPU ms an order", "floor"], *rows, ["sum", f"{_floor(floors):.2f}"]]


def bars(rounds: Rounds, floors: Sequence[Floor]) -> list[Bar]:
    """Those whose sides were measured in this run."""
    told: list[Bar] = []
    if "sidan" in rounds:
        ours, ratio = _rate(rounds["sidan"]), "times as fast as"
        if "flask+celery" in rounds:
            told += Bar.at_least(f"{ratio} Flask + Celery", ours / _rate(rounds["flask+celery"]), "×", 3)
        if "starlette+faststream" in rounds:
            theirs = _rate(rounds["starlette+faststream"])
            told += Bar.at_least(f"{ratio} Starlette + FastStream", ours / theirs, "×", 1, aim=1.5)
        if floors:
            multiple = median(map(_cpu, rounds["sidan"])) / _floor(floors)
            told += Bar.at_most("CPU an order, against the floor", multiple, "×", 2.5, aim=2)
        hop = percentile([hop for one in rounds["sidan"] for hop in one.half_hops], 99) * 1000
        told += Bar.at_most("one hop, p99, at half of the top rate", hop, "ms", 150)
    if "embedded" in rounds:
        told += Bar.at_least("embedded", _rate(rounds["embedded"]), "orders/s", 40, aim=60)
    return told


def one_round(number: int, name: str, played: Round) -> str:
    """A line while the run goes on."""
    spent = ", ".join(f"{part} {ms:.1f}" for part, ms in played.cpu.items())
    return f"round {number}: {name}: {played.rate:.1f} orders/s; CPU ms an order: {spent}"


def percentile(samples: Sequence[float], percent: int) -> float:
    """In the unit of the samples."""
    return quantiles(samples, n=100, method="inclusive")[percent - 1]


def _rows(rounds: Rounds) -> dict[str, Tell]:
    first = _rate(next(iter(rounds.values())))
    parts = dict.fromkeys(part for played in rounds.values() for one in played for part in one.cpu)
    return {
        "times as fast": lambda played: f"{_rate(played) / first:.2f}",
        "orders/s": lambda played: f"{_rate(played):.1f}",
        "orders/s, slowest and fastest round": _range,
        "CPU ms an order, without the client": lambda played: f"{median(map(_cpu, played)):.1f}",
        **{f"… {part}": _of_part(part) for part in parts},
        "order p50, ms": lambda played: _ms(played, "orders", 50),
        "order p99, ms": lambda played: _ms(played, "orders", 99),
        "hop p50, ms, full load": lambda played: _ms(played, "hops", 50),
        "hop p99, ms, full load": lambda played: _ms(played, "hops", 99),
        "hop p50, ms, half load": lambda played: _ms(played, "half_hops", 50),
        "hop p99, ms, half load": lambda played: _ms(played, "half_hops", 99),
        "commands too early, an order": lambda played: f"{median(one.early for one in played):.1f}",
        "memory, MiB": lambda played: f"{median(sum(one.memory.values()) for one in played):.0f}",
    }


def _rate(played: Sequence[Round]) -> float:
    return median(one.rate for one in played)


def _range(played: Sequence[Round]) -> str:
    return f"{min(one.rate for one in played):.1f} to {max(one.rate for one in played):.1f}"


def _cpu(played: Round) -> float:
    return sum(ms for part, ms in played.cpu.items() if part != "client")


def _floor(floors: Sequence[Floor]) -> float:
    return median(sum(one.values()) for one in floors)


def _of_part(part: str) -> Tell:
    return lambda played: f"{median(one.cpu[part] for one in played):.1f}" if part in played[0].cpu else "–"


def _memory(played: Sequence[Round], name: str) -> str:
    return f"{median(one.memory[name] for one in played):.0f}" if name in played[0].memory else "–"


def _ms(played: Sequence[Round], samples: str, percent: int) -> str:
    pooled = [sample for one in played for sample in getattr(one, samples)]
    return f"{percentile(pooled, percent) * 1000:.0f}"
