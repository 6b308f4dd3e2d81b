"""The schema of each service on both databases: its numbered steps make just what its models say."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from shared.db import Database
from shared.migrations import at_or_beyond_head
from shared.migrations.steps import drifted, migrate, write_step
from tests.house.sources import SERVICES
from tools.registry import service_of


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/service.db"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").create_database(f"h{uuid4().hex[:12]}")
    opened = Database(url)
    yield opened
    opened.close()


@pytest.mark.parametrize("service", SERVICES)
def test_models_and_migrations_do_not_drift_apart(service: str, database: Database) -> None:
    built = service_of(service)
    assert not at_or_beyond_head(database, built.migrations)
    migrate(database, built.migrations)
    assert at_or_beyond_head(database, built.migrations)
    assert not drifted(database, built.migrations, built.metadata)


def test_a_column_that_no_step_makes_is_found_out(database: Database) -> None:
    built = service_of("feedback")
    migrate(database, built.migrations)
    grown = sa.MetaData(naming_convention=built.metadata.naming_convention)
    for table in built.metadata.tables.values():
        table.to_metadata(grown)
    grown.tables["facts"].append_column(sa.Column("weather", sa.String(8)))
    assert drifted(database, built.migrations, grown)


def test_a_step_that_is_written_leads_from_the_steps_before_to_the_models(database: Database, tmp_path: Path) -> None:
    built, steps = service_of("feedback"), tmp_path / "steps"
    steps.mkdir()
    for number, about in (("0001", "first tables"), ("0002", "nothing more")):
        write_step(database, steps, built.metadata, number, about)
        migrate(database, steps)
    assert not drifted(database, steps, built.metadata)


@pytest.mark.parametrize("service", SERVICES)
def test_the_steps_are_numbered_from_1_without_a_gap(service: str) -> None:
    folder = service_of(service).migrations
    numbers = [path.name.partition("_")[0] for path in sorted(folder.glob("*.py"))]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)] != []


@pytest.mark.parametrize("service", SERVICES)
def test_a_step_is_known_by_the_number_in_the_name_of_its_file(service: str) -> None:
    folder = service_of(service).migrations
    script = ScriptDirectory(str(folder), version_locations=[str(folder)])
    steps = list(script.walk_revisions())
    assert all(Path(step.path).name.startswith(f"{step.revision}_") for step in steps)
    assert len(script.get_heads()) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_its_own_outbox_inbox_notices_history_and_keys(service: str) -> None:
    assert {"outbox", "inbox", "notices", "history", "idempotency_keys"} <= service_of(service).metadata.tables.keys()
