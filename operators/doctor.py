"""`sidan doctor`: says in plain words what is wrong, and what to do about it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import click

from operators.desk import Desk, count, dead_letters
from shared import clock, workdays
from shared.db import Database, DatabaseAway
from shared.messaging import inbox, outbox
from shared.messaging.publishing import BrokerAway
from shared.migrations import at_or_beyond_head
from shared.processes import seen
from shared.runtime import Service

SILENT_AFTER = timedelta(seconds=5)
TOLD_WITHIN = timedelta(minutes=1)
CLOCK_MOVES_WITHIN = timedelta(minutes=10)
WORKDAYS_KNOWN_AHEAD = timedelta(days=30)

_STOPPED = {
    "parked": "failed again and again, or could not be read. 'sidan parked list' says why; mend that, then replay",
    "drift": "say the opposite of what is on record. Find out which is true ('sidan parked show'), then replay or drop",
    "unknown": "are of a type that this version does not know. Upgrade it: they are tried again by themselves",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: with what, what it is, and what to do."""

    where: str
    wrong: str
    remedy: str


@click.command()
@click.pass_obj
def doctor(desk: Desk) -> None:
    """Say what is wrong, and what to do about it. Ends with 1 when something is."""
    services = desk.chosen([])
    findings = [*_of_time(services[0]), *_of_the_broker(services)]
    for service in services:
        findings += _of_one(service)
    for finding in findings:
        click.echo(f"{finding.where}: {finding.wrong}.\n    {finding.remedy}.")
    if findings:
        raise click.exceptions.Exit(1)
    click.echo(f"Nothing is wrong. Looked at: {', '.join(service.name for service in services)}, the broker, the time.")


def _of_one(service: Service) -> list[Finding]:
    database = Database(service.settings.database_url)
    try:
        if not at_or_beyond_head(database, service.migrations):
            wrong = "its database has not the schema that this version needs"
            return [Finding(service.name, wrong, "Say: sidan migrate")]
        with database.read() as session:
            processes = seen(session)
            news = {"said": outbox.counts(session, clock.machine_now()), "heard": inbox.counts(session)}
            oldest = outbox.oldest_unsent(session)
        return [*_of_processes(service.name, processes), *_of_news(service.name, news, oldest)]
    except DatabaseAway as error:
        remedy = "Nothing can be taken down there until it does. Start it, or look whether its address is right"
        return [Finding(service.name, f"its database does not answer ({error})", remedy)]
    finally:
        database.close()


def _of_processes(name: str, processes: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    now = clock.machine_now()
    silent = [one for one in processes if now - datetime.fromisoformat(one["seen_at"]) > SILENT_AFTER]
    alive = [one for one in processes if one not in silent]
    for kind, wrong, lost, option in (
        ("web", "nobody answers for it over HTTP", "Nobody reaches it", "--web"),
        ("work", "no worker gives a sign of life", "It tells nothing and hears nothing; the news waits", "--work"),
    ):
        if not any(one["kind"] in {kind, "both"} for one in alive):
            start = f"docker compose up --detach {name}-{kind}, or python -m services.{name} {option}, or sidan run"
            yield Finding(name, wrong, f"{lost}. Start it: {start}")
    for one in silent:
        wrong = f"its process {one['place']} ({one['kind']}) has been silent since {one['seen_at']}"
        yield Finding(name, wrong, "It was killed, or it hangs. Look into its log, and see that it is started again")
    if any(one["doing"] == "broker_away" for one in alive):
        yield Finding(name, "its worker does not reach the broker", "Its news waits in the outbox. Look at the broker")


def _of_news(name: str, news: Mapping[str, Any], oldest: datetime | None) -> Iterator[Finding]:
    for state, why in _STOPPED.items():
        if number := news["heard"]["undone"].get(state, 0):
            yield Finding(name, f"{count(number, 'event')} that it heard took no effect ({state})", f"They {why}")
    if number := news["said"]["set_aside"]:
        remedy = "Find out who ought to have taken them ('sidan outbox list'), then say: sidan outbox release"
        yield Finding(name, f"{count(number, 'event')} that it said were told five times and never taken", remedy)
    if oldest is not None and clock.machine_now() - oldest > TOLD_WITHIN:
        waits = f"its news has waited since {oldest.isoformat(timespec='seconds')}"
        yield Finding(name, waits, "Look at its worker and at the broker; nothing is lost meanwhile")


def _of_the_broker(services: Iterable[Service]) -> Iterator[Finding]:
    for service in services:
        letters = dead_letters(service)
        if letters is None:
            return
        try:
            if missing := letters.missing():
                remedy = "Nobody can be told anything until it stands. Say: sidan declare"
                yield Finding("broker", f"there is no queue {' and no queue '.join(missing)}", remedy)
            elif number := letters.count():
                dead = f"{count(number, 'message')} took the worker of {service.name} down five times each"
                remedy = "'sidan dead list' names them. Mend the cause, then say: sidan dead replay"
                yield Finding("broker", dead, remedy)
        except BrokerAway as error:
            remedy = "Orders are taken all the same, and news waits. Start it, or look whether its address is right"
            yield Finding("broker", f"it does not answer, or refuses ({error})", remedy)
            return


def _of_time(service: Service) -> Iterator[Finding]:
    file = service.settings.clock_file
    try:
        clock.follow(file)
        now = clock.now()
    except (OSError, ValueError):
        yield Finding("time", f"there is no time in {file}", "Write it there (ISO 8601), or take CLOCK_FILE away")
        return
    if file is not None and clock.machine_now().timestamp() - file.stat().st_mtime > CLOCK_MOVES_WITHIN.total_seconds():
        remedy = "Nothing falls due while it does. After a rehearsal, take CLOCK_FILE away and start everything again"
        yield Finding("time", f"business time stands still at {now.isoformat()}, as {file} says", remedy)
    yield from _of_workdays(service, now)


def _of_workdays(service: Service, now: datetime) -> Iterator[Finding]:
    file = service.settings.workdays_file
    try:
        workdays.follow(file)
    except (OSError, ValueError, KeyError):
        remedy = "Give it the form of shared/workdays.json, or take WORKDAYS_FILE away"
        yield Finding("working days", f"{file} cannot be read", remedy)
        return
    known = workdays.complete_until()
    if (now + WORKDAYS_KNOWN_AHEAD).astimezone(clock.SHANGHAI).year > known:
        remedy = (
            "Limits are counted wrong from then on. Enter the next year as the State Council announced it, with its "
        )
        yield Finding("working days", f"they are known until the end of {known} only", f"{remedy}make-up days")
