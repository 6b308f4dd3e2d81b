"""The command: `python -m benchmarks.matching`, or `make bench-matching`."""

import logging
import secrets
from dataclasses import dataclass
from typing import Any

import click

from benchmarks import telling
from benchmarks.matching import report
from benchmarks.matching.county import ROOM, County
from benchmarks.matching.over_http import over_http
from benchmarks.matching.ranking import ranked
from benchmarks.matching.solved import all_solved
from benchmarks.matching.week import question
from services.dispatch.matching.assign import assign
from services.dispatch.matching.check import Check
from services.dispatch.matching.explain import reasons, terms
from services.dispatch.matching.solver import solve
from services.dispatch.matching.wording import LANGUAGES, say
from shared.logs import log_as_json

SIZES = {2_000: 5_000, 10_000: 20_000, 50_000: 100_000}
FIXED = (1, 2)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything."""

    fresh: int
    largest: int
    volunteers: int
    queries: int


QUICK = Size(fresh=0, largest=2_000, volunteers=10_000, queries=200)


@click.command()
@click.option("--fresh", default=5, show_default=True, help="Seeds drawn anew, besides the fixed ones.")
@click.option("--largest", default=50_000, show_default=True, help="Orders of the largest counties.")
@click.option("--volunteers", default=100_000, show_default=True, help="Among whom one order is ranked.")
@click.option("--queries", default=1_000, show_default=True)
@click.option("--quick", is_flag=True, help="Little of everything: whether it works, not how fast it is.")
@click.option("--write-readme", is_flag=True, help="Put the tables into benchmarks/README.md.")
def main(quick: bool, write_readme: bool, **size: int) -> None:
    """Measure the matching, beside what people do instead."""
    log_as_json(logging.WARNING)
    told = _told(QUICK if quick else Size(**size))
    click.echo(telling.as_text(told))
    if quick:
        click.echo("Not written: only a whole run is.")
        return
    click.echo(f"Written: {telling.write(told)}")
    if write_readme:
        telling.write_readme(told)


def _told(size: Size) -> dict[str, Any]:
    """What is written for programs."""
    week = _week()
    one_by_one = ranked(size.volunteers, size.queries, events=2 * size.queries, seed=FIXED[0])
    over = over_http(size.volunteers, size.queries, seed=FIXED[0])
    seeds = [*FIXED, *(secrets.randbelow(2**31) for _ in range(size.fresh))]
    counties = [
        County(orders, volunteers, regime, seed)
        for orders, volunteers in SIZES.items()
        if orders <= size.largest
        for regime in ROOM
        for seed in seeds
    ]
    solved = []
    for one in all_solved(counties):
        solved.append(one)
        click.echo(report.one_county(one))
    tables = {
        "A county at once": report.times(solved),
        "How far from what cannot be bettered": report.optimality(solved),
        "Beside what people do instead": report.side_by_side(solved),
        f"One order among {size.volunteers:,} volunteers": report.one_order(one_by_one, over),
        "The week of the demonstration": report.of_the_week(week),
    }
    measured = {"seeds": len(seeds), "orders": size.largest, "volunteers": size.volunteers, "queries": size.queries}
    return telling.result("matching", measured, tables, report.bars(solved, one_by_one, over, week), seeds=seeds)


def _week() -> report.Week:
    """Assign the week of the demonstration, explain each suggestion and look through the answer."""
    asked = question()
    county = asked.asked()
    plan = assign(county, solve)
    needs = {need.id: need for need in asked.needs}
    explained = 0
    for one in plan.suggestions:
        told = reasons(county.roster, needs[one.order_id], asked.now, one.kind, one.unit_id, plan)
        explained += all(say(said, language) for said in terms(told.candidate).values() for language in LANGUAGES)
    faults = Check(asked).faults(plan)
    return report.Week(len(asked.needs), len(plan.suggestions), explained, len(faults))


if __name__ == "__main__":
    main()
