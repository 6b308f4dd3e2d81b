"""What the tests of feedback share: people, and the shortest ways to ask."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from shared import clock
from shared.contracts import volunteer
from shared.identity import new_id
from tests.services.stage import Stage

RESIDENT = "resident:r1"
CLERK = "clerk:c1@620821/102"
STATION_EVALUATOR = "evaluator:e0@620821/102/205"
EVALUATOR = "evaluator:e1@620821/102"
CENTER, OTHER_CENTER, THIRD_CENTER = (f"evaluator:z{number}@620821" for number in (1, 2, 3))
OFFICE = "office:o1@620821"
VOLUNTEER = "volunteer:v1"
FINDING = {"finding": "valid", "sentence": "属实，已赔礼并修好。"}
WEEK = timedelta(days=7)


def served(order_id: UUID, **overrides: Any) -> volunteer.OrderServed:
    told: dict[str, Any] = {
        "order_id": order_id,
        "round": 2,
        "order_no": "12345674",
        "site_path": "620821/102/205",
        "item_code": "H03",
        "leader_kind": "team",
        "leader_id": new_id(),
        "served_at": clock.now(),
        "crew": [volunteer.CrewMinutes(volunteer_id=new_id(), minutes=45)],
        **overrides,
    }
    return volunteer.OrderServed(**told)


def look(stage: Stage, order_id: UUID) -> Mapping[str, Any]:
    answer: dict[str, Any] = stage.get(f"/orders/{order_id}", CLERK).json or {}
    return answer


def state(stage: Stage, order_id: UUID) -> str:
    return str(look(stage, order_id)["state"])


def review(stage: Stage, order_id: UUID, level: int, means: str = "link", actor: str = RESIDENT) -> Any:
    return stage.post(f"/orders/{order_id}/review", actor, {"level": level, "means": means})


def deny(stage: Stage, order_id: UUID, means: str = "link", actor: str = RESIDENT) -> Any:
    return stage.post(f"/orders/{order_id}/deny", actor, {"means": means})


def call(stage: Stage, order_id: UUID, outcome: str = "reached", actor: str = CLERK, **more: Any) -> Any:
    return stage.post(f"/orders/{order_id}/calls", actor, {"outcome": outcome, **more})


def conclude(stage: Stage, order_id: UUID, actor: str = EVALUATOR) -> Any:
    return stage.post(f"/orders/{order_id}/close-rectification", actor, FINDING)


def nobody_is_drawn(stage: Stage) -> None:
    assert stage.post("/samplings", OFFICE, {"percent": 0}).status_code == 201


def everybody_is_drawn(stage: Stage) -> None:
    assert stage.post("/samplings", OFFICE, {"percent": 100}).status_code == 201
