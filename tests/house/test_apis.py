"""Each API keeps its own document: schemathesis asks everything that the document allows, and much that it forbids."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response
from schemathesis.engine import events, from_schema
from werkzeug.exceptions import NotFound

from running.origin import gateway
from shared import clock
from shared.db import Database
from shared.migrations.steps import migrate
from shared.runtime import web_app
from tests.house.stocked import STOCKS, Known
from tests.servers import Postgres
from tests.services.conftest import MONDAY_MORNING
from tests.services.stage import Clockwork, Stage

ACTORS = ["office:o1@620821", "clerk:c1@620821/102", "dispatcher:d1@620821/102", "evaluator:e1@620821", "resident:r1"]
PHASES = ("examples", "coverage", "fuzzing", "stateful")
OFTEN = 0.9
BEYOND_COVERAGE = {"X-Sidan-Actor", "If-Match"}
Origin = Callable[..., Any]


@pytest.fixture
def open_stage(postgres: Postgres, tmp_path: Path) -> Iterator[Callable[[str], Stage]]:
    """Open a service by name on PostgreSQL, which minds lengths, numbers and characters that SQLite lets pass."""
    opened: list[Database] = []

    def open_(name: str) -> Stage:
        url = postgres.create_database("api")
        settings, app = import_module(f"services.{name}.settings"), import_module(f"services.{name}.app")
        opened.append(Database(url))
        service = app.build(settings.read({f"{name.upper()}_DATABASE_URL": url}))
        migrate(opened[-1], service.migrations)
        return Stage(service, opened[-1], web_app(service, opened[-1]))

    Clockwork(tmp_path / "clock", MONDAY_MORNING)
    yield open_
    clock.follow(None)
    for database in opened:
        database.close()


@pytest.mark.timeout(300)  # it takes longer with each route
@pytest.mark.parametrize("name", STOCKS)
def test_an_api_does_what_its_document_says(name: str, open_stage: Callable[[str], Stage]) -> None:
    stage = open_stage(name)
    known = STOCKS[name](stage)
    origin = gateway(NotFound(), {name: web_app(stage.service, stage.database)})
    findings = [*each_limit(name, origin, known), *anything(name, origin, known)]
    assert not findings, "\n\n".join(findings)


def each_limit(name: str, origin: Origin, known: Known) -> Iterator[str]:
    """Everything at its limits and just beyond, asked by one who may.

    Without two headers: this phase of schemathesis sends 0 for a pattern with a colon or a quotation mark in it.
    """
    asking = on_this_machine(origin, HTTP_X_SIDAN_ACTOR=known["header.X-Sidan-Actor"][0])
    document = schemathesis.openapi.from_wsgi(f"/{name}/api/v1/openapi.json", asking).raw_schema
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                operation["parameters"] = [one for one in operation["parameters"] if one["name"] not in BEYOND_COVERAGE]
    schema = schemathesis.openapi.from_dict(document, config=configured(known, phases=("examples", "coverage")))
    schema.app = asking
    yield from found_in(schema)


def anything(name: str, origin: Origin, known: Known) -> Iterator[str]:
    """Whatever comes to mind, alone and one after the other, asked by anybody."""
    everybody = {**known, "header.X-Sidan-Actor": [*ACTORS, *known["header.X-Sidan-Actor"] * 2]}
    config = configured(everybody, phases=("fuzzing", "stateful"))
    yield from found_in(
        schemathesis.openapi.from_wsgi(f"/{name}/api/v1/openapi.json", on_this_machine(origin), config=config)
    )


def on_this_machine(origin: Origin, **more: str) -> Origin:
    """Schemathesis does not say where it calls from; whoever acts is believed on the machine itself only."""
    return lambda environ, start_response: origin({**environ, "REMOTE_ADDR": "127.0.0.1", **more}, start_response)


def configured(known: Known, phases: tuple[str, ...]) -> SchemathesisConfig:
    """Repeatable, and with what there is to be found."""
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "cache": {"enabled": False},
            "generation": {"deterministic": True, "max-examples": 10, "database": "none"},
            "phases": {
                phase: {"enabled": phase in phases} for phase in ("examples", "coverage", "fuzzing", "stateful")
            },
            "dictionaries": {name: {"values": values} for name, values in known.items()},
            "parameters": {name: {"dictionary": name, "probability": OFTEN} for name in known},
            "checks": {
                # Rules that no schema can say (an unknown station, a time that has passed, a version that is no
                # longer the newest) are refused with 422 or 412; which of them is judged below, by the problem's code.
                "positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "412", "422"]}
            },
        }
    )


@schemathesis.check
def refuses_for_a_reason_beyond_the_schema(ctx: Any, response: Response, case: Any) -> None:
    """What the document allows is never refused as a fault of form."""
    told_of_form = response.status_code == 422 and response.json()["code"] == "unprocessable_entity"
    assert not (told_of_form and case.meta.generation.mode.is_positive), "The document allows what the form refuses"


def found_in(schema: Any) -> Iterator[str]:
    """What schemathesis finds to be wrong."""
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            yield str(event.info if isinstance(event, events.NonFatalError) else event.exception)
        if isinstance(event, events.ScenarioFinished):
            for checks in event.recorder.checks.values():
                for check in checks:
                    if check.failure_info is not None:
                        failure = check.failure_info.failure
                        yield f"{check.name}: {failure.title}\n{failure.message}\n{check.failure_info.code_sample}"
