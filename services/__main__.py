"""All four services: `python -m services …`, or `sidan …`. The only module that knows all of them."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

import services.dispatch.app
import services.dispatch.assigning.command
import services.dispatch.settings
import services.feedback.app
import services.feedback.settings
import services.request.app
import services.request.settings
import services.volunteer.app
import services.volunteer.settings
from operators import commands
from running.system import Roles, System, stay_on_one_core
from shared.db import DatabaseAway
from shared.logs import log_as_json
from shared.messaging.publishing import BrokerAway
from shared.runtime import Service
from shared.web.front import front_page

_NOT_STARTED = "Nothing was started; try again when it does."


def build_all(environ: Mapping[str, str]) -> list[Service]:
    """The four services, each with its settings from `environ`, in the order of an order's life."""
    return [
        services.request.app.build(services.request.settings.read(environ)),
        services.dispatch.app.build(services.dispatch.settings.read(environ)),
        services.volunteer.app.build(services.volunteer.settings.read(environ)),
        services.feedback.app.build(services.feedback.settings.read(environ)),
    ]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Sidan 四单: residents order, centres dispatch, volunteers accept, residents rate."""


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def run(host: str, port: int) -> None:
    """Run all four services in this process, on one origin."""
    log_as_json()
    stay_on_one_core()
    system = System(build_all({"ORIGIN": f"http://{host}:{port}", **os.environ}))
    try:
        system.migrate()
        system.declare()
    except DatabaseAway as error:
        raise click.ClickException(f"A database does not answer ({error}). {_NOT_STARTED}") from None
    except BrokerAway as error:
        raise click.ClickException(f"The broker does not answer, or refuses ({error}). {_NOT_STARTED}") from None
    sys.exit(system.run(Roles(at=(host, port), web=True, work=True), front_page(system.services[0].settings.hotline)))


@cli.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def demo(arguments: tuple[str, ...]) -> None:
    """Carry one real week of a county's orders through the system, and look at the end (`sidan demo --help`)."""
    from demo.command import play

    sys.exit(play(arguments))


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    """Copy the four SQLite databases, all of one moment, into the new FOLDER, while everything runs."""
    from deploy.backup import NotDone, back_up

    try:
        back_up(_database_urls(), folder)
    except NotDone as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"The backup is in {folder}. It holds names and phones: keep it as you keep the databases.")


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
def restore(folder: Path) -> None:
    """Put the databases of a backup in FOLDER where the services look for them. Nothing may run, or be there."""
    from deploy.backup import NotDone
    from deploy.backup import restore as put_back

    try:
        put_back(folder, _database_urls())
    except NotDone as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo("The databases are as they were then. Start the services: what was under way is told again by itself.")


@cli.group()
@click.pass_context
def match(context: click.Context) -> None:
    """Who was suggested, and whether that was right."""
    context.obj = services.dispatch.settings.read(os.environ).database_url


for verb in services.dispatch.assigning.command.VERBS:
    match.add_command(verb)


@cli.command()
def generate() -> None:
    """Write the generated files again: contracts, API documents, tables and pictures."""
    from tools import generate as generated

    root = Path(__file__).parent.parent
    for path, text in generated(root).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        click.echo(f"written: {path}")


def _database_urls() -> dict[str, str]:
    return {service.name: service.settings.database_url for service in build_all(os.environ)}


def main() -> None:
    """The console script."""
    for command in commands(build_all(os.environ)):
        cli.add_command(command)
    cli()


if __name__ == "__main__":
    main()
