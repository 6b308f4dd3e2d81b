"""`sidan ledger verify`: whether everything that is chained is as it was written."""

import click

from operators.desk import Desk, database_of


@click.group()
def ledger() -> None:
    """What was written once and may not change."""


@ledger.command()
@click.pass_obj
def verify(desk: Desk) -> None:
    """Walk every chain and compare its sums. Names the first place that is wrong, and ends with 1 then."""
    broken = False
    for service in desk.chosen([]):
        if service.audit is None:
            continue
        with database_of(service) as database, database.read() as session:
            fault, there_is = service.audit(session)
        broken = broken or fault is not None
        click.echo(f"{service.name}: WRONG: {fault}." if fault else f"{service.name}: as it was written.")
        click.echo(f"    {there_is}. Keep this line where nobody can change it: on paper, on the notice board.")
    if broken:
        raise click.exceptions.Exit(1)
