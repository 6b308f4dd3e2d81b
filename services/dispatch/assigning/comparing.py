"""Courses of a past period side by side: as it was, under the weights that hold, under others."""

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from services.dispatch.assigning.measures import Course, measured
from services.dispatch.assigning.past import Past, past
from services.dispatch.assigning.rehearsing import Rehearsal, Variant
from services.dispatch.assigning.solving import answer
from services.dispatch.suggesting.weighing import read_weights, versions, weights_of

AS_IT_WAS = "as it was"


def variants(session: Session, files: Iterable[Path]) -> list[Variant]:
    """The weights that hold now, and what the files change of them."""
    holding = Variant("weights now", weights_of(session, versions(session).weights))
    return [holding, *(_variant(holding, file.stem, json.loads(file.read_text(encoding="utf-8"))) for file in files)]


def _variant(holding: Variant, name: str, told: Mapping[str, Any]) -> Variant:
    kept = dataclasses.asdict(holding.weights) | told.get("weights", {}) | {"version": name}
    others = {what: told[what] for what in ("further_km", "more_visits") if what in told}
    return Variant(name, read_weights(kept), **others)


def side_by_side(
    facts: Iterable[Mapping[str, Any]], tried: Sequence[Variant], since: datetime, until: datetime
) -> Iterator[str]:
    """A line for each measure, a column for each course."""
    told = past(facts, since, until)
    columns = {AS_IT_WAS: measured(told, _as_it_was(told), tried[0].weights)}
    for one in tried:
        columns[one.name] = measured(told, Rehearsal(told, one, answer).run(until), one.weights)
    width = max(len(name) for name in columns[AS_IT_WAS])
    yield " " * width + "".join(f"{name:>18}" for name in columns)
    for measure in columns[AS_IT_WAS]:
        yield f"{measure:{width}}" + "".join(f"{column[measure]:>18}" for column in columns.values())


def _as_it_was(told: Past) -> Course:
    found = {one_id: at for one_id, at in told.accepted.items() if one_id in told.orders}
    return Course(visits=told.visits, asked_at=found)
