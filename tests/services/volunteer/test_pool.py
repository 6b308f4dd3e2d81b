"""The open pool: offered to everybody, on an anonymous card, and nobody takes more than their share."""

from shared.identity import new_id
from tests.services.volunteer.village import CLERK, RESIDENT, Village, spoken_by, volunteer

ON_A_CARD = {
    "site_path",
    "item",
    "title",
    "wanted_from",
    "wanted_to",
    "urgency",
    "language",
    "two_person",
    "carer_gender",
}


def test_from_the_pool_anybody_takes_it_for_themselves_or_for_a_team_that_they_lead(village: Village) -> None:
    leader, member = village.enrol(), village.enrol()
    team_id = village.make_team(leader, member)
    for_team, for_oneself = village.offer(("pool", None), ("team", team_id)), village.offer(("pool", None))
    assert village.accept(for_team.offer_ids[0], volunteer(member), for_team=str(team_id)).status_code == 403
    assert village.accept(for_team.offer_ids[0], volunteer(member), for_team=str(new_id())).status_code == 403
    answer = village.accept(for_team.offer_ids[0], volunteer(leader), for_team=str(team_id))
    assert (answer.json["leader_kind"], answer.json["leader_id"]) == ("team", str(team_id))
    assert village.stage.notices("offer_lost") == []
    answer = village.accept(for_oneself.offer_ids[0], volunteer(member))
    assert (answer.json["leader_kind"], answer.json["leader_id"]) == ("person", str(member))


def test_nobody_need_decline_what_is_offered_to_everybody(village: Village) -> None:
    [offer_id] = village.offer(("pool", None)).offer_ids
    answer = village.decline(offer_id, volunteer(village.enrol()))
    assert answer.status_code == 409 and answer.json["code"] == "asked_everybody"
    for_whoever = {"chip": "too_far", "spoken": spoken_by(new_id())}
    assert village.stage.post(f"/offers/{offer_id}/explain", CLERK, for_whoever).json["code"] == "nothing_to_explain"


def test_the_card_in_the_pool_is_anonymous_until_somebody_takes_it(village: Village) -> None:
    me, member, other = (village.enrol() for _ in range(3))
    team_id = village.make_team(me, member)
    opened = village.offer(("pool", None))
    [card] = village.stage.get("/offers", volunteer(me)).json
    assert set(card["need"]) == ON_A_CARD and card["need"]["item"]["skills"] == ["电工"]
    path = f"/orders/{opened.order_id}"
    for actor in (volunteer(me), volunteer(member)):
        assert village.stage.get(path, actor).status_code == 404
    village.accept(opened.offer_ids[0], volunteer(me), for_team=str(team_id))
    for actor in (volunteer(me), volunteer(member)):
        assert village.stage.get(path, actor).json["order_no"] == "00000012"
    assert village.stage.get(path, volunteer(other)).status_code == 404
    village.recruit(opened.order_id, volunteer(me), other)
    assert village.stage.get(path, volunteer(other)).status_code == 200
    village.stage.post(f"{path}/leave", volunteer(other))
    assert village.stage.get(path, volunteer(other)).status_code == 404
    assert village.stage.get(path, RESIDENT).status_code == 403


def test_nobody_hoards_the_pool(village: Village) -> None:
    me, others = village.enrol(), village.enrol()
    team_id = village.make_team(others)
    held = [village.offer(("pool", None)) for _ in range(4)]
    for opened in held[:3]:
        assert village.accept(opened.offer_ids[0], volunteer(me)).status_code == 200
    refused = village.accept(held[3].offer_ids[0], volunteer(me))
    assert refused.status_code == 409 and refused.json["code"] == "too_many_from_pool"
    assert village.check_in(held[0].order_id, volunteer(me), me).status_code == 200
    assert village.accept(held[3].offer_ids[0], volunteer(me)).status_code == 200
    directed = village.offer(("person", me))
    assert village.accept(directed.offer_ids[0], volunteer(me)).status_code == 200
    for_team = village.offer(("pool", None))
    assert village.accept(for_team.offer_ids[0], volunteer(others), for_team=str(team_id)).status_code == 200
