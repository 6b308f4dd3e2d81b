"""`sidan demo`: start the four services, play the week over HTTP, print how it ended, stay up for a look round."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from demo import summary
from demo.client import Client, Refused, Unreachable
from demo.county import enrol
from demo.people import People
from demo.reconciliation import breaches, open_books
from demo.settling import SERVICES, Restless, Settling
from demo.week import Week
from shared import clock

EVE = datetime(2026, 11, 16, 0, 0, tzinfo=clock.SHANGHAI)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--exit", "leave", is_flag=True, help="End after the summary instead of staying up.")
@click.option("--port", default=8000, show_default=True, help="Where the services answer.")
@click.option(
    "--folder",
    default="var/demo",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where they keep their data.",
)
@click.option("--at", multiple=True, help="Where services run already: one address, or service=address for each.")
@click.option("--clock", "clock_file", type=click.Path(path_type=Path), help="Their CLOCK_FILE; needed with --at.")
def demo(leave: bool, port: int, folder: Path, at: tuple[str, ...], clock_file: Path | None) -> None:
    """Carry one real week of a county's orders through the system."""
    quiet = not sys.stderr.isatty() and not sys.stdout.isatty()
    if at and clock_file is None:
        raise click.UsageError("With --at, name the CLOCK_FILE of those services with --clock.")
    clock_file = clock_file or folder / "clock"
    if not clock_file.exists():
        clock.write(clock_file, EVE)
    try:
        with _alone(clock_file):
            if at:
                code = _carry(Client(_origins(at)), clock_file, quiet=quiet)
            else:
                with _running(port, folder, clock_file) as address:
                    code = _carry(Client(_origins([address])), clock_file, quiet=quiet)
                    if not leave:
                        _stay(address, folder)
    except (Unreachable, Restless, Refused) as error:
        raise click.ClickException(f"{error} The services' log is {folder / 'log.jsonl'}.") from None
    sys.exit(code)


def play(arguments: Sequence[str]) -> int:
    """Run the command with these arguments; the exit code."""
    return int(demo.main(args=list(arguments), prog_name="sidan demo", standalone_mode=True) or 0)


def _carry(client: Client, clock_file: Path, *, quiet: bool) -> int:
    began = time.monotonic()
    settling = Settling(client, clock_file)
    click.echo("Enrolling the county: 237 sites, 60 items, 420 volunteers, 26 teams …")
    directory = enrol(client, settling.settle)
    week = Week(client, People(client, directory), settling)
    click.echo("Playing the week of 16 to 22 November 2026, 400 orders, on its own clock …")
    week.play(quiet=quiet)
    books, statuses = open_books(client), settling.statuses()
    found = breaches(books, statuses)
    dead = summary.count_dead(statuses)
    found += [f"{dead} events lie in the dead queues"] if dead else []
    for line in summary.lines(books, statuses, dead, week.unexpected, found):
        click.echo(line)
    click.echo(f"It took {time.monotonic() - began:.0f} s.", err=True)
    return 1 if found or week.unexpected else 0


def _origins(at: Sequence[str]) -> dict[str, str]:
    """Service → origin."""
    named = dict(one.split("=", 1) for one in at if "=" in one)
    return named or dict.fromkeys(SERVICES, at[0])


@contextmanager
def _alone(clock_file: Path) -> Iterator[None]:
    """Two who move one clock would wait for each other for ever. Raises ClickException for the second."""
    with clock_file.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            others = (
                "A demonstration runs here already. End it with Ctrl-C in its own window, or begin another elsewhere:"
            )
            raise click.ClickException(f'{others} make demo ARGS="--port 8001 --folder var/second"') from None
        yield


def _must_be_free(port: int) -> None:
    """Raise ClickException where something else would answer instead of what is started here."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            others = f"Something answers on port {port} already, maybe services of a demonstration that was killed."
            raise click.ClickException(f"{others} End it, or take another --port.")


@contextmanager
def _running(port: int, folder: Path, clock_file: Path) -> Iterator[str]:
    """The address of the four services, started here in one process of their own."""
    address = f"http://127.0.0.1:{port}"
    _must_be_free(port)
    folder.mkdir(parents=True, exist_ok=True)
    databases = {f"{name.upper()}_DATABASE_URL": f"sqlite:///{folder}/{name}.db" for name in SERVICES}
    key = {"CODES_KEY_FILE": str(folder / "codes-key")}
    environ = {**databases, **key, **os.environ, "CLOCK_FILE": str(clock_file), "DISPATCH_UNDO_SECONDS": "0"}
    click.echo(f"Starting the four services on {address} …")
    with (folder / "log.jsonl").open("a") as log:
        command = [sys.executable, "-m", "services", "run", "--port", str(port)]
        services = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        try:
            _await(Client(_origins([address])), services, folder)
            yield address
        finally:
            services.send_signal(signal.SIGTERM)
            services.wait(timeout=30)


def _await(client: Client, services: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Wait until all four answer. Raises ClickException when they end instead."""
    answered = threading.Thread(target=lambda: [client.get(f"/{name}/livez") for name in SERVICES], daemon=True)
    answered.start()
    while answered.is_alive():
        answered.join(timeout=0.1)
        if services.poll() is not None:
            raise click.ClickException(f"The services did not start; the end of {folder / 'log.jsonl'} says why.")


def _stay(address: str, folder: Path) -> None:
    click.echo(f"\nThe services stay up on {address} for a look round. Their data is in {folder}. Ctrl-C ends.")
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    while not stopped.wait(1.0):
        pass  # as in `running.system`
