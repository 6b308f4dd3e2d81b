"""What is counted from the facts, made anew."""

import click

from operators.desk import Desk, count, database_of


@click.group()
def figures() -> None:
    """The rows that the figures count."""


@figures.command(name="rebuild")
@click.pass_obj
def figures_rebuild(desk: Desk) -> None:
    """Make them anew from the facts. The worker that keeps the facts has to be stopped; readers see the old rows until
    all is done."""
    for service in desk.chosen([]):
        if service.rebuild is None:
            continue
        with database_of(service) as database, database.leadership(f"relay.{service.name}") as led:
            if led is None:
                raise click.ClickException(f"The worker of {service.name} keeps facts. Stop it, then say this again.")
            number = database.transact(service.rebuild)
        click.echo(f"{service.name}: made anew from {count(number, 'fact')}.")
