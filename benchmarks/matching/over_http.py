"""The same question over HTTP: a web process of dispatch on its own database, asked at an even pace while news comes.

The pace is kept whether answers come or not (an open loop), and an answer counts from when it was due to be asked for:
one that is held up holds up those behind it, as it would in life.
"""

import gc
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

import psutil
import requests
import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.matching.county import NOW, County
from services.dispatch import app, settings
from services.dispatch.matching import model
from services.dispatch.models import Team, Volunteer
from services.dispatch.suggesting.marks import ROSTER
from services.dispatch.suggesting.tables import Mark
from shared import clock
from shared.contracts import request, volunteer
from shared.contracts.wire import Event
from shared.db import Database
from shared.identity import new_id
from shared.messaging.envelope import seal
from shared.messaging.intake import Intake
from shared.migrations.steps import migrate
from tests.servers.process import free_port

A_SECOND = 50
NEWS_A_SECOND = 5
CALLERS = 32
ORDERS = 100
ACTOR = {"X-Sidan-Actor": "office:o1@100000", "Accept-Language": "en"}


@dataclass(frozen=True, slots=True)
class OverHttp:
    """Milliseconds of each answer from when it was due; of the first one, which reads the whole roster; of reading
    again somebody who has changed. The memory of the process in the end, in MiB."""

    answers: list[float]
    first: float
    again: list[float]
    memory: float


def over_http(volunteers: int, queries: int, seed: int) -> OverHttp:
    """Ask about orders of a county, one after the other and over again."""
    county = County(volunteers // 2, volunteers, "surplus", seed)
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "DISPATCH_DATABASE_URL": f"sqlite:///{folder}/dispatch.db",
            "CLOCK_FILE": f"{folder}/clock",
        }
        clock.write(Path(environment["CLOCK_FILE"]), NOW)
        clock.follow(Path(environment["CLOCK_FILE"]))
        service = app.build(settings.read(environment))
        database = Database(environment["DISPATCH_DATABASE_URL"])
        migrate(database, service.migrations)
        database.transact(lambda session: _fill(session, county))
        intake = Intake(database, service.hears, service.keeps)
        orders = [_approved(need) for need in county.needs[:ORDERS]]
        intake.take([_sealed(one) for one in orders])
        again = _read_again(database, intake, county)
        with _web(environment) as (origin, process):
            first = _milliseconds(origin, orders[0].order_id, time.perf_counter())
            told = _asked(origin, [orders[number % ORDERS].order_id for number in range(queries)], intake, county)
            memory = process.memory_info().rss / 2**20
        database.close()
        clock.follow(None)
    return OverHttp(told, first, again, memory)


def _asked(origin: str, order_ids: Sequence[UUID], intake: Intake, county: County) -> list[float]:
    gc.freeze()  # a pause of this process, which has the whole county in it, is none of the service's
    begins, ended = time.perf_counter() + 0.5, threading.Event()
    news = threading.Thread(target=_tell, args=(intake, county, ended))
    news.start()

    def ask(number: int) -> float:
        due = begins + number / A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        return _milliseconds(origin, order_ids[number], due)

    with ThreadPoolExecutor(CALLERS) as callers:
        answers = list(callers.map(ask, range(len(order_ids))))
    ended.set()
    news.join()
    return answers


def _milliseconds(origin: str, order_id: UUID, due: float) -> float:
    answer = requests.get(f"{origin}/dispatch/api/v1/orders/{order_id}/candidates", headers=ACTOR, timeout=120)
    answer.raise_for_status()
    return 1000 * (time.perf_counter() - due)


def _tell(intake: Intake, county: County, ended: threading.Event) -> None:
    for version, one in enumerate(county.volunteers_drawn(), 2):
        if ended.wait(1 / NEWS_A_SECOND):
            return
        intake.take([_sealed(_described(one, version))])


def _read_again(database: Database, intake: Intake, county: County) -> list[float]:
    """How long it takes to read somebody again, in the process that ranks."""
    from services.dispatch.suggesting.current import Current

    current, spent = Current(), []
    with database.read() as session:
        current.bring_up(session)
    for number, one in zip(range(200), county.volunteers_drawn(), strict=False):
        intake.take([_sealed(_described(one, 1000 + number))])
        with database.read() as session:
            begun = time.perf_counter()
            current.bring_up(session)
            spent.append(1000 * (time.perf_counter() - begun))
    return spent


@contextmanager
def _web(environment: dict[str, str]) -> Iterator[tuple[str, psutil.Process]]:
    port = free_port()
    command = [sys.executable, "-m", "services.dispatch", "--web", "--port", str(port)]
    with subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL) as process:
        origin = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                if requests.get(f"{origin}/dispatch/readyz", timeout=5).ok:
                    break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield origin, psutil.Process(process.pid)
        process.terminate()


def _fill(session: Session, county: County) -> None:
    people, teams = list(county.volunteers_drawn()), list(county.teams_drawn())
    session.execute(sa.insert(Volunteer), [_row(one) for one in people])
    session.execute(sa.insert(Team), [_team_row(one) for one in teams])
    marked = [*(_id(one.id) for one in people), *(_id(one.id) for one in teams), ROSTER]
    session.execute(sa.insert(Mark), [{"unit_id": one, "number": 1} for one in marked])


def _row(one: model.Volunteer) -> dict[str, object]:
    told = _described(one, 1).as_wire() | {"volunteer_id": _id(one.id), "insured_until": one.insured_until}
    return told | {"rating_sum": one.deeds.rating_sum, "rating_count": one.deeds.rating_count}


def _team_row(one: model.Team) -> dict[str, object]:
    about = {"team_id": _id(one.id), "leader_id": new_id(), "code": one.id, "name": one.id}
    return about | {
        "version": 1,
        "home_path": one.home,
        "skills": list(one.skills),
        "standing": True,
        "duty_team": False,
    }


def _described(one: model.Volunteer, version: int) -> volunteer.VolunteerDescribed:
    told = {
        name: value
        for name, value in asdict(one).items()
        if name in {"age_class", "gender", "max_per_week", "travel_km"}
    }
    return volunteer.VolunteerDescribed(
        volunteer_id=_id(one.id),
        version=version,
        status="active" if one.active else "paused",
        home_path=one.home,
        skills=list(one.skills),
        qualifications=[],
        insured_until=one.insured_until,
        languages=list(one.languages),
        available=list(one.available),
        team_ids=[_id(team) for team in one.teams],
        **told,
    )


def _approved(need: model.Need) -> request.OrderApproved:
    item = request.ItemRules(
        code=need.item,
        version=1,
        skills=[str(place) for place in dict.fromkeys(need.places)],
        minutes=need.minutes,
        team_size=len(need.places),
        risk_level=need.risk_level,
        minors_may_help=need.minors_may_help,
        interval_days=0,
        modes=["home"],
    )
    spoken = request.Need(
        order_no=need.id[1:].zfill(8),
        site_path=need.site,
        item=item,
        title=need.item,
        wanted_from=need.wanted_from,
        wanted_to=need.wanted_to,
        urgency="normal",
        priority=need.priority,
        two_person=False,
        version=1,
    )
    return request.OrderApproved(order_id=new_id(), need=spoken, recipient_id=new_id(), submitted_at=need.submitted_at)


def _sealed(event: Event) -> bytes:
    return seal(event, new_id(), clock.now())


def _id(name: str) -> UUID:
    """An id for a name of the county: a letter and a number."""
    return UUID(int=ord(name[0]) << 64 | int(name[1:]) + 1)
