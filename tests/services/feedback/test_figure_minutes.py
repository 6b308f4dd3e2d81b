"""Minutes as figures count them: corrected, disputed, confirmed once more."""

import dataclasses
from typing import Any

from shared.contracts import request
from tests.services.feedback.county import FIRST, Tale, facts_of, figures, keep, table
from tests.services.stage import Stage
from tools.recount import differences


def test_corrected_minutes_count_as_corrected(stage: Stage, told: dict[str, Tale]) -> None:
    """As volunteer says it; a confirmation that comes later raises them again."""
    praised, silent = told["praised"], told["silent"]
    facts = [
        _corrected(praised, 1, 40, 10, "declared"),
        _corrected(silent, 0, 90, 20, "witnessed"),
        _corrected(silent, 0, 80, 25, "declared"),
    ]
    keep(stage, facts)
    parts = {part["part"]: part["counted"] for part in figures(stage)["verified_minutes"]["parts"]}
    assert parts == {"declared": 20 + 10, "witnessed": 50 + 20, "verified": 120}
    silent.told.clear()
    keep(stage, facts_of({"silent": silent.confirmed(300, "phone", "verified")})[2:])
    parts = {part["part"]: part["counted"] for part in figures(stage)["verified_minutes"]["parts"]}
    assert parts == {"declared": 20 + 10, "witnessed": 50, "verified": 120 + 20}
    assert differences(table(stage), figures(stage).values()) == []


def test_disputed_minutes_count_nowhere_until_it_is_decided(stage: Stage, told: dict[str, Tale]) -> None:
    praised = told["praised"]
    keep(stage, [_corrected(praised, 0, 40, 60, "verified", frozen=True)])
    assert figures(stage)["verified_minutes"]["counted"] == 160 - 60
    assert differences(table(stage), figures(stage).values()) == []
    decided = [_corrected(praised, 0, 50, 45, "verified"), _corrected(praised, 0, 40, 60, "verified", frozen=True)]
    keep(stage, decided)
    assert figures(stage)["verified_minutes"]["counted"] == 160 - 15


def test_a_confirmation_that_proves_more_counts_whichever_is_heard_first(stage: Stage, told: dict[str, Tale]) -> None:
    facts = facts_of({"one": Tale(FIRST, "H03").confirmed(90, "phone", "verified").confirmed(80, "paper", "witnessed")})
    like = facts_of({"one": told["bad"]})[-1]
    keep(stage, [dataclasses.replace(one, subject=like.subject) for one in facts[2:]])
    [line] = [one for one in table(stage) if one["order_id"] == like.subject]
    assert (line["confirmation_means"], line["minutes_class"], line["minutes_verified"]) == ("phone", "verified", "50")


def _corrected(tale: Tale, who: int, hours: float, minutes: int, minutes_class: str, frozen: bool = False) -> Any:
    """Volunteer says what stands of what one person served."""
    [like] = facts_of({"one": Tale(FIRST, "H03").says(hours, request.OrderRejected, reason_code="untrue")})[2:]
    data = {"order_id": str(tale.order_id), "volunteer_id": str(tale.helpers[who])}
    data |= {"minutes": minutes, "minutes_class": minutes_class, "frozen": frozen}
    return dataclasses.replace(like, type="minutes.corrected.v1", subject=data["order_id"], data=data)
