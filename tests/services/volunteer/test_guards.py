"""Who may take on what, and who may go: each guard lets through what it should, and says why it stops the rest."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared import clock
from shared.contracts.request import Need
from tests.services.volunteer.village import WANTED_FROM, Village, a_need, volunteer

SOON = (WANTED_FROM + timedelta(hours=1)).isoformat()


def asking(**rules: Any) -> Need:
    """A harmless need for one person with the skill, but for these rules of its item or of itself."""
    of_need = {name: rules.pop(name) for name in ("two_person", "carer_gender") if name in rules}
    plain = a_need()
    return a_need(item=replace(plain.item, **{"risk_level": 0, "minors_may_help": True, **rules}), **of_need)


REFUSED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"qualification": "医师证"}, {}, "not_qualified"),
    (
        {"qualification": "电工证"},
        {"qualifications": [{"name": "电工证", "expires_on": "2026-11-17"}]},
        "not_qualified",
    ),
    ({"risk_level": 2}, {"insured_until": None}, "not_insured"),
    ({"risk_level": 2}, {"insured_until": "2026-11-17"}, "not_insured"),
    ({"risk_level": 2}, {"birth_year": 2010, "guardian_consent": True}, "minor_in_danger"),
    ({"minors_may_help": False}, {"birth_year": 2010, "guardian_consent": True}, "too_young"),
    ({}, {"birth_year": 2010, "guardian_consent": True}, "no_adult"),
    ({"skills": ["理发"]}, {}, "no_skill"),
    ({"carer_gender": "male"}, {}, "carer_gender"),
]
ALLOWED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"qualification": "电工证"}, {"qualifications": [{"name": "电工证", "expires_on": "2026-11-18"}]}),
    ({"risk_level": 2}, {"insured_until": "2026-11-18"}),
    ({"risk_level": 1}, {"insured_until": None}),
    ({"skills": []}, {"skills": []}),
    ({"carer_gender": "female"}, {}),
    ({"two_person": True}, {}),
]


@pytest.mark.parametrize(("rules", "person", "code"), REFUSED)
def test_who_may_not_do_it_is_told_why(
    village: Village, rules: dict[str, Any], person: dict[str, Any], code: str
) -> None:
    me = village.enrol(**person)
    opened = village.offer(("person", me), need=asking(**rules))
    answer = village.accept(opened.offer_ids[0], volunteer(me))
    assert (answer.status_code, answer.json["code"]) == (409, code) and answer.json["detail"]
    assert village.order(opened.order_id)["state"] == "offered"


@pytest.mark.parametrize(("rules", "person"), ALLOWED)
def test_who_may_do_it_takes_it_on(village: Village, rules: dict[str, Any], person: dict[str, Any]) -> None:
    me = village.enrol(**person)
    opened = village.offer(("person", me), need=asking(**rules))
    assert village.accept(opened.offer_ids[0], volunteer(me)).status_code == 200


def test_a_team_takes_on_what_one_of_its_members_may_do(village: Village) -> None:
    leader, skilled = village.enrol(qualifications=[]), village.enrol()
    team_id, other_team_id = village.make_team(leader, skilled), village.make_team(leader, code="T02")
    for team, status in ((other_team_id, 409), (team_id, 200)):
        opened = village.offer(("team", team), need=asking(qualification="电工证"))
        assert village.accept(opened.offer_ids[0], volunteer(leader)).status_code == status


def test_nobody_goes_alone_where_two_have_to(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    order_id = village.accepted(me, need=asking(two_person=True)).order_id
    assert village.check_in(order_id, volunteer(me), me).json["code"] == "crew_incomplete"
    alone = village.stage.post(f"/orders/{order_id}/schedule", volunteer(me), {"starts_at": SOON, "crew": [str(me)]})
    assert alone.json["code"] == "crew_incomplete"
    assert village.check_in(order_id, volunteer(me), me, other).status_code == 200


def test_a_crew_is_looked_at_again_at_the_door(village: Village) -> None:
    me, minor = village.enrol(), village.enrol(birth_year=2010, guardian_consent=True)
    uninsured = village.enrol(insured_until=None)
    order_id = village.accepted(me, need=asking(risk_level=2)).order_id
    assert village.check_in(order_id, volunteer(me), me, minor).json["code"] == "minor_in_danger"
    assert village.check_in(order_id, volunteer(me), me, uninsured).json["code"] == "not_insured"
    assert village.check_in(order_id, volunteer(me), me).status_code == 200


def test_one_under_age_helps_beside_an_adult_where_it_is_harmless(village: Village) -> None:
    me, minor = village.enrol(), village.enrol(birth_year=2010, guardian_consent=True)
    order_id = village.accepted(me, need=asking()).order_id
    assert village.check_in(order_id, volunteer(me), minor).json["code"] == "no_adult"
    assert village.check_in(order_id, volunteer(me), me, minor).status_code == 200


def test_a_deadline_of_an_insurance_is_that_of_the_day_in_the_county(village: Village) -> None:
    me = village.enrol(insured_until=clock.now().astimezone(clock.SHANGHAI).date().isoformat())
    need = asking(risk_level=2)
    opened = village.offer(("person", me), need=replace(need, wanted_from=clock.now(), wanted_to=need.wanted_to))
    assert village.accept(opened.offer_ids[0], volunteer(me)).status_code == 200


def test_a_crew_has_the_skill_and_the_gender_among_them(village: Village) -> None:
    skilled, man = village.enrol(), village.enrol(gender="male", skills=[])
    needs = {"no_skill": asking(two_person=True), "carer_gender": asking(two_person=True, carer_gender="male")}
    unfit = {"no_skill": [man, village.enrol(skills=[])], "carer_gender": [skilled, village.enrol()]}
    for code, need in needs.items():
        order_id = village.accepted(skilled, need=need).order_id
        assert village.check_in(order_id, volunteer(skilled), *unfit[code]).json["code"] == code
        assert village.check_in(order_id, volunteer(skilled), skilled, man).status_code == 200


def test_nobody_under_age_goes_without_a_guardians_consent(village: Village) -> None:
    me, with_consent = village.enrol(), village.enrol(birth_year=2010, guardian_consent=True)
    without, child = (village.enrol(birth_year=year, status="paused") for year in (2010, 2013))
    order_id = village.accepted(me, need=asking()).order_id
    for minor in (without, child):
        assert village.check_in(order_id, volunteer(me), me, minor).json["code"] == "too_young"
    assert village.check_in(order_id, volunteer(me), me, with_consent).status_code == 200
