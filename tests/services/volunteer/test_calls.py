"""The call list: whom a station has to ring, on which number, about what; and that somebody was told."""

from datetime import timedelta

from shared import clock
from shared.contracts.request import OrderCancelled
from shared.identity import new_id
from tests.services.stage import Clockwork
from tests.services.volunteer.village import CLERK, OTHER_CLERK, PERSON, RESIDENT, Village, volunteer

SITE = "620821/102/205"


def test_a_station_rings_whoever_lives_there_and_a_team_by_its_leader(village: Village, clockwork: Clockwork) -> None:
    me = village.enrol(name="甲一", phone="13700000001")
    leader = village.enrol(name="乙二", phone="13700000002")
    far = village.enrol(name="丙三", phone="13700000003", home_code="620821102301")
    team_id = village.make_team(leader, me)
    village.offer(("person", me), ("person", far))
    clockwork.set(clock.now() + timedelta(minutes=1))
    village.offer(("team", team_id))

    def rung(actor: str) -> list[tuple[str, str]]:
        return [(one["name"], one["phone"]) for one in village.stage.get("/calls", actor).json]

    of_village = [("甲一", "13700000001"), ("乙二", "13700000002")]
    assert rung("clerk:c1@620821/102/205") == of_village
    assert sorted(rung(CLERK)) == sorted([*of_village, ("丙三", "13700000003")])
    assert rung(OTHER_CLERK) == []
    [page] = village.stage.get("/calls?page=2&page_size=2", CLERK).json
    assert page["template"] == "offer_received" and page["parameters"]["title"] == "入户用电检查"
    assert (page["name"], page["sent_at"], page["sent_through"]) == ("乙二", None, None)
    for actor in (volunteer(me), RESIDENT):
        assert village.stage.get("/calls", actor).status_code == 403


def test_somebody_is_told_once(village: Village) -> None:
    me = village.enrol()
    village.offer(("person", me))
    [call] = village.stage.get("/calls", CLERK).json
    path = f"/calls/{call['notice_id']}/told"
    assert village.stage.post(path, OTHER_CLERK, {"through": "phone"}).status_code == 404
    assert village.stage.post(path, volunteer(me), {"through": "phone"}).status_code == 403
    assert village.stage.post(path, CLERK, {"through": "smoke"}).status_code == 422
    told = village.stage.post(path, CLERK, {"through": "phone"}).json
    assert told["sent_through"] == "phone" and told["sent_at"] and told["phone"] == PERSON["phone"]
    assert village.stage.get("/calls", CLERK).json == []
    assert village.stage.post(path, CLERK, {"through": "visit"}).json["code"] == "told_already"
    assert village.stage.post(f"/calls/{new_id()}/told", CLERK, {"through": "phone"}).status_code == 404


def test_nobody_is_rung_about_an_offer_that_they_need_no_longer_answer(village: Village, clockwork: Clockwork) -> None:
    me = village.enrol()
    answered, cancelled, expired = (village.offer(("person", me)) for _ in range(3))
    assert len(village.stage.get("/calls", CLERK).json) == 3
    village.accept(answered.offer_ids[0], volunteer(me))
    village.stage.hear(OrderCancelled(order_id=cancelled.order_id, site_path=SITE, cancelled_by="resident"))
    clockwork.set(clock.now() + timedelta(hours=24))
    village.stage.let_due_fall("expire offer")
    assert [one["template"] for one in village.stage.get("/calls", CLERK).json] == ["offer_withdrawn"]
    assert village.offer_state(expired.offer_ids[0]) == "expired"
