"""What a volunteer has of it: a record in five groups, stars that a person signs, a certificate that anybody checks."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.volunteer.record import policy
from shared import clock
from shared.contracts.feedback import OrderReviewed, ServiceConfirmed
from tests.services.stage import Clockwork
from tests.services.volunteer.village import CLERK, EVALUATOR, OFFICE, OTHER_CLERK, PERSON, RESIDENT, Village, volunteer

TRAINING = {"kind": "training", "title": "入户安全培训", "given_on": "2026-10-01"}
PERIOD = {"since": "2026-11-16", "until": "2026-11-18"}


def served(village: Village, me: UUID, minutes: int) -> UUID:
    """Verified minutes about which nobody has to look."""
    order_id = village.begun(me)
    began = clock.now() - timedelta(hours=10)
    one = {"volunteer_id": str(me), "minutes": minutes, "started_at": began.isoformat()}
    assert village.ask(order_id, "finish", volunteer(me), minutes=[one]).status_code == 200
    village.stage.hear(ServiceConfirmed(order_id=order_id, means="link", minutes_class="verified"))
    for flag in village.flags(order_id).values():
        village.stage.post(f"/flags/{flag['flag_id']}/clear", EVALUATOR, {"sentence": "核对过了"})
    return order_id


def test_the_record_has_five_groups(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    order_id = served(village, me, 480)
    village.served(other)
    village.stage.hear(OrderReviewed(order_id=order_id, level=5, callback=False, leader_kind="person", leader_id=me))
    assert village.stage.post(f"/volunteers/{me}/merits", volunteer(me), TRAINING).status_code == 403
    assert village.stage.post(f"/volunteers/{me}/merits", OTHER_CLERK, TRAINING).status_code == 404
    entered = village.stage.post(f"/volunteers/{me}/merits", CLERK, TRAINING)
    assert entered.status_code == 201 and entered.json["entered_by"] == "clerk:c1"
    record = village.stage.get(f"/volunteers/{me}/record", volunteer(me)).json
    assert record["volunteer"]["name"] == PERSON["name"] and record["services"] == 1
    assert record["minutes"] == {
        "counted": {"declared": 0, "witnessed": 0, "verified": 480},
        "flagged": {"declared": 0, "witnessed": 0, "verified": 0},
        "frozen": 0,
    }
    assert (record["merits"], record["levels"]) == ({"training": 1}, {"5": 1})
    assert (record["stars"], record["stars_proposed"], record["star_table"]) == (0, 0, 0)
    [visit] = village.stage.get(f"/volunteers/{me}/services", CLERK).json
    assert (visit["order_no"], visit["title"], visit["minutes"], visit["level"]) == ("00000012", "入户用电检查", 480, 5)
    assert village.stage.get(f"/volunteers/{me}/merits", CLERK).json == [entered.json]
    for path in ("record", "services", "merits", "certificates"):
        assert village.stage.get(f"/volunteers/{me}/{path}", volunteer(other)).status_code == 403
        assert village.stage.get(f"/volunteers/{me}/{path}", OTHER_CLERK).status_code == 404
        assert village.stage.get(f"/volunteers/{me}/{path}", RESIDENT).status_code == 403


def test_stars_are_proposed_by_a_table_of_the_county_and_signed_by_a_person(village: Village) -> None:
    me = village.enrol()
    served(village, me, 480)
    stars = f"/volunteers/{me}/stars"
    assert village.stage.post(stars, OFFICE, {"stars": 1}).json["code"] == "not_so_many"
    assert village.stage.post("/star-tables", CLERK, {"hours": [8, 20]}).status_code == 403
    assert village.stage.post("/star-tables", OFFICE, {"hours": [20, 8]}).status_code == 422
    assert village.stage.post("/star-tables", OFFICE, {"hours": [8, 20]}).json["version"] == 1
    assert village.stage.get("/star-tables", volunteer(me)).json[0]["hours"] == [8, 20]
    assert village.stage.get(f"/volunteers/{me}/record", CLERK).json["stars_proposed"] == 1
    assert village.stage.post(stars, CLERK, {"stars": 1}).status_code == 403
    assert village.stage.post(stars, OFFICE, {"stars": 2}).json["code"] == "not_so_many"
    assert village.stage.post(stars, OFFICE, {"stars": 1}).json["title"] == "★"
    record = village.stage.get(f"/volunteers/{me}/record", CLERK).json
    assert (record["stars"], record["star_table"], record["merits"]) == (1, 1, {"stars": 1})


@pytest.mark.parametrize(("hours", "stars"), [(0, 0), (99, 0), (100, 1), (300, 2), (999, 3), (1000, 4), (9999, 5)])
def test_the_table_of_the_house(hours: int, stars: int) -> None:
    assert policy.stars(hours * 60, policy.STAR_HOURS) == stars


def test_a_certificate_counts_what_nobody_doubts_and_is_checked_without_a_person(
    village: Village, clockwork: Clockwork
) -> None:
    me, other = village.enrol(), village.enrol()
    clockwork.set(clock.now() + timedelta(days=2))
    issue = f"/volunteers/{me}/certificates"
    assert village.stage.post(issue, volunteer(me), PERIOD).json["code"] == "nothing_to_certify"
    served(village, me, 100)
    doubted, frozen = village.served(me), served(village, me, 7)
    village.ask(frozen, "dispute", volunteer(me), code="not_mine")
    assert "hasty" in village.flags(doubted)
    assert village.stage.post(issue, volunteer(me), {**PERIOD, "until": "2026-11-19"}).json["code"] == "no_such_period"
    assert village.stage.post(issue, volunteer(other), PERIOD).status_code == 403
    issued = village.stage.post(issue, volunteer(me), PERIOD)
    assert issued.status_code == 201, issued.json
    number: str = issued.json["number"]
    assert issued.json["minutes"] == {"declared": 0, "witnessed": 0, "verified": 100} and issued.json["services"] == 1
    public = village.stage.get(f"/certificates/{number}", RESIDENT).json
    assert public == {
        "number": number,
        **PERIOD,
        "total": 100,
        "minutes": issued.json["minutes"],
        "status": "valid",
        "issued_at": issued.json["issued_at"],
        "revoked_at": None,
        "revoked_for": None,
        "changes": [],
    }
    sheet = village.stage.get(f"/certificates/{number}/sheet", volunteer(me)).json
    assert (sheet["name"], sheet["certificate"]["minutes"]["verified"]) == (PERSON["name"], 100)
    for actor, status in ((volunteer(other), 403), (OTHER_CLERK, 404), (RESIDENT, 403)):
        assert village.stage.get(f"/certificates/{number}/sheet", actor).status_code == status
    revoke, why = f"/certificates/{number}/revoke", {"reason_code": "corrected"}
    assert village.stage.post(revoke, CLERK, why).status_code == 403
    assert village.stage.post(revoke, OFFICE, why).json["status"] == "revoked"
    assert village.stage.post(revoke, OFFICE, why).json["code"] == "revoked_already"
    public = village.stage.get(f"/certificates/{number}", RESIDENT).json
    assert (public["status"], public["revoked_for"]) == ("revoked", "corrected")
    assert village.stage.get(issue, CLERK).json[0]["revoked_for"] == "corrected"
    assert village.stage.get("/certificates/ZY0000000000", RESIDENT).json["code"] == "unknown_certificate"


def test_a_slip_of_the_pen_in_the_number_of_a_certificate_is_noticed() -> None:
    number = policy.certificate_number(123_456_789)
    assert len(number) == 12 and number.startswith("ZY123456789")
    slips: list[Any] = [f"ZY{123_456_789 + slip:09}{number[-1]}" for slip in (1, 10, 9)]
    assert policy.is_certificate_number(number) and not any(map(policy.is_certificate_number, slips))
    assert not any(map(policy.is_certificate_number, ("", number[:-1], f"{number}0", number.lower(), f" {number}")))
