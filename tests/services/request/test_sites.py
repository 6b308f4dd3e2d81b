"""The sites of the county: how they are called, and where they are if somebody has measured that."""

from typing import Any

import pytest

from shared.contracts.request import Place, SiteNamed
from tests.services.counter import is_clear
from tests.services.request.desk import OFFICE
from tests.services.stage import Stage

STATION = "/sites/620821102206"
NAMED = {"level": "station", "name": "邻村站"}
THERE = {"latitude": 35.3353, "longitude": 107.3545}


def test_where_a_site_is_is_shown_told_and_said_again(stage: Stage) -> None:
    assert stage.put(STATION, OFFICE, {**NAMED, "place": THERE}).json["place"] == THERE
    assert stage.get(STATION, OFFICE).json["place"] == THERE
    stage.database.transact(stage.service.announce)
    assert [told.place for told in stage.said(SiteNamed) if told.name == "邻村站"] == 2 * [Place(**THERE)]


def test_a_site_that_nobody_has_measured_is_nowhere_and_can_lose_its_place(stage: Stage) -> None:
    stage.put(STATION, OFFICE, {**NAMED, "place": THERE})
    assert stage.put(STATION, OFFICE, NAMED, if_match=1).json["place"] is None
    assert stage.said(SiteNamed)[-1].place is None


@pytest.mark.parametrize(
    "place",
    [
        {"latitude": 35.3},
        {"latitude": 90.1, "longitude": 107.4},
        {"latitude": 35.3, "longitude": True},
        {"latitude": "north", "longitude": 107.4},
        {"latitude": 10**400, "longitude": 107.4},
        {"latitude": "9" * 5000, "longitude": 107.4},
        {"latitude": [], "longitude": {}},
        {**THERE, "height": 1400},
        [35.3, 107.4],
    ],
    ids=lambda place: str(place)[:40],
)
def test_a_place_that_is_none_is_refused(stage: Stage, place: Any) -> None:
    assert is_clear(stage.put(STATION, OFFICE, {**NAMED, "place": place}), 422)
    assert stage.get(STATION, OFFICE).status_code == 404
