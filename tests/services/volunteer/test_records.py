"""The ledger of minutes, and thanks."""

from typing import Any

import pytest

from shared.contracts.feedback import OrderReviewed, RectificationClosed, ServiceConfirmed, ServiceDenied
from shared.identity import new_id
from tests.services.volunteer.village import CLERK, OTHER_CLERK, RESIDENT, Village, volunteer


def confirmed(order_id: Any, minutes_class: str) -> ServiceConfirmed:
    return ServiceConfirmed(order_id=order_id, means="code", minutes_class=minutes_class)


def reviewed(order_id: Any, level: int, kind: str, leader_id: Any) -> OrderReviewed:
    return OrderReviewed(order_id=order_id, level=level, callback=False, leader_kind=kind, leader_id=leader_id)


def test_finishing_declares_minutes_and_confirming_adds_to_them_without_rewriting(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    order_id = village.served(me, other, minutes=45)
    assert village.stage.status()["minutes"] == {"declared": 90, "witnessed": 0, "verified": 0}
    village.stage.hear(confirmed(order_id, "witnessed"))
    village.stage.hear(confirmed(order_id, "verified"))
    entries = village.stage.get(f"/ledger?volunteer_id={me}", CLERK).json
    assert [(one["minutes_class"], one["minutes"], one["cause"]) for one in entries] == [
        ("declared", 45, "order.served.v1"),
        ("witnessed", 45, "service.confirmed.v1"),
        ("verified", 45, "service.confirmed.v1"),
    ]
    assert village.stage.status()["minutes"] == {"declared": 0, "witnessed": 0, "verified": 90}


def test_a_class_is_never_lowered(village: Village) -> None:
    order_id = village.served(village.enrol())
    for minutes_class in ("verified", "witnessed", "verified", "declared"):
        village.stage.hear(confirmed(order_id, minutes_class))
    assert len(village.stage.get(f"/ledger?order_id={order_id}", CLERK).json) == 2
    assert village.stage.status()["minutes"]["verified"] == 60


def test_a_confirmation_waits_for_the_visit(village: Village) -> None:
    me = village.enrol()
    village.stage.hear(confirmed(new_id(), "verified"))
    order_id = village.accepted(me).order_id
    village.stage.hear(confirmed(order_id, "verified"))
    assert village.stage.inbox() == {"waiting": 2}
    village.check_in(order_id, volunteer(me), me)
    village.finish(order_id, volunteer(me), [(me, 30)])
    village.stage.retry_waiting()
    assert village.stage.inbox() == {"waiting": 1}
    assert village.stage.status()["minutes"]["verified"] == 30


def test_the_ledger_is_read_by_oneself_and_by_staff_of_the_place(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    village.served(me, other)
    assert [one["volunteer_id"] for one in village.stage.get("/ledger", volunteer(me)).json] == [str(me)]
    assert len(village.stage.get("/ledger", CLERK).json) == 2
    assert village.stage.get("/ledger", OTHER_CLERK).json == []
    assert village.stage.get("/ledger", RESIDENT).status_code == 403


@pytest.mark.parametrize(
    ("level", "template"), [(5, "thanked"), (4, "thanked"), (3, "rated"), (2, "rated_and_looked_into")]
)
def test_a_rating_reaches_whoever_led_and_says_nothing_of_who_gave_it(
    village: Village, level: int, template: str
) -> None:
    me = village.enrol()
    order_id = village.served(me)
    village.stage.hear(reviewed(order_id, level, "person", me))
    [notice] = village.stage.notices(template)
    assert (notice["to_kind"], notice["to_id"]) == ("volunteer", me)
    assert set(notice["parameters"]) == {"order_no", "title", "level"}


def test_a_team_is_thanked_and_so_is_each_who_went(village: Village) -> None:
    me, other, team_id = village.enrol(), village.enrol(), new_id()
    village.stage.hear(reviewed(new_id(), 5, "team", team_id))
    assert village.stage.inbox() == {"waiting": 1}
    village.stage.hear(reviewed(village.served(me, other), 5, "team", team_id))
    thanked = [(one["to_kind"], one["to_id"]) for one in village.stage.notices("thanked")]
    assert thanked[0] == ("team", team_id) and set(thanked[1:]) == {("volunteer", me), ("volunteer", other)}
    assert len(thanked) == 3


def test_who_led_and_went_is_thanked_once_and_the_others_hear_no_bad_word(village: Village) -> None:
    me, other = village.enrol(), village.enrol()
    good, bad = (village.served(me, other) for _ in range(2))
    village.stage.hear(reviewed(good, 4, "person", me), reviewed(bad, 1, "person", me))
    assert sorted(village.told("thanked")) == sorted([me, other])
    assert village.told("rated_and_looked_into") == [me]


def test_a_denial_and_what_came_of_it_reach_whoever_led_and_raise_no_minutes(village: Village) -> None:
    me = village.enrol()
    order_id = village.served(me)
    village.stage.hear(ServiceDenied(order_id=order_id, means="link"))
    assert village.told("denied_and_looked_into") == [me]
    told = village.stage.status()
    assert told["minutes"] == {"declared": 60, "witnessed": 0, "verified": 0}
    assert told["flagged_minutes"]["declared"] == 60, "somebody looks at them before they count for anything"
    assert village.flags(order_id)["denied"]["reason"] == "居民说没有来过，或者没有做。"
    found = RectificationClosed(order_id=order_id, finding="invalid", cause="denied", called=True)
    village.stage.hear(found)
    [told] = village.stage.notices("looked_into")
    assert told["to_id"] == me and (told["parameters"]["finding"], told["parameters"]["cause"]) == ("invalid", "denied")
    village.stage.hear(ServiceDenied(order_id=new_id(), means="link"))
    assert village.stage.inbox() == {"waiting": 1}
