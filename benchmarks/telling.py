"""What every benchmark tells in the same way: bars met or missed, the machine; for programs and for people."""

import json
import os
import platform
import random
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import psutil

HERE = Path(__file__).parent
README = HERE / "README.md"

Table = list[list[str]]
"""Rows of cells; the first is the head."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What was promised and what was measured: a bar must be met, an aim is what we wish for."""

    name: str
    value: float
    unit: str
    bar: float
    met: bool
    kind: Literal["bar", "aim"]

    @classmethod
    def at_least(cls, name: str, value: float, unit: str, bar: float, aim: float | None = None) -> list["Bar"]:
        """More is better."""
        return [cls(name, value, unit, one, value >= one, kind) for one, kind in _both(bar, aim)]

    @classmethod
    def at_most(cls, name: str, value: float, unit: str, bar: float, aim: float | None = None) -> list["Bar"]:
        """Less is better."""
        return [cls(name, value, unit, one, value <= one, kind) for one, kind in _both(bar, aim)]


def _both(bar: float, aim: float | None) -> list[tuple[float, Literal["bar", "aim"]]]:
    return [(bar, "bar")] if aim is None else [(bar, "bar"), (aim, "aim")]


def result(
    name: str, size: Mapping[str, int], tables: Mapping[str, Table], bars: Sequence[Bar], **more: Any
) -> dict[str, Any]:
    """What a program reads: what was measured, how much of it, when, of which commit, on what."""
    return {
        "name": name,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        "size": dict(size),
        "table": dict(tables),
        "bars": [asdict(bar) for bar in bars],
        **more,
    }


def write(told: Mapping[str, Any]) -> Path:
    """Write the file for programs; where it stands."""
    file = HERE / "results" / f"{told['name']}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    return file


def write_readme(told: Mapping[str, Any], readme: Path = README) -> None:
    """Put the tables between the marks of this benchmark."""
    begin, end = f"<!-- measured:{told['name']} -->", "<!-- /measured -->"
    marked = re.compile(f"{begin}.*?{end}", re.DOTALL)
    readme.write_text(marked.sub(lambda _: f"{begin}\n{as_text(told)}\n{end}", readme.read_text()))


def as_text(told: Mapping[str, Any]) -> str:
    """For people, in Markdown."""
    on = told["machine"]
    memory = f"{on['memory_gib']} GiB that answer in {on['memory_ns']} ns"
    where = f"{on['cores']} cores of {on['cpu']}, {memory}, Linux {on['kernel']}, Python {on['python']}"
    servers = f"RabbitMQ {on['rabbitmq']}, PostgreSQL {on['postgresql']}"
    size = ", ".join(f"{name} {number}" for name, number in told["size"].items())
    head = f"Measured {told['at'][:10]}, commit {told['commit']}: {where}, {servers}; {size}."
    parts = [f"### {title}\n\n{markdown(table)}" for title, table in told["table"].items()]
    return "\n\n".join([head, f"### Bars\n\n{markdown(_bars(told['bars']))}", *parts])


def markdown(table: Table) -> str:
    """A table; numbers stand at the right."""
    head, *rows = table
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def commit() -> str:
    """The commit that was measured; with a mark when something else stood in the folder."""
    asked = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
    return subprocess.run(asked, cwd=HERE, capture_output=True, text=True).stdout.strip() or "unknown"


def machine() -> dict[str, Any]:
    """What it was measured on; nothing that names the host."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "memory_ns": _memory_ns(),
        "kernel": platform.release().split("-")[0],
        "python": platform.python_version(),
        "rabbitmq": _rabbitmq(),
        "postgresql": _postgresql(),
    }


def _bars(bars: Sequence[Mapping[str, Any]]) -> Table:
    rows = [
        [
            bar["name"],
            f"{bar['value']:.3g} {bar['unit']}",
            f"{bar['bar']:g}",
            bar["kind"],
            "met" if bar["met"] else "**missed**",
        ]
        for bar in bars
    ]
    return [["what", "measured", "wanted", "", ""], *rows]


def _cpu() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()


def _memory_ns() -> int:
    """Nanoseconds of a look at a random place of a large table. Machines of one name, and one machine from day to day,
    differ threefold in it, and so does all that Python does."""
    table = [str(number) for number in range(2_000_000)]
    places = random.sample(range(len(table)), 500_000)
    begun = time.perf_counter()
    for place in places:
        hash(table[place])
    return round((time.perf_counter() - begun) / len(places) * 1e9)


def _rabbitmq() -> str:
    [release] = Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*")
    return release.name.partition("-")[2]


def _postgresql() -> str:
    newest = max(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    return subprocess.run([newest, "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
