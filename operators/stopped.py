"""News that stopped: events parked by a listener, dead messages at the broker, rows that nobody took."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import click

from operators.dead_letters import DeadLetters
from operators.desk import Desk, broker_answering, count, database_of, dead_letters, one_service, some_services
from shared import clock
from shared.messaging import operate
from shared.messaging.operate import Stopped
from shared.runtime import Service

MOST = 200


@click.group()
def parked() -> None:
    """Events that were heard and could not take effect."""


@parked.command(name="list")
@some_services
@click.pass_obj
def parked_list(desk: Desk, names: tuple[str, ...]) -> None:
    """List them: parked, drift, unknown types, and what has come too early for an hour."""
    for service in desk.chosen(names):
        with database_of(service) as database:
            _print_stopped(service.name, operate.parked(database, MOST))


@parked.command(name="show")
@click.argument("event_id", type=click.UUID)
@some_services
@click.pass_obj
def parked_show(desk: Desk, event_id: UUID, names: tuple[str, ...]) -> None:
    """Print the envelope of one."""
    for service in desk.chosen(names):
        with database_of(service) as database:
            text = operate.shown(database, event_id)
        if text is not None:
            click.echo(text)
            return
    raise click.ClickException(f"No event {event_id} waits. Say: sidan parked list")


@parked.command(name="replay")
@click.argument("subject")
@some_services
@click.pass_obj
def parked_replay(desk: Desk, subject: str, names: tuple[str, ...]) -> None:
    """Try again all that waits about SUBJECT (the id of an order, say), in its order."""
    total = 0
    for service in desk.chosen(names):
        with database_of(service) as database:
            number = operate.replay(database, subject)
        total += number
        if number:
            click.echo(f"{service.name}: {count(number, 'event')} will be tried again.")
    if not total:
        raise click.ClickException(f"Nothing about {subject} waits. Say: sidan parked list")


@parked.command(name="drop")
@click.argument("event_id", type=click.UUID)
@one_service
@click.pass_obj
def parked_drop(desk: Desk, event_id: UUID, name: str) -> None:
    """Give one up for good; it stays on record."""
    with database_of(desk.one(name)) as database:
        if not operate.drop(database, event_id):
            raise click.ClickException(f"No event {event_id} waits at {name}. Say: sidan parked list")
    click.echo(f"{name}: given up.")


@click.group()
def dead() -> None:
    """Messages that took their worker down five times."""


@dead.command(name="list")
@some_services
@click.pass_obj
def dead_list(desk: Desk, names: tuple[str, ...]) -> None:
    """List them; they stay where they are."""
    for service in desk.chosen(names):
        with broker_answering():
            found = _dead_letters(service).peek(MOST)
        click.echo(f"{service.name}: {count(len(found), 'dead message')}")
        _print_table([("event", "type"), *found] if found else [])


@dead.command(name="replay")
@some_services
@click.pass_obj
def dead_replay(desk: Desk, names: tuple[str, ...]) -> None:
    """Put them back into the queue, once what took the worker down is mended."""
    for service in desk.chosen(names):
        with broker_answering():
            number = _dead_letters(service).replay()
        click.echo(f"{service.name}: {count(number, 'message')} put back.")


@click.group()
def outbox() -> None:
    """Events that were said, told five times, and never taken."""


@outbox.command(name="list")
@some_services
@click.pass_obj
def outbox_list(desk: Desk, names: tuple[str, ...]) -> None:
    """List them."""
    for service in desk.chosen(names):
        with database_of(service) as database:
            _print_stopped(service.name, operate.untold(database, MOST))


@outbox.command(name="release")
@one_service
@click.argument("event_ids", nargs=-1, type=click.UUID, metavar="[EVENT_ID]...")
@click.pass_obj
def outbox_release(desk: Desk, name: str, event_ids: tuple[UUID, ...]) -> None:
    """Tell them again: these, or all."""
    with database_of(desk.one(name)) as database:
        number = operate.release(database, event_ids or None)
    click.echo(f"{name}: {count(number, 'event')} will be told again.")


def _dead_letters(service: Service) -> DeadLetters:
    letters = dead_letters(service)
    if letters is None:
        raise click.ClickException("In one process there are no dead queues. Say: sidan outbox list")
    return letters


def _print_stopped(name: str, rows: Sequence[Stopped]) -> None:
    heading = ("event", "type", "subject", "state", "tries", "since", "failure")
    click.echo(f"{name}: {count(len(rows), 'event')}" + (" or more" if len(rows) == MOST else ""))
    _print_table([heading, *map(_cells, rows)] if rows else [])


def _cells(row: Stopped) -> tuple[Any, ...]:
    since = row.since.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    return (row.event_id, row.type, row.subject or "-", row.state, row.attempts, since, row.failure)


def _print_table(rows: Sequence[Sequence[Any]]) -> None:
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        click.echo("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
