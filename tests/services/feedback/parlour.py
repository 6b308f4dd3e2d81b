"""What the tests of feedback share: people, and the shortest ways to ask."""

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


def state(stage: Stage, order_id: UUID) -> str:
    answer: dict[str, Any] = stage.get(f"/orders/{order_id}", CLERK).json or {}
    return str(answer["state"])


def review(stage: Stage, order_id: UUID, level: int, means: str = "link", actor: str = RESIDENT) -> Any:
    return stage.post(f"/orders/{order_id}/review", actor, {"level": level, "means": means})
