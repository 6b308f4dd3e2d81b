"""The real week, with things killed in the middle of it, on both combinations that ship; the books fit at the end."""

import os
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from demo.settling import SERVICES
from shared.clock import SHANGHAI
from tests.faults.fleet import Fleet, Play, apart, embedded, fleet, named
from tests.faults.recounted import recounted
from tests.servers import Postgres, RabbitMQ

MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=SHANGHAI)
WEEK = timedelta(days=7)
PATIENCE = 600.0
AGREED = "400 orders; 0 figures differ."


@pytest.fixture
def chance() -> random.Random:
    """Chance that can be had again: `SIDAN_SEED=… make test`."""
    seed = int(os.environ.get("SIDAN_SEED", random.SystemRandom().randrange(10**9)))
    sys.stdout.write(f"SIDAN_SEED={seed}\n")
    return random.Random(seed)


def moments(chance: random.Random, count: int) -> list[datetime]:
    """Random moments of the week, in order."""
    return sorted(MONDAY + chance.random() * WEEK for _ in range(count))


@pytest.fixture(scope="module")
def summaries() -> dict[str, str]:
    """What the weeks of this module printed."""
    return {}


@pytest.mark.timeout(PATIENCE)
def test_the_embedded_week_survives_three_kills_and_a_second_run_changes_nothing(
    tmp_path: Path, chance: random.Random, summaries: dict[str, str]
) -> None:
    urls = {f"{name.upper()}_DATABASE_URL": f"sqlite:///{tmp_path}/{name}.db" for name in SERVICES}
    with fleet(tmp_path, urls) as ships:
        ships.clock_file.write_text("2026-11-16T00:00:00+08:00")
        origin = embedded(ships)
        play = ships.play_week(origin)
        for moment in moments(chance, 3):
            play.reaches(moment, within=PATIENCE)
            ships.kill("all")
        summaries["embedded"] = play.summary(within=PATIENCE)
        assert "Reconciled: all 400 orders" in summaries["embedded"]
        assert ships.play_week(origin).summary(within=PATIENCE) == summaries["embedded"]
        summaries["figures"] = recounted(origin, tmp_path)
        assert AGREED in summaries["figures"], summaries["figures"]


@pytest.mark.timeout(PATIENCE)
def test_the_week_on_rabbitmq_and_postgresql_survives_every_process_and_both_servers(
    tmp_path: Path, chance: random.Random, rabbitmq: RabbitMQ, postgres: Postgres, summaries: dict[str, str]
) -> None:
    urls = {f"{name.upper()}_DATABASE_URL": postgres.create_database(f"week_{name}") for name in SERVICES}
    broker = {"BROKER_URL": rabbitmq.url, "BROKER_NAMESPACE": f"w{uuid4().hex[:8]}"}
    with fleet(tmp_path, {**urls, **broker}) as ships:
        ships.clock_file.write_text("2026-11-16T00:00:00+08:00")
        origins = apart(ships)
        play = ships.play_week(*named(origins))
        _break_everything_once(ships, play, chance, rabbitmq, postgres)
        printed = play.summary(within=PATIENCE)
        figures = recounted(origins["feedback"], tmp_path)
    assert "Reconciled: all 400 orders" in printed
    assert printed == summaries.get("embedded", printed)
    assert AGREED in figures and figures == summaries.get("figures", figures)


def _break_everything_once(
    ships: Fleet, play: Play, chance: random.Random, rabbitmq: RabbitMQ, postgres: Postgres
) -> None:
    blows = [lambda name=name: ships.kill(name) for name in ships.processes]  # type: ignore[misc]
    blows += [rabbitmq.restart, postgres.restart]
    chance.shuffle(blows)
    for moment, strike in zip(moments(chance, len(blows)), blows, strict=True):
        play.reaches(moment, within=PATIENCE)
        strike()
