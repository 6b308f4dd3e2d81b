"""The command: `python -m benchmarks.flow`, or `make bench-flow`."""

from dataclasses import asdict, dataclass
from typing import Any

import click

from benchmarks import telling
from benchmarks.flow import anatomy, killing, report
from benchmarks.flow.contestants import embedded, sidan
from benchmarks.flow.figures import Floor, Round
from benchmarks.flow.floor.measured import measure
from benchmarks.flow.growth import grow
from benchmarks.flow.past.compared import compare
from benchmarks.flow.rivals import flask_celery, starlette_faststream
from benchmarks.flow.rounds import Failed, play

CONTESTANTS = {
    "sidan": sidan,
    "embedded": embedded,
    "flask+celery": flask_celery,
    "starlette+faststream": starlette_faststream,
}
PARTS = [*CONTESTANTS, "floor", "anatomy", "kill", "growth", "past"]


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything."""

    rounds: int
    orders: int
    in_flight: int
    kills: int
    past: int


QUICK = Size(rounds=1, orders=200, in_flight=32, kills=4, past=8_000)


@click.command()
@click.option("--rounds", default=5, show_default=True)
@click.option("--orders", default=1000, show_default=True, help="Carried by each contestant in each round.")
@click.option("--in-flight", default=32, show_default=True, help="Orders under way at any time.")
@click.option("--kills", default=40, show_default=True, help="Processes killed of each contestant.")
@click.option("--past", default=1_000_000, show_default=True, help="Past orders in the old database.")
@click.option("--only", multiple=True, type=click.Choice(PARTS), help="Only this; may be repeated.")
@click.option("--quick", is_flag=True, help="Little of everything: whether it works, not how fast it is.")
@click.option("--write-readme", is_flag=True, help="Put the tables into benchmarks/README.md.")
def main(only: tuple[str, ...], quick: bool, write_readme: bool, **size: int) -> None:
    """Measure Sidan beside its peers and above the floor."""
    chosen = QUICK if quick else Size(**size)
    try:
        told = Run(chosen, only or tuple(PARTS)).told()
    except (Failed, RuntimeError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(telling.as_text(told))
    if quick or only:
        click.echo("Not written: only a whole run is.")
        return
    click.echo(f"Written: {telling.write(told)}")
    if write_readme:
        telling.write_readme(told)


@dataclass(frozen=True, slots=True)
class Run:
    """The chosen parts, one after the other."""

    size: Size
    parts: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """What is written for programs. Raises Failed."""
        played, floors, tables = self._played(), self._floors(), {}
        bars = report.bars(played, floors)
        if played:
            tables |= {"Side by side": report.contestants_table(played), "Memory": report.memory_table(played)}
        if floors:
            tables["The floor"] = report.floor_table(floors)
        if "anatomy" in self.parts:
            pieces, libraries = anatomy.dissect(self.size.orders // 10)
            tables |= {"Where the time goes": pieces, "… and which library spends it": libraries}
        if "kill" in self.parts:
            tables["Killed under load"] = killing.table(self._tolls())
        if "growth" in self.parts:
            grown = grow(self.size.orders, self.size.in_flight, self.size.kills // 2)
            tables |= {"Counties side by side": grown.table(), "A stand-by takes over": grown.takeover_table()}
        plans = {}
        if "past" in self.parts:
            aged = compare(self.size.past, self.size.rounds, self.size.orders, self.size.in_flight, click.echo)
            tables |= {"A past": aged.table(), "Statements that an old database makes slower": aged.slowed}
            bars += aged.bars()
            plans = aged.plans
        return telling.result("flow", asdict(self.size), tables, bars, plans=plans)

    def _played(self) -> dict[str, list[Round]]:
        chosen = {name: CONTESTANTS[name] for name in CONTESTANTS if name in self.parts}
        played: dict[str, list[Round]] = {name: [] for name in chosen}
        for number, name, one in play(chosen, self.size.rounds, self.size.orders, self.size.in_flight):
            played[name].append(one)
            click.echo(report.one_round(number, name, one))
        return played

    def _floors(self) -> list[Floor]:
        floors: list[Floor] = []
        for number in range(self.size.rounds if "floor" in self.parts else 0):
            floors.append(measure(self.size.orders, self.size.in_flight))
            click.echo(f"round {number + 1}: floor: {sum(floors[-1].values()):.1f} CPU ms an order")
        return floors

    def _tolls(self) -> dict[str, killing.Toll]:
        tolls = {}
        for name, contestant in CONTESTANTS.items():
            tolls[name] = killing.kill(contestant, self.size.kills, self.size.in_flight)
            click.echo(f"{name}: {tolls[name].kills} killed, {tolls[name].lost} deliveries lost")
        return tolls


if __name__ == "__main__":
    main()
