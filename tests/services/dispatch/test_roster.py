"""The roster and the catalogue: whole facts, of which the highest version wins."""

import sqlalchemy as sa

from services.dispatch.models import Item, Site
from shared.contracts import feedback, request
from shared.identity import new_id
from tests.services.dispatch.crowd import placed
from tests.services.dispatch.desk import CENTER, ITEM, OTHER_TEAM, PAUSED, PERSON, TEAM, person, team
from tests.services.stage import Stage

CLERK = "clerk:c1@620821/102/205"


def test_the_highest_version_wins_in_whatever_order_they_come(stage: Stage) -> None:
    stage.hear(person(PERSON, 3, skills=["理发"]), person(PERSON, 2, skills=["木工"]), team(TEAM, 2, name="新名"))
    [haircutter] = stage.get("/volunteers?skill=理发", CLERK).json
    assert haircutter["volunteer_id"] == str(PERSON) and haircutter["version"] == 3
    assert haircutter["qualifications"] == [{"name": "低压电工证", "expires_on": "2026-11-18"}]
    assert haircutter["team_ids"] == [str(TEAM)]
    assert stage.get("/volunteers?skill=木工", CLERK).json == []
    assert stage.get("/teams?code=T1", CLERK).json[0]["name"] == "新名"


def test_the_roster_is_found_by_code_skill_and_status(stage: Stage) -> None:
    stage.hear(team(new_id(), code="T3", skills=['a"b%', "电工维修"]))
    assert [one["code"] for one in stage.get("/teams", CLERK).json] == ["T1", "T2", "T3"]
    assert [one["code"] for one in stage.get("/teams?skill=电工", CLERK).json] == ["T1", "T2"]
    assert [one["code"] for one in stage.get('/teams?skill=a"b%25', CLERK).json] == ["T3"]
    assert stage.get("/teams?skill=%25", CLERK).json == []
    assert [one["team_id"] for one in stage.get("/teams?code=T2&skill=电工", CLERK).json] == [str(OTHER_TEAM)]
    assert [one["volunteer_id"] for one in stage.get("/volunteers?status=paused", CLERK).json] == [str(PAUSED)]
    assert stage.get("/teams", f"volunteer:{PERSON}").status_code == 403
    assert stage.get("/volunteers", "resident:r1").status_code == 403


def test_a_rating_is_added_to_the_leader_once_and_outlives_a_new_description(stage: Stage) -> None:
    event_id, rated = new_id(), review("team", TEAM, 5)
    stage.hear(rated, event_id=event_id)
    stage.hear(rated, event_id=event_id)
    stage.hear(review("team", TEAM, 2), team(TEAM, 2), review("person", PERSON, 4))
    [ours] = stage.get("/teams?code=T1", CENTER).json
    assert (ours["rating_sum"], ours["rating_count"], ours["version"]) == (7, 2, 2)
    [theirs] = stage.get("/volunteers?status=active", CENTER).json
    assert (theirs["rating_sum"], theirs["rating_count"]) == (4, 1)


def test_a_rating_of_somebody_unknown_waits_for_them(stage: Stage) -> None:
    newcomer = new_id()
    stage.hear(review("team", newcomer, 3))
    assert stage.inbox() == {"waiting": 1}
    stage.hear(team(newcomer, code="T9"))
    stage.retry_waiting()
    assert stage.inbox() == {} and stage.get("/teams?code=T9", CENTER).json[0]["rating_sum"] == 3


def test_items_and_sites_are_kept_as_they_are_now(stage: Stage) -> None:
    for version, name in ((2, "入户用电检查"), (1, "旧名")):
        stage.hear(
            request.ItemPublished(
                code="H03", version=version, platform_code="H", name_zh=name, name_en="Wiring", rules=ITEM
            ),
            placed("620821/102", float(version), version=version),
        )
    with stage.database.read() as session:
        item, site = session.scalars(sa.select(Item)).one(), session.scalars(sa.select(Site)).one()
    assert item.name_zh == "入户用电检查" and item.rules["minutes"] == 60
    assert site.place == {"latitude": 2.0, "longitude": 107.4}


def test_dispatch_has_nothing_to_say_again(stage: Stage) -> None:
    assert stage.database.transact(stage.service.announce) == 0 and not stage.said()


def review(leader_kind: str, leader_id: object, level: int) -> feedback.OrderReviewed:
    return feedback.OrderReviewed(
        order_id=new_id(),
        level=level,
        callback=False,
        leader_kind=leader_kind,
        leader_id=leader_id,  # type: ignore[arg-type]
    )
