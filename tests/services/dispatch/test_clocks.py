"""The clocks of the queue: they tell the truth, and what follows when nobody acts."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared import clock
from shared.clock import SHANGHAI
from shared.contracts import dispatch, volunteer
from tests.services.dispatch.desk import (
    CENTER,
    DISPATCHER,
    OTHER_TEAM,
    PERSON,
    TEAM,
    WANTED_FROM,
    accepted,
    approve,
    cancelled,
    checked_in,
    declined,
    look,
    need_of,
    offer,
    offering,
    returned,
    withdraw,
)
from tests.services.stage import Clockwork, Stage

LATER = {"wanted_from": WANTED_FROM + timedelta(days=20), "wanted_to": WANTED_FROM + timedelta(days=20, hours=4)}


def at(day: int, hour: float) -> datetime:
    """A moment of November 2026 in Shanghai; the 16th is a Monday."""
    return datetime(2026, 11, day, tzinfo=SHANGHAI) + timedelta(hours=hour)


def moment(order: dict[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(order[name]) if order[name] else None


def fall(stage: Stage, clockwork: Clockwork, moment: datetime) -> None:
    clockwork.set(moment)
    stage.let_due_fall()


def supervisions(stage: Stage) -> list[str]:
    return [one.reason_code for one in stage.said(dispatch.OrderSupervised)]


def test_until_somebody_is_asked_working_time_runs_and_most_of_it_warns(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage, **LATER)
    assert moment(look(stage, order_id), "due_at") == at(17, 9)
    for passed, alarm in (
        (at(16, 16.9), None),
        (at(16, 17), "warned"),
        (at(17, 8.9), "warned"),
        (at(17, 9), "breached"),
    ):
        fall(stage, clockwork, passed)
        assert look(stage, order_id)["alarm"] == alarm
    assert [one["order_id"] for one in stage.get("/orders?alarm=breached", DISPATCHER).json] == [str(order_id)]
    fall(stage, clockwork, at(18, 8.9))
    assert not look(stage, order_id)["supervised"]
    fall(stage, clockwork, at(18, 9))
    assert look(stage, order_id)["supervised_for"] == "dispatch_late" and supervisions(stage) == ["dispatch_late"]


def test_what_is_urgent_has_less_time(stage: Stage) -> None:
    assert moment(look(stage, approve(stage, urgency="urgent", **LATER)), "due_at") == at(16, 11)


def test_who_asks_in_time_stops_the_clock_and_the_accept_clock_runs(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage, **LATER)
    fall(stage, clockwork, at(16, 17))
    body = offering(TEAM, deadline=at(17, 17))
    asked = stage.post(f"/orders/{order_id}/offers", DISPATCHER, body).json
    assert moment(asked, "due_at") == at(17, 17) and asked["alarm"] is None
    fall(stage, clockwork, at(17, 10.9))
    assert look(stage, order_id)["alarm"] is None
    fall(stage, clockwork, at(17, 11))
    assert look(stage, order_id)["alarm"] == "warned"


def test_of_an_order_that_somebody_leads_no_clock_runs(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage)
    stage.hear(accepted(offer(stage, order_id)))
    assert look(stage, order_id)["due_at"] is None
    fall(stage, clockwork, at(20, 9))
    assert stage.history(order_id)[-1]["verb"] == "note_accepted" and not supervisions(stage)


def test_of_an_order_that_was_called_off_no_clock_runs(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage)
    stage.hear(cancelled(order_id))
    fall(stage, clockwork, at(20, 9))
    assert stage.history(order_id)[-1]["verb"] == "note_cancelled" and stage.status()["due"] == 0


def test_an_undo_gives_no_new_time(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage, **LATER)
    fall(stage, clockwork, at(16, 17.5))
    offer(stage, order_id)
    undone = stage.post(f"/orders/{order_id}/undo", DISPATCHER).json
    assert moment(undone, "due_at") == at(17, 9)
    fall(stage, clockwork, at(17, 9))
    assert look(stage, order_id)["alarm"] == "breached"


@pytest.mark.parametrize("how", ["declined", "withdrawn", "returned"])
def test_after_a_round_the_time_to_ask_begins_again(stage: Stage, clockwork: Clockwork, how: str) -> None:
    order_id = approve(stage, **LATER)
    offered = offer(stage, order_id)
    fall(stage, clockwork, at(16, 11))
    if how == "declined":
        stage.hear(declined(offered))
    elif how == "withdrawn":
        withdraw(stage, order_id)
    else:
        stage.hear(accepted(offered), returned(order_id))
    assert moment(look(stage, order_id), "due_at") == at(17, 11)


def test_a_level_that_passes_an_order_on_wins_it_no_new_time(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage, **LATER)
    fall(stage, clockwork, at(16, 10))
    stage.post(f"/orders/{order_id}/escalate", DISPATCHER)
    assert moment(look(stage, order_id), "due_at") == at(17, 9)


def test_at_the_promise_it_lies_on_the_desk_of_the_center_and_is_watched(stage: Stage, clockwork: Clockwork) -> None:
    waiting, offered, taken = (approve(stage, f"0000000{number}", **LATER) for number in range(3))
    promise = at(19, 9)
    body = offering(TEAM, OTHER_TEAM, deadline=promise + timedelta(hours=1))
    stage.post(f"/orders/{offered}/offers", DISPATCHER, body)
    stage.hear(accepted(offer(stage, taken)))
    fall(stage, clockwork, promise - timedelta(seconds=1))
    assert not look(stage, offered)["supervised"]
    fall(stage, clockwork, promise)
    assert [look(stage, one)["supervised"] for one in (waiting, offered, taken)] == [True, True, False]
    assert look(stage, waiting)["level"] == "620821" and look(stage, offered)["supervised_for"] == "promise"
    assert look(stage, offered)["state"] == "offered" and look(stage, offered)["level"] == "620821/102/205"
    [said] = [one for one in stage.said(dispatch.OrderOffered) if one.order_id == offered]
    stage.hear(declined(said, 0), declined(said, 1))  # type: ignore[arg-type]
    assert look(stage, offered)["level"] == "620821"
    watched = stage.get("/orders?supervised=true&level=620821", CENTER).json
    assert {one["order_id"] for one in watched} == {str(waiting), str(offered)}
    assert stage.let_due_fall() == 0


def test_who_is_given_back_after_the_promise_is_looked_after_at_once(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage, **LATER)
    stage.hear(accepted(offer(stage, order_id)))
    fall(stage, clockwork, at(24, 9))
    stage.hear(returned(order_id))
    stage.let_due_fall()
    order = look(stage, order_id)
    assert order["supervised_for"] == "promise" and order["level"] == "620821" and order["state"] == "pending"


def test_an_office_watches_over_an_order_of_its_own_accord(stage: Stage) -> None:
    order_id = approve(stage)
    assert stage.post(f"/orders/{order_id}/supervise", DISPATCHER).status_code == 403
    assert stage.post(f"/orders/{order_id}/supervise", "office:o3@620821/103").status_code == 404
    for _ in range(2):
        watched = stage.post(f"/orders/{order_id}/supervise", "office:o2@620821/102")
        assert watched.status_code == 200 and watched.json["supervised_for"] == "by_hand"
    assert supervisions(stage) == ["by_hand"]
    other = approve(stage, "00000002")
    stage.hear(cancelled(other))
    assert stage.post(f"/orders/{other}/supervise", CENTER).json["code"] == "order_is_cancelled"


def contact_missed(order_id: Any, round_: int = 1) -> volunteer.OrderContactMissed:
    return volunteer.OrderContactMissed(order_id=order_id, site_path="620821/102/205", round=round_)


def test_a_first_contact_that_was_missed_is_watched_over(stage: Stage) -> None:
    order_id = approve(stage)
    stage.hear(accepted(offer(stage, order_id)), contact_missed(order_id))
    assert look(stage, order_id)["supervised_for"] == "first_contact_late" and supervisions(stage)


@pytest.mark.parametrize("missed_first", [True, False])
def test_a_missed_contact_is_watched_over_whichever_is_heard_first(stage: Stage, missed_first: bool) -> None:
    order_id = approve(stage)
    news = [accepted(offer(stage, order_id)), contact_missed(order_id)]
    for event in reversed(news) if missed_first else news:
        stage.hear(event)
    order = look(stage, order_id)
    assert order["state"] == "accepted" and order["supervised_for"] == "first_contact_late" and stage.inbox() == {}


@pytest.mark.parametrize("how", ["returned", "checked_in"])
def test_a_missed_contact_is_over_with_its_round_and_with_the_visit(stage: Stage, how: str) -> None:
    order_id = approve(stage)
    stage.hear(accepted(offer(stage, order_id)))
    stage.hear(returned(order_id) if how == "returned" else checked_in(order_id), contact_missed(order_id))
    assert not look(stage, order_id)["supervised"] and stage.inbox() == {}


def test_what_was_given_back_twice_is_watched_over_and_keeps_its_class_and_promise(stage: Stage) -> None:
    order_id = approve(stage)
    promise = look(stage, order_id)["promise_at"]
    for round_, asked in ((1, TEAM), (2, PERSON)):
        assert not look(stage, order_id)["supervised"]
        stage.hear(accepted(offer(stage, order_id, asked)), returned(order_id, round_))
    order = look(stage, order_id)
    assert order["supervised_for"] == "returned_twice" and order["returns"] == 2 and order["front"]
    assert (order["priority"], order["promise_at"]) == (need_of().priority, promise)


def test_the_forecast_shows_who_will_breach_within_two_hours_soonest_first(stage: Stage, clockwork: Clockwork) -> None:
    urgent = approve(stage, "00000001", urgency="urgent", **LATER)
    usual = approve(stage, "00000002", **LATER)
    clockwork.set(at(16, 9.5))
    asked = approve(stage, "00000003", **LATER)
    body = offering(TEAM, deadline=at(16, 10.5))
    stage.post(f"/orders/{asked}/offers", DISPATCHER, body)
    assert forecast(stage) == [str(asked), str(urgent)]
    assert forecast(stage, "dispatcher:d2@620821/103") == []
    fall(stage, clockwork, at(16, 11))
    assert forecast(stage) == [], "what is late already is no forecast"
    fall(stage, clockwork, at(17, 7.5))
    assert forecast(stage) == [str(usual)]
    stage.hear(cancelled(usual))
    assert forecast(stage) == []
    assert stage.get("/forecast", "resident:r1").status_code == 403


def test_the_forecast_counts_the_promise_too(stage: Stage, clockwork: Clockwork) -> None:
    order_id = approve(stage, **LATER)
    stage.post(f"/orders/{order_id}/offers", DISPATCHER, offering(TEAM, deadline=clock.now() + timedelta(days=10)))
    clockwork.set(at(19, 7))
    assert forecast(stage) == [str(order_id)]
    fall(stage, clockwork, at(19, 9))
    assert forecast(stage) == []


def forecast(stage: Stage, actor: str = DISPATCHER) -> list[str]:
    return [order["order_id"] for order in stage.get("/forecast", actor).json]
