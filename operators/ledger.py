"""`sidan ledger verify`: whether everything that is chained is as it was written."""

import re
from collections.abc import Sequence

import click

from operators.desk import Desk, database_of


@click.group()
def ledger() -> None:
    """What was written once and may not change."""


class _Kept(click.ParamType[tuple[int, str]]):
    """What was kept of an earlier look."""

    name = "number:digest"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        """The number of the entry, and its digest."""
        said = re.fullmatch(r"([0-9]{1,9}):([0-9a-f]{64})", value.strip().lower())
        if said is None:
            self.fail("Say the number of the entry, a colon, and the 64 characters of its digest.", param, ctx)
        return int(said[1]), said[2]


@ledger.command()
@click.option("--kept", type=_Kept(), multiple=True, help="What an earlier look told, from the notice board.")
@click.pass_obj
def verify(desk: Desk, kept: Sequence[tuple[int, str]]) -> None:
    """Walk every chain and compare its sums. Names the first place that is wrong, and ends with 1 then."""
    broken = False
    for service in desk.chosen([]):
        if service.audit is None:
            continue
        with database_of(service) as database, database.read() as session:
            fault, there_is = service.audit(session, dict(kept))
        broken = broken or fault is not None
        click.echo(f"{service.name}: WRONG: {fault}." if fault else f"{service.name}: as it was written.")
        click.echo(f"    {there_is}. Keep this line where nobody can change it: on paper, on the notice board.")
        click.echo("    Whoever looks later says it with --kept number:digest.")
    if broken:
        raise click.exceptions.Exit(1)
