"""`make stack`: the whole system as docker-compose.yml describes it, without Docker, until Ctrl-C."""

import signal
import subprocess
import sys
import threading

import click

from demo.command import EVE
from tests.stack import Stack, running_stack
from tests.stack.processes import is_taken

LOOK_EVERY = 0.5


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--port", default=8000, show_default=True, help="Where the proxy answers, on this machine only.")
@click.option("--workers", default=1, show_default=True, help="Workers for each service; one is active.")
@click.option("--week", is_flag=True, help="Carry the week of the demonstration through it, on its own clock.")
@click.option("--exit", "leave", is_flag=True, help="End then instead of staying up.")
def stack(port: int, workers: int, week: bool, leave: bool) -> None:
    """Start RabbitMQ, PostgreSQL, web and worker processes for each service, and the proxy before them."""
    if is_taken(port):
        raise click.ClickException(f"Somebody listens on port {port} already. Name another one: --port 8080, say.")
    click.echo("Starting RabbitMQ, PostgreSQL, the four services and the proxy (about half a minute) …")
    try:
        with running_stack(port, workers=workers, begins=EVE if week else None) as running:
            stopped = _stopped_by_signal()
            click.echo(f"Everything answers on {running.origin}. Logs and secrets are in {running.folder}.")
            code = _play_week(running, stopped) if week else 0
            if not leave:
                click.echo("It stays up; what ends is started again. Ctrl-C ends it, and its data with it.")
                _watch(running, stopped)
            click.echo("Stopping …")
    except RuntimeError as error:
        raise click.ClickException(str(error)) from None
    sys.exit(code)


def _stopped_by_signal() -> threading.Event:
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    return stopped


def _play_week(running: Stack, stopped: threading.Event) -> int:
    """The demonstration as a client from outside; its exit code."""
    command = [sys.executable, "-m", "services", "demo", "--exit", "--at", running.origin]
    command += ["--clock", str(running.clock_file)]
    play = subprocess.Popen(command, start_new_session=True)
    while play.poll() is None and not stopped.is_set():
        _look(running, stopped)
    if play.poll() is None:
        play.terminate()
    return play.wait()


def _watch(running: Stack, stopped: threading.Event) -> None:
    while not stopped.is_set():
        _look(running, stopped)


def _look(running: Stack, stopped: threading.Event) -> None:
    stopped.wait(LOOK_EVERY)
    for name in running.restart_what_ended():
        click.echo(f"{name} had ended and was started again; its log is {running.folder / name / 'server.log'}.")


if __name__ == "__main__":
    stack()
