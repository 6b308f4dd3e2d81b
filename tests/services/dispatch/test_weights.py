"""The weights that the center publishes, and what follows from them."""

import dataclasses
from typing import Any

import pytest

from services.dispatch.matching.weights import Weights
from services.dispatch.suggesting.schemas import WeightsPart
from tests.services.dispatch.crowd import best, candidates, helper
from tests.services.dispatch.desk import CENTER, DISPATCHER, approve
from tests.services.stage import Stage

LIKELY = {"item_code": "H03", "thousandths": [900, 800, 700, 600]}


def publish(stage: Stage, weights: dict[str, Any], actor: str = CENTER, **more: Any) -> Any:
    return stage.post("/weights", actor, {"weights": weights, **more})


def test_another_version_of_the_weights_ranks_otherwise_at_once(stage: Stage) -> None:
    near = helper(stage, skills=["电工", "护理"])
    far = helper(stage, home_path="620821/102/206")
    for _ in range(6):
        helper(stage, available=["mon_am"])
    order_id = approve(stage)
    assert best(stage, order_id) == [str(near), str(far)]
    assert candidates(stage, order_id)["weights_version"] == Weights().version
    answer = publish(stage, {"over_qualification": 1000}, automatic_items=["H03", "H03"])
    assert answer.status_code == 201 and answer.json["version"] == 1
    assert answer.json["weights"]["distance"] == 100 and answer.json["automatic_items"] == ["H03"]
    assert best(stage, order_id) == [str(far), str(near)]
    assert candidates(stage, order_id)["weights_version"] == "1"
    assert publish(stage, {}).json["version"] == 2
    assert best(stage, order_id) == [str(near), str(far)]
    assert [one["version"] for one in stage.get("/weights", DISPATCHER).json] == [2, 1]


@pytest.mark.parametrize(
    "weights",
    [
        {"distance": -1},
        {"class_levels": [1, 2, 3]},
        {"luck": 3},
        {"rest_days": 1},
        {"acceptance_of": [LIKELY | {"thousandths": [1001] * 4}]},
        {"acceptance_of": [LIKELY, LIKELY]},
    ],
)
def test_weights_that_cannot_be_are_refused(stage: Stage, weights: dict[str, Any]) -> None:
    assert publish(stage, weights).status_code == 422


def test_whatever_weighs_can_be_set(stage: Stage) -> None:
    names = {field.name for field in dataclasses.fields(Weights)} - {"version"}
    assert WeightsPart().fields.keys() == names
    everything = {name: getattr(Weights(), name) for name in names} | {"acceptance_of": [LIKELY]}
    assert publish(stage, everything).status_code == 201
    helper(stage)
    assert len(best(stage, approve(stage))) == 1


def test_only_an_office_at_the_center_publishes(stage: Stage) -> None:
    assert publish(stage, {}, actor="office:o2@620821/102").json["code"] == "center_only"
    assert publish(stage, {}, actor="dispatcher:d9@620821").status_code == 403
    assert stage.get("/weights", "resident:r1").status_code == 403
