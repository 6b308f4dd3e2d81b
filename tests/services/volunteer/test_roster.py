"""Volunteers and teams at volunteer's doors."""

from typing import Any

import pytest

from shared.contracts.volunteer import TeamDescribed, VolunteerDescribed
from shared.identity import new_id
from tests.services.volunteer.village import CLERK, OTHER_CLERK, PERSON, TEAM, Village, volunteer


def test_whoever_is_enrolled_is_described_without_name_phone_or_year(village: Village) -> None:
    volunteer_id = village.enrol()
    [said] = village.stage.said(VolunteerDescribed)
    assert (said.volunteer_id, said.version, said.age_class) == (volunteer_id, 1, "adult")
    assert said.qualifications[0].name == "电工证" and said.home_path == "620821/102/205"
    told = str(said.as_wire())
    assert PERSON["name"] not in told and PERSON["phone"] not in told and "1982" not in told


def test_the_same_number_is_the_same_volunteer_unchanged(village: Village) -> None:
    first = village.enrol(volunteer_no="JCV0001")
    assert village.enrol(volunteer_no="JCV0001", name="别人") == first
    assert len(village.stage.said(VolunteerDescribed)) == 1
    assert village.stage.get(f"/volunteers/{first}", CLERK).json["name"] == PERSON["name"]


@pytest.mark.parametrize(
    ("birth_year", "consent", "age_class"),
    [(2008, None, "adult"), (2009, True, "minor_with_consent"), (2012, True, "minor_with_consent")],
)
def test_of_somebodys_age_only_the_class_travels(
    village: Village, birth_year: int, consent: Any, age_class: str
) -> None:
    village.enrol(birth_year=birth_year, guardian_consent=consent)
    assert village.stage.said(VolunteerDescribed)[0].age_class == age_class


@pytest.mark.parametrize(("birth_year", "consent"), [(2009, None), (2009, False), (2013, True)])
def test_a_minor_without_consent_cannot_be_active(village: Village, birth_year: int, consent: Any) -> None:
    minor = {**PERSON, "volunteer_no": "JCV0009", "birth_year": birth_year, "guardian_consent": consent}
    answer = village.stage.post("/volunteers", CLERK, minor)
    assert answer.status_code == 422 and answer.json["code"] == "consent_missing"
    unconfirmed = village.enrol(birth_year=birth_year, guardian_consent=consent, status="unconfirmed")
    assert village.stage.said(VolunteerDescribed)[0].age_class == "minor"
    body = {"available": [], "max_per_week": 1, "status": "active"}
    refused = village.stage.post(f"/volunteers/{unconfirmed}/availability", volunteer(unconfirmed), body)
    assert refused.status_code == 422


def test_an_edit_needs_the_version_that_was_read_and_is_told(village: Village) -> None:
    volunteer_id = village.enrol()
    changed = {**PERSON, "travel_km": 3}
    assert village.stage.put(f"/volunteers/{volunteer_id}", CLERK, changed).status_code == 412
    assert village.stage.put(f"/volunteers/{volunteer_id}", CLERK, changed, if_match=1).json["version"] == 2
    assert village.stage.put(f"/volunteers/{volunteer_id}", CLERK, changed, if_match=1).status_code == 412
    assert [one.version for one in village.stage.said(VolunteerDescribed)] == [1, 2]
    assert village.stage.said(VolunteerDescribed)[1].travel_km == 3


def test_a_volunteer_sets_their_own_availability_and_nobody_elses(village: Village) -> None:
    me, other = village.enrol(status="unconfirmed"), village.enrol()
    body = {"available": ["sun_pm"], "max_per_week": 1, "status": "active"}
    assert village.stage.post(f"/volunteers/{me}/availability", volunteer(me), body).json["status"] == "active"
    assert village.stage.said(VolunteerDescribed)[-1].available == ["sun_pm"]
    assert village.stage.post(f"/volunteers/{other}/availability", volunteer(me), body).status_code == 403
    assert village.stage.get(f"/volunteers/{other}", volunteer(me)).status_code == 403
    assert village.stage.get(f"/volunteers/{me}", volunteer(me)).json["phone"] == PERSON["phone"]


def test_staff_see_the_volunteers_of_their_place_only(village: Village) -> None:
    volunteer_id = village.enrol()
    assert [one["volunteer_id"] for one in village.stage.get("/volunteers", CLERK).json] == [str(volunteer_id)]
    assert village.stage.get("/volunteers?status=paused", CLERK).json == []
    assert village.stage.get("/volunteers", OTHER_CLERK).json == []
    assert village.stage.get(f"/volunteers/{volunteer_id}", OTHER_CLERK).status_code == 404
    assert village.stage.put(f"/volunteers/{volunteer_id}", OTHER_CLERK, PERSON, if_match=1).status_code == 404
    assert village.stage.post("/volunteers", OTHER_CLERK, {**PERSON, "volunteer_no": "X"}).status_code == 404
    assert village.stage.get("/volunteers", volunteer(volunteer_id)).status_code == 403


def test_what_is_not_there_is_not_found(village: Village) -> None:
    assert village.stage.get(f"/volunteers/{new_id()}", CLERK).status_code == 404
    assert village.stage.get(f"/teams/{new_id()}", CLERK).status_code == 404
    assert village.stage.put(f"/volunteers/{new_id()}", CLERK, PERSON, if_match=1).status_code == 404


def test_a_team_is_described_and_so_is_everybody_in_it(village: Village) -> None:
    leader, member = village.enrol(), village.enrol()
    team_id = village.make_team(leader, member)
    [team] = village.stage.said(TeamDescribed)
    assert (team.team_id, team.leader_id, team.version) == (team_id, leader, 1)
    latest = {one.volunteer_id: one for one in village.stage.said(VolunteerDescribed)}
    assert latest[leader].team_ids == latest[member].team_ids == [team_id]
    assert latest[leader].version == 2
    assert village.stage.get(f"/teams/{team_id}", CLERK).json["member_ids"] == sorted([str(leader), str(member)])


def test_the_same_code_is_the_same_team_unchanged(village: Village) -> None:
    leader = village.enrol()
    assert village.make_team(leader) == village.make_team(leader)
    assert len(village.stage.said(TeamDescribed)) == 1


def test_who_leaves_a_team_is_described_anew_and_who_stays_is_not(village: Village) -> None:
    leader, leaver = village.enrol(), village.enrol()
    team_id = village.make_team(leader, leaver)
    before = len(village.stage.said(VolunteerDescribed))
    edit = {**TEAM, "leader_id": str(leader), "member_ids": []}
    assert village.stage.put(f"/teams/{team_id}", CLERK, edit).status_code == 412
    assert village.stage.put(f"/teams/{team_id}", OTHER_CLERK, edit, if_match=1).status_code == 404
    assert village.stage.put(f"/teams/{team_id}", CLERK, edit, if_match=1).json["member_ids"] == [str(leader)]
    [anew] = village.stage.said(VolunteerDescribed)[before:]
    assert (anew.volunteer_id, anew.team_ids) == (leaver, [])
    assert village.stage.said(TeamDescribed)[-1].version == 2


def test_a_team_of_strangers_is_refused(village: Village) -> None:
    body = {**TEAM, "code": "T09", "leader_id": str(new_id())}
    answer = village.stage.post("/teams", CLERK, body)
    assert answer.status_code == 422 and answer.json["code"] == "unknown_volunteer"


def test_everything_is_said_again_as_it_stands(village: Village) -> None:
    village.make_team(village.enrol(), village.enrol())
    before = len(village.stage.said())
    announced = village.stage.database.transact(village.stage.service.announce)
    assert announced == 3
    again = village.stage.said()[before:]
    assert sorted(one.version for one in again) == [1, 2, 2]  # both kinds have one
