"""All open orders together: solved, told when it is time, confirmed singly or many at once, each for itself."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner

from services.dispatch.assigning.command import check, replay
from services.dispatch.assigning.publishing import assign_county
from services.dispatch.assigning.solving import answer
from shared import clock
from shared.contracts import dispatch
from shared.identity import new_id
from tests.services.dispatch import desk
from tests.services.dispatch.crowd import ask, candidates, helper
from tests.services.dispatch.desk import CENTER, DISPATCHER, PAUSED, approve, look, withdraw
from tests.services.stage import Clockwork, Stage


def assign(stage: Stage) -> int:
    return assign_county(stage.database, answer, timedelta(0))


def suggestions(stage: Stage, actor: str = DISPATCHER) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = stage.get("/suggestions", actor).json
    return told


def confirm(stage: Stage, *ids: Any, actor: str = DISPATCHER) -> list[tuple[str, str | None]]:
    reported = stage.post("/suggestions/confirm", actor, {"suggestion_ids": list(map(str, ids))})
    assert reported.status_code == 200, reported.json
    assert [one["suggestion_id"] for one in reported.json] == list(map(str, ids))
    return [one["result"] for one in reported.json]


def urgent(stage: Stage, number: int = 1, **different: Any) -> UUID:
    return approve(stage, f"{number:08}", urgency="urgent", **different)


def test_an_urgent_order_is_told_at_once_and_others_when_their_dispatcher_is_reminded(
    stage: Stage, clockwork: Clockwork
) -> None:
    near, far = helper(stage), helper(stage, home_path="620821/105/201", travel_km=20)
    hurried, patient = urgent(stage), approve(stage, "00000002")
    assert assign(stage) == 1 and assign(stage) == 0
    [first] = suggestions(stage)
    assert (first["order_id"], first["kind"], first["automatic"]) == (str(hurried), "person", False)
    clockwork.set(clock.now() + timedelta(hours=9))
    stage.let_due_fall("sound the alarm")
    assert assign(stage) == 1
    told = {one["order_id"]: one["unit_id"] for one in suggestions(stage)}
    assert told.keys() == {str(hurried), str(patient)} and set(told.values()) == {str(near), str(far)}
    assert first["visit_at"] == "2026-11-18T00:30:00+00:00"


def test_a_suggestion_says_why_in_the_language_of_who_asks(stage: Stage) -> None:
    helper(stage)
    helper(stage, home_path="620821/105/201", travel_km=20)
    urgent(stage)
    assign(stage)
    [one] = suggestions(stage)
    for language, sentence in (("en", "1.0 km away"), ("zh-CN", "相距 1.0 公里")):
        headers = {"X-Sidan-Actor": DISPATCHER, "Accept-Language": language}
        told = stage.client.get(f"/api/v1/suggestions/{one['suggestion_id']}", headers=headers).json
        assert told["reasons"]["terms"][0]["sentence"] == sentence
        assert told["reasons"]["next"]["points"] > told["points"]
        assert told["reasons"]["differences"][0]["points"] == 1400


def test_many_are_confirmed_at_once_and_each_is_reported(stage: Stage) -> None:
    people = [helper(stage) for _ in range(5)]
    orders = [urgent(stage, number) for number in range(1, 6)]
    assert assign(stage) == 5
    told = {one["order_id"]: one for one in suggestions(stage)}
    assert {one["unit_id"] for one in told.values()} == set(map(str, people))
    taken, gone, changed, paused, left = (told[str(order_id)]["suggestion_id"] for order_id in orders)
    assert ask(stage, orders[0], UUID(told[str(orders[1])]["unit_id"])).status_code == 201
    stage.hear(desk.cancelled(orders[1]), desk.changed(orders[2], title="别的"))
    helper(stage, 2, UUID(told[str(orders[3])]["unit_id"]), status="paused")
    unknown = new_id()
    assert confirm(stage, left, taken, gone, changed, paused, unknown, left) == [
        "done",
        "changed_meanwhile",
        "changed_meanwhile",
        "changed_meanwhile",
        "not_active",
        "unknown_suggestion",
        "changed_meanwhile",
    ]
    offered = [one for one in stage.said(dispatch.OrderOffered) if one.order_id == orders[4]]
    assert [str(offered[0].offers[0].to_id)] == [told[str(orders[4])]["unit_id"]] and len(offered) == 1
    assert look(stage, orders[4])["offers"][0]["made_by"] == "d1"
    assert [one["suggestion_id"] for one in suggestions(stage)] == [paused]


def test_of_four_who_confirm_while_another_offers_by_hand_one_round_comes(stage: Stage) -> None:
    people = [helper(stage) for _ in range(6)]
    orders = [urgent(stage, number) for number in range(1, 7)]
    assign(stage)
    ids = [one["suggestion_id"] for one in suggestions(stage)]

    def act(number: int) -> list[str]:
        client = stage.client.application.test_client()
        headers = {"X-Sidan-Actor": DISPATCHER, "Idempotency-Key": f"k{number}"}
        if number < 4:
            body = {"suggestion_ids": ids}
            return [
                one["result"] for one in client.post("/api/v1/suggestions/confirm", json=body, headers=headers).json
            ]
        path, whom = f"/api/v1/orders/{orders[number]}/offers", [{"to_kind": "person", "to_id": str(people[0])}]
        offered = client.post(path, json={**desk.offering(), "offers": whom}, headers=headers)
        return [str(offered.status_code)]

    with ThreadPoolExecutor(6) as threads:
        reported = list(threads.map(act, range(6)))
    rounds = [one.order_id for one in stage.said(dispatch.OrderOffered)]
    assert sorted(rounds) == sorted(orders)
    assert sum(part.count("done") + part.count("201") for part in reported) == 6
    assert {word for part in reported for word in part} <= {"done", "201", "409", "changed_meanwhile"}


def test_a_round_that_was_taken_back_is_suggested_for_anew(stage: Stage) -> None:
    one, other, order_id = helper(stage), helper(stage), urgent(stage)
    assign(stage)
    [first] = suggestions(stage)
    confirm(stage, first["suggestion_id"])
    withdraw(stage, order_id)
    assert suggestions(stage) == [] and assign(stage) == 1
    [second] = suggestions(stage)
    assert second["round"] == 2 and {first["unit_id"], second["unit_id"]} == {str(one), str(other)}


def test_items_that_the_county_names_are_offered_by_themselves(stage: Stage) -> None:
    one, order_id = helper(stage), urgent(stage)
    assert stage.post("/weights", CENTER, {"weights": {}, "automatic_items": ["H03"]}).status_code == 201
    assert assign(stage) == 1 and suggestions(stage) == []
    order = look(stage, order_id)
    assert order["state"] == "offered" and order["offers"][0]["to_id"] == str(one)
    assert order["offers"][0]["made_by"] == "assign"
    assert stage.history(order_id)[-1]["role"] == "system"


def test_whoever_is_suggested_is_not_suggested_twice_nor_ranked_as_if_free(stage: Stage) -> None:
    one, order_id = helper(stage), urgent(stage)
    assign(stage)
    other = urgent(stage, 2)
    assert assign(stage) == 0 and candidates(stage, other)["people"]["best"] == []
    stage.hear(desk.cancelled(order_id))
    assert assign(stage) == 1
    assert [told["unit_id"] for told in suggestions(stage)] == [str(one)]


def test_whoever_wants_to_be_left_in_peace_is_suggested_for_nothing(stage: Stage) -> None:
    one, order_id = helper(stage), approve(stage)
    assert ask(stage, order_id, one).status_code == 201
    stage.hear(desk.declined(stage.said(dispatch.OrderOffered)[-1], chip="unable_for_a_while"))  # type: ignore[arg-type]
    urgent(stage, 2)
    assert assign(stage) == 0


def test_each_told_suggestion_is_checked_and_replayed(stage: Stage) -> None:
    for _ in range(3):
        helper(stage)
    for number in range(1, 4):
        urgent(stage, number)
    assign(stage)
    url = stage.database.url.render_as_string(hide_password=False)
    assert CliRunner().invoke(check, [], obj=url).output == "1 papers, 0 with faults.\n"
    for one in suggestions(stage):
        told = CliRunner().invoke(replay, [one["suggestion_id"]], obj=url)
        assert told.exit_code == 0 and "OPTIMAL" in told.output and one["unit_id"] in told.output


def test_what_changes_while_it_is_solved_is_not_told(stage: Stage) -> None:
    one, order_id = helper(stage), urgent(stage)

    def meanwhile(happens: Callable[[], Any]) -> int:
        def slow(asked: Any) -> Any:
            happens()
            return answer(asked)

        return assign_county(stage.database, slow, timedelta(0))

    assert meanwhile(lambda: helper(stage, 2, one)) == 0
    assert meanwhile(lambda: stage.hear(desk.held(order_id))) == 0
    stage.hear(desk.resumed(order_id))
    assert assign(stage) == 1


def test_only_staff_see_suggestions_and_only_those_of_their_place(stage: Stage) -> None:
    helper(stage)
    urgent(stage)
    assign(stage)
    [one] = suggestions(stage)
    assert suggestions(stage, "dispatcher:d9@620821/105") == []
    assert confirm(stage, one["suggestion_id"], actor="dispatcher:d9@620821/105") == ["outside_scope"]
    assert stage.get("/suggestions", "resident:r1").status_code == 403
    body = {"suggestion_ids": [one["suggestion_id"]]}
    assert stage.post("/suggestions/confirm", "clerk:c1@620821/102", body).status_code == 403
    assert stage.get(f"/suggestions/{new_id()}", DISPATCHER).status_code == 404


@pytest.mark.parametrize("many", [0, 101])
def test_none_and_too_many_are_refused(stage: Stage, many: int) -> None:
    body = {"suggestion_ids": [str(PAUSED)] * many}
    assert stage.post("/suggestions/confirm", DISPATCHER, body).status_code == 422
