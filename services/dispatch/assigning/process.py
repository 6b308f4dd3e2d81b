"""The process that assigns the county: `python -m services.dispatch --assign`. It needs the database alone.

It looks now and then whether a suggestion has to be told. Each solving is a process again, which the kernel ends when
it takes too much time or memory: it can neither be hurried nor stopped. Only that one loads the solver.
"""

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import structlog

from services.dispatch.models import Order
from services.dispatch.suggesting.standing import clear, to_commit
from services.dispatch.suggesting.weighing import versions
from shared import clock, workdays
from shared.db import Database, DatabaseAway
from shared.logs import log_as_json
from shared.processes import Pulse
from shared.settings import Common

GLANCE = 0.1
PATIENCE = 3
"""So many times its CPU seconds may a solving last by the clock, on a busy machine."""

log = structlog.get_logger()


def main(arguments: Sequence[str], settings: Common, undo_for: timedelta) -> int:
    """Read the command line and assign until told to stop, or with `--once` a single time; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m services.dispatch", description=__doc__)
    parser.add_argument("--assign", action="store_true", required=True)
    parser.add_argument("--once", action="store_true", help="solve now, within the limits, and end")
    parser.add_argument("--every", type=float, default=30.0, help="seconds between two looks (30)")
    parser.add_argument("--seconds", type=int, default=120, help="CPU seconds that a solving may take (120)")
    parser.add_argument("--mebibytes", type=int, default=2048, help="memory that a solving may take (2048)")
    chosen = parser.parse_args(arguments)
    log_as_json()
    clock.follow(settings.clock_file)
    workdays.follow(settings.workdays_file)
    database = Database(settings.database_url)
    try:
        if chosen.once:
            return _solve(database, undo_for, chosen.seconds, chosen.mebibytes)
        limits = ["--seconds", str(chosen.seconds), "--mebibytes", str(chosen.mebibytes)]
        return _keep_looking(database, chosen.every, limits, chosen.seconds * PATIENCE)
    finally:
        database.close()


def _solve(database: Database, undo_for: timedelta, seconds: int, mebibytes: int) -> int:
    from services.dispatch.assigning.publishing import assign_county
    from services.dispatch.assigning.solving import answer, bound

    bound(seconds, mebibytes)
    log.info("county assigned", told=assign_county(database, answer, undo_for))
    return 0


def _keep_looking(database: Database, every: float, limits: list[str], patience: float) -> int:
    stop, solving = Event(), Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    pulse = Pulse(database, "assign", lambda: {"doing": "solves" if solving.is_set() else "waits"})
    beating = Thread(target=pulse.beat, args=(stop,), name="pulse")
    beating.start()
    solved: Any = None
    while not stop.is_set():
        waiting = _waiting(database)
        if waiting and waiting != solved:
            solving.set()
            solved = waiting if _solve_apart(limits, patience, stop) else solved
            solving.clear()
        stop.wait(every)
    beating.join()
    return 0


def _waiting(database: Database) -> Any:
    """Clear what no longer stands; then the orders for which a suggestion has to be told, with the versions of roster
    and weights: who could not be helped by these is not asked about again until they change. None without any."""
    about = to_commit(clock.now()).with_only_columns(Order.order_id, Order.round, Order.version)
    try:
        database.transact(clear)
        with database.read() as session:
            orders = session.execute(about).all()
            return (versions(session), orders) if orders else None
    except DatabaseAway as error:
        log.warning("database away, nothing is assigned", reason=str(error))
        return None


def _solve_apart(limits: list[str], patience: float, stop: Event) -> bool:
    """Solve in a process of its own; whether it came to its end. If not, the next look tries again."""
    until = time.monotonic() + patience
    child = subprocess.Popen([sys.executable, "-m", "services.dispatch", "--assign", "--once", *limits])
    while child.poll() is None:
        if stop.wait(GLANCE) or time.monotonic() > until:
            child.terminate()
            break
    code = child.wait()
    if code and not stop.is_set():
        log.error("solving did not end well", code=code)
    return code == 0
