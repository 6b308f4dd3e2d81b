"""What became of certified minutes afterwards is told to whoever checks the certificate, and nothing else is."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.volunteer.record import policy
from shared import clock
from shared.contracts.feedback import ServiceConfirmed, ServiceDenied
from tests.services.stage import Clockwork
from tests.services.volunteer.test_service_record import PERIOD, served
from tests.services.volunteer.village import CLERK, EVALUATOR, OFFICE, RESIDENT, Village, volunteer


@pytest.fixture
def me(village: Village, clockwork: Clockwork) -> UUID:
    """Somebody who can be certified what they served in these days."""
    clockwork.set(clock.now() + timedelta(days=2))
    return village.enrol()


def issue(village: Village, me: UUID) -> str:
    answer = village.stage.post(f"/volunteers/{me}/certificates", volunteer(me), PERIOD)
    assert answer.status_code == 201, answer.json
    return str(answer.json["number"])


def changes(village: Village, number: str) -> Any:
    told = village.stage.get(f"/certificates/{number}", RESIDENT).json
    sheet = village.stage.get(f"/certificates/{number}/sheet", OFFICE).json
    assert told["changes"] == sheet["changes"]
    return told["changes"]


def decide(village: Village, order_id: UUID, minutes: int, minutes_class: str, **span: str) -> None:
    [dispute] = village.stage.get(f"/disputes?order_id={order_id}&standing=open", EVALUATOR).json
    decision = {"minutes": minutes, "minutes_class": minutes_class, "reason_code": "partly", **span}
    answer = village.stage.post(f"/disputes/{dispute['dispute_id']}/decide", EVALUATOR, decision)
    assert answer.status_code == 200, answer.json


def test_a_dispute_is_told_while_it_stands_and_a_correction_from_then_on(village: Village, me: UUID) -> None:
    order_id = served(village, me, 100)
    number = issue(village, me)
    assert changes(village, number) == []
    village.ask(order_id, "dispute", volunteer(me), code="wrong_minutes")
    assert changes(village, number) == ["disputed"]
    decide(village, order_id, 80, "verified")
    assert changes(village, number) == ["corrected"]
    assert village.stage.get(f"/certificates/{number}", RESIDENT).json["total"] == 100, "it stays as it was issued"
    assert changes(village, issue(village, me)) == [], "a new one knows the correction"


def test_minutes_that_are_moved_out_of_the_days_are_a_change(village: Village, me: UUID, clockwork: Clockwork) -> None:
    order_id = served(village, me, 100)
    number = issue(village, me)
    clockwork.set(clock.now() + timedelta(days=9))
    village.ask(order_id, "dispute", volunteer(me), code="wrong_day")
    decide(village, order_id, 100, "verified", ended_at=(clock.now() - timedelta(days=4)).isoformat())
    assert changes(village, number) == ["corrected"]


def test_what_the_resident_denies_afterwards_is_told_until_somebody_has_looked(
    village: Village, me: UUID, clockwork: Clockwork
) -> None:
    """Whoever fetches the certificate right after the visit is no better off than who waits."""
    order_id = served(village, me, 100)
    number = issue(village, me)
    clockwork.set(clock.now() + timedelta(minutes=1))
    village.stage.hear(ServiceDenied(order_id=order_id, means="link"))
    assert changes(village, number) == ["doubted"]
    flag = village.flags(order_id)["denied"]["flag_id"]
    village.stage.post(f"/flags/{flag}/clear", EVALUATOR, {"sentence": "记错了日子"})
    assert changes(village, number) == []


def test_a_dispute_that_changed_nothing_leaves_no_trace_on_the_certificate(village: Village, me: UUID) -> None:
    order_id = served(village, me, 100)
    number = issue(village, me)
    village.ask(order_id, "dispute", volunteer(me), code="wrong_minutes")
    decide(village, order_id, 100, "verified")
    assert changes(village, number) == []


def test_what_the_certificate_never_counted_changes_nothing_about_it(
    village: Village, me: UUID, clockwork: Clockwork
) -> None:
    served(village, me, 100)
    frozen, doubted = served(village, me, 50), village.served(me)
    village.ask(frozen, "dispute", volunteer(me), code="wrong_minutes")
    number = issue(village, me)
    clockwork.set(clock.now() + timedelta(minutes=1))
    decide(village, frozen, 20, "verified")
    correction = {"minutes": 1, "minutes_class": "declared", "sentence": "问过了"}
    flag, *_ = village.flags(doubted).values()
    answer = village.stage.post(f"/flags/{flag['flag_id']}/correct", EVALUATOR, correction)
    assert answer.status_code == 200, answer.json
    later = served(village, me, 30)
    village.ask(later, "dispute", volunteer(me), code="not_mine")
    assert changes(village, number) == []


def test_what_somebody_else_served_and_what_lies_outside_of_the_days_changes_nothing(
    village: Village, me: UUID, clockwork: Clockwork
) -> None:
    served(village, me, 100)
    theirs = served(village, other := village.enrol(), 40)
    clockwork.set(clock.now() + timedelta(days=3))
    outside = served(village, me, 30)
    number = issue(village, me)
    village.ask(theirs, "dispute", volunteer(other), code="not_mine")
    village.ask(outside, "dispute", volunteer(me), code="not_mine")
    assert changes(village, number) == []


def test_a_class_that_was_raised_since_is_no_change_for_the_worse(village: Village, me: UUID) -> None:
    order_id = village.served(me)
    for flag in village.flags(order_id).values():
        village.stage.post(f"/flags/{flag['flag_id']}/clear", EVALUATOR, {"sentence": "核对过了"})
    number = issue(village, me)
    village.stage.hear(ServiceConfirmed(order_id=order_id, means="link", minutes_class="verified"))
    assert village.stage.get(f"/ledger?order_id={order_id}", CLERK).json[-1]["minutes_class"] == "verified"
    assert changes(village, number) == []


@pytest.mark.parametrize(
    ("stands", "frozen", "change"),
    [
        ((60, "witnessed"), False, None),
        ((60, "verified"), False, None),
        ((60, "declared"), False, "corrected"),
        ((59, "witnessed"), False, "corrected"),
        ((90, "declared"), False, "corrected"),
        ((60, "witnessed"), True, "disputed"),
    ],
)
def test_a_change_is_other_minutes_a_lower_class_or_a_dispute(
    stands: tuple[int, str], frozen: bool, change: str | None
) -> None:
    assert policy.change((60, "witnessed"), stands, frozen=frozen) == change
