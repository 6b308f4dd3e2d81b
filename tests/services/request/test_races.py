"""The same moment: what can be done once is done once, and what crosses ends in a state that all can live with."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts import request
from tests.services.request.desk import APPROVAL, CLERK, LATER, OFFICE, ORDER, OTHER_CLERK, REJECTION, RESIDENT, Desk
from tests.services.stage import Stage

TIMES = 20
Asking = tuple[str, str, dict[str, Any]]


def at_once(stage: Stage, *askings: Asking) -> list[tuple[int, str]]:
    """The answers to requests that are let go at the same moment: status, and the code of a refusal."""
    gate, answers = Barrier(len(askings)), [(0, "")] * len(askings)

    def ask(place: int, path: str, actor: str, body: dict[str, Any]) -> None:
        client = stage.client.application.test_client()
        headers = {"X-Sidan-Actor": actor, "Idempotency-Key": str(uuid4())}
        gate.wait()
        answer = client.post(f"/api/v1{path}", json=body, headers=headers)
        answers[place] = (answer.status_code, answer.json.get("code", ""))

    threads = [Thread(target=ask, args=(place, *asking)) for place, asking in enumerate(askings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def of(order_id: str, verb: str, actor: str = CLERK, **body: Any) -> Asking:
    return f"/orders/{order_id}/{verb}", actor, body


def test_many_who_urge_at_once_count_as_one(desk: Desk) -> None:
    order_id = desk.place()
    answers = at_once(desk.stage, *[of(order_id, "urge", RESIDENT)] * 8)
    assert Counter(answers) == {(200, ""): 1, (409, "urged_today"): 7}
    assert desk.look(order_id)["urges"] == 1


def test_many_who_submit_once_more_at_once_get_one_order(desk: Desk) -> None:
    order_id = desk.place()
    desk.must(order_id, "propose-rejection", **REJECTION)
    desk.must(order_id, "sign-rejection", OTHER_CLERK)
    again = ("/orders", RESIDENT, {**ORDER, **LATER, "resubmission_of": order_id})
    answers = at_once(desk.stage, *[again] * 8)
    assert Counter(answers) == {(201, ""): 1, (409, "resubmitted_already"): 7}


def test_limits_that_are_published_at_once_are_versions_one_after_the_other(desk: Desk) -> None:
    answers = at_once(desk.stage, *[("/limits", OFFICE, {"limits": [{"verify_minutes": 60}]})] * 8)
    published = answers.count((201, ""))
    assert set(answers) <= {(201, ""), (409, "changed_meanwhile")}
    assert sorted(one["version"] for one in desk.listed("/limits")) == list(range(1, published + 1)) != []


def _merged_both_ways(first: str, second: str) -> tuple[Asking, Asking]:
    return of(first, "merge", into=second), of(second, "merge", into=first)


def _approved_and_cancelled(first: str, _: str) -> tuple[Asking, Asking]:
    return of(first, "approve", **APPROVAL), of(first, "cancel", RESIDENT)


def _changed_and_cancelled(first: str, _: str) -> tuple[Asking, Asking]:
    return of(first, "change", RESIDENT, wanted_to="2026-12-31T12:00:00+08:00"), of(first, "cancel", RESIDENT)


def _merged_and_survivor_cancelled(first: str, second: str) -> tuple[Asking, Asking]:
    return of(first, "merge", into=second), of(second, "cancel", RESIDENT)


def _signed_by_two(first: str, _: str) -> tuple[Asking, Asking]:
    return of(first, "sign-rejection", OTHER_CLERK), of(first, "sign-rejection", OFFICE)


CROSSINGS = (
    _merged_both_ways,
    _approved_and_cancelled,
    _changed_and_cancelled,
    _merged_and_survivor_cancelled,
    _signed_by_two,
)


@pytest.mark.parametrize("crossing", CROSSINGS)
def test_of_two_that_cross_each_ends_in_a_state_that_both_know(
    desk: Desk, crossing: Callable[[str, str], tuple[Asking, Asking]]
) -> None:
    for _ in range(TIMES):
        first, second = desk.place(), desk.place()
        desk.must(first, "propose-rejection", **REJECTION)
        answers = at_once(desk.stage, *crossing(first, second))
        assert {status for status, _ in answers} <= {200, 409} and (200, "") in answers
        for order_id in (first, second):
            order = desk.look(order_id)
            ends = [said for said in desk.stage.said(request.OrderCancelled) if str(said.order_id) == order_id]
            assert len(ends) == (order["state"] == "cancelled")
            survivor = order["duplicate_of"]
            assert survivor is None or desk.look(survivor)["state"] != "cancelled", "somebody would wait for nothing"
