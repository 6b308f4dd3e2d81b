"""What prepares databases and queues, and what is said again."""

from datetime import datetime

import click

from operators.desk import Desk, broker_answering, count, database_of, one_service
from running.system import System
from shared import clock
from shared.contracts.catalogue import BY_TYPE
from shared.messaging import operate


@click.command(name="migrate")
@click.pass_obj
def migrate_all(desk: Desk) -> None:
    """Bring every database to the schema of this code."""
    from shared.migrations.steps import migrate  # here, so that only this verb loads Alembic

    for service in desk.chosen([]):
        with database_of(service, migrated=False) as database:
            migrate(database, service.migrations)
        click.echo(f"{service.name}: the database is ready.")


@click.command()
@click.pass_obj
def declare(desk: Desk) -> None:
    """Make the exchange, and the queues with their bindings."""
    services = desk.chosen([])
    with broker_answering():
        System(services).declare()
    for service in services:
        click.echo(f"{service.name}: the queue is ready, {len(service.types)} types of events.")


@click.command()
@click.argument("names", nargs=-1, metavar="[SERVICE]...")
@click.pass_obj
def announce(desk: Desk, names: tuple[str, ...]) -> None:
    """Say the present state of items, sites, teams and volunteers again, so that read models are rebuilt."""
    for service in desk.chosen(names):
        clock.follow(service.settings.clock_file)
        with database_of(service) as database:
            number = database.transact(service.announce)
        click.echo(f"{service.name}: {count(number, 'event')} will be said.")


@click.command()
@one_service
@click.option("--type", "event_type", metavar="TYPE", help="Only events of this type, for example order.approved.v1.")
@click.option("--since", required=True, metavar="TIME", help="2026-11-20, or 2026-11-20T08:00 (Shanghai time).")
@click.pass_obj
def resend(desk: Desk, name: str, event_type: str | None, since: str) -> None:
    """Tell what a service said since then once more; who knows it already pays no heed."""
    moment = _moment(since)
    if event_type is not None and event_type not in BY_TYPE:
        raise click.ClickException(f"There is no type {event_type!r}. docs/asyncapi.yaml has them all.")
    with database_of(desk.one(name)) as database:
        number = operate.resend(database, event_type, moment)
    click.echo(f"{name}: {count(number, 'event')} will be told again.")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.ClickException(f"{text!r} is no time. Write 2026-11-20 or 2026-11-20T08:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.SHANGHAI)
