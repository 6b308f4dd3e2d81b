"""Whose minutes they are says that they are wrong: frozen until somebody decides, and told."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from shared import clock
from shared.contracts.feedback import ServiceConfirmed
from shared.contracts.volunteer import MinutesCorrected
from shared.identity import new_id
from tests.services.stage import Clockwork
from tests.services.volunteer.village import (
    CLERK,
    EVALUATOR,
    OFFICE,
    OTHER_CLERK,
    RESIDENT,
    Village,
    spoken_by,
    volunteer,
)

WRONG = {"code": "wrong_minutes", "text": "只去了半个小时"}
A_DAY = timedelta(days=1)
AS_IT_WAS = {"minutes": 60, "minutes_class": "verified", "reason_code": "as_recorded"}


def until_now(minutes: int) -> dict[str, str]:
    """So long a visit that ends this moment."""
    return {"started_at": (clock.now() - timedelta(minutes=minutes)).isoformat(), "ended_at": clock.now().isoformat()}


@pytest.fixture
def served(village: Village) -> tuple[UUID, UUID]:
    """Verified minutes: whose, and for which order."""
    me = village.enrol()
    order_id = village.served(me)
    village.stage.hear(ServiceConfirmed(order_id=order_id, means="link", minutes_class="verified"))
    return me, order_id


def test_what_is_disputed_counts_nowhere_until_it_is_decided(village: Village, served: tuple[UUID, UUID]) -> None:
    me, order_id = served
    disputed = village.ask(order_id, "dispute", volunteer(me), **WRONG)
    assert disputed.status_code == 200 and disputed.json["decided_at"] is None
    told = village.stage.status()
    assert told["minutes"] == {"declared": 0, "witnessed": 0, "verified": 0} and told["frozen_minutes"] == 60
    assert village.standing(order_id, me) == (60, "verified", True)
    assert village.ask(order_id, "dispute", volunteer(me), **WRONG).json["code"] == "disputed_already"
    path = f"/disputes/{disputed.json['dispute_id']}/decide"
    decided = village.stage.post(path, EVALUATOR, {**AS_IT_WAS, "sentence": "签到记录在"}).json
    assert (decided["decided_by"], decided["reason_code"]) == ("evaluator:e1", "as_recorded")
    assert village.stage.status()["minutes"]["verified"] == 60 and village.standing(order_id, me)[2] is False
    [notice] = village.stage.notices("dispute_decided")
    assert notice["to_id"] == me and notice["parameters"]["reason_code"] == "as_recorded"
    assert WRONG["text"] not in str(notice)
    said = village.stage.said(MinutesCorrected)
    assert [(one.minutes, one.minutes_class, one.frozen) for one in said] == [
        (60, "verified", True),
        (60, "verified", False),
    ]
    assert village.stage.post(path, EVALUATOR, AS_IT_WAS).json["code"] == "decided_already"


def test_a_decision_can_lower_and_what_is_more_is_only_declared(village: Village, served: tuple[UUID, UUID]) -> None:
    me, order_id = served
    lower = {"minutes": 30, "minutes_class": "verified", "reason_code": "as_disputed"}
    more = {"minutes": 90, "minutes_class": "declared", "reason_code": "partly", **until_now(90)}
    for decision in (lower, more):
        disputed = village.ask(order_id, "dispute", volunteer(me), **WRONG).json
        path = f"/disputes/{disputed['dispute_id']}/decide"
        assert village.stage.post(path, EVALUATOR, {**more, "minutes_class": "verified"}).status_code == 422
        assert village.stage.post(path, EVALUATOR, decision).status_code == 200
        assert village.standing(order_id, me) == (decision["minutes"], decision["minutes_class"], False)
    said = [one for one in village.stage.said(MinutesCorrected) if not one.frozen]
    assert [(one.minutes, one.minutes_class) for one in said] == [(30, "verified"), (90, "declared")]
    causes = [one["cause"] for one in village.stage.get(f"/ledger?order_id={order_id}", CLERK).json]
    assert causes == ["order.served.v1", "service.confirmed.v1", *["dispute_minutes", "decide_dispute"] * 2]


@pytest.fixture
def day_after(village: Village, served: tuple[UUID, UUID], clockwork: Clockwork) -> tuple[UUID, UUID, str]:
    """A day later somebody says that the day of their minutes is wrong: who, of which order, where it is decided."""
    me, order_id = served
    clockwork.set(clock.now() + A_DAY)
    disputed = village.ask(order_id, "dispute", volunteer(me), code="wrong_day").json
    return me, order_id, f"/disputes/{disputed['dispute_id']}/decide"


def test_minutes_that_are_on_the_wrong_day_are_put_on_the_right_one(
    village: Village, day_after: tuple[UUID, UUID, str]
) -> None:
    me, order_id, path = day_after
    began = clock.now() - A_DAY / 2
    moved = {**AS_IT_WAS, "started_at": began.isoformat()}
    assert village.stage.post(path, EVALUATOR, moved).status_code == 200
    last = village.stage.get(f"/ledger?order_id={order_id}", CLERK).json[-1]
    begins, ends = (datetime.fromisoformat(last[name]) for name in ("started_at", "ended_at"))
    assert (begins, ends) == (began, began + timedelta(minutes=60)) and last["cause"] == "decide_dispute"
    assert village.standing(order_id, me) == (60, "verified", False)


@pytest.mark.parametrize(
    ("hours", "minutes", "code"),
    [((), 61, "more_than_the_time"), ((-2, -1), 61, "more_than_the_time"), ((1, 2), 60, "ends_ahead")],
)
def test_no_decision_makes_minutes_for_which_there_was_no_time(
    village: Village, day_after: tuple[UUID, UUID, str], hours: tuple[float, ...], minutes: int, code: str
) -> None:
    *_, path = day_after
    said = zip(("started_at", "ended_at"), hours, strict=False)
    span = {name: (clock.now() + timedelta(hours=hour)).isoformat() for name, hour in said}
    more = {**AS_IT_WAS, "minutes": minutes, "minutes_class": "declared", **span}
    refused = village.stage.post(path, EVALUATOR, more)
    assert (refused.status_code, refused.json["code"]) == (422, code)


def test_a_decision_that_lets_minutes_meet_others_is_looked_at_again(
    village: Village, day_after: tuple[UUID, UUID, str]
) -> None:
    """No minute counts twice for one person, by whatever way it came in."""
    me, order_id, path = day_after
    other = village.served(me)
    assert "overlap" not in village.flags(order_id)
    met = {**AS_IT_WAS, "started_at": clock.now().isoformat()}
    assert village.stage.post(path, EVALUATOR, met).json["code"] == "ends_ahead"
    met = {**AS_IT_WAS, "minutes": 1, "ended_at": (clock.now() - timedelta(minutes=30)).isoformat()}
    later = village.ask(other, "dispute", volunteer(me), code="wrong_day").json
    assert village.stage.post(path, EVALUATOR, met).status_code == 200
    moved = {**AS_IT_WAS, "minutes_class": "declared", **until_now(60)}
    assert village.stage.post(f"/disputes/{later['dispute_id']}/decide", EVALUATOR, moved).status_code == 200
    assert "overlap" in village.flags(other)


def test_what_stands_is_said_again_when_the_resident_raises_what_was_decided(
    village: Village,
) -> None:
    """The others may have heard the confirmation before the decision, or after it."""
    me = village.enrol()
    order_id = village.served(me)
    disputed = village.ask(order_id, "dispute", volunteer(me), **WRONG).json
    decision = {**AS_IT_WAS, "minutes": 30, "minutes_class": "declared"}
    village.stage.post(f"/disputes/{disputed['dispute_id']}/decide", EVALUATOR, decision)
    village.stage.hear(ServiceConfirmed(order_id=order_id, means="link", minutes_class="verified"))
    said = village.stage.said(MinutesCorrected)[-1]
    assert isinstance(said, MinutesCorrected)
    assert (said.minutes, said.minutes_class, said.frozen) == (30, "verified", False)


def test_a_word_of_the_resident_still_raises_what_is_frozen(village: Village) -> None:
    me = village.enrol()
    order_id = village.served(me)
    village.ask(order_id, "dispute", volunteer(me), **WRONG)
    village.stage.hear(ServiceConfirmed(order_id=order_id, means="link", minutes_class="verified"))
    assert village.standing(order_id, me) == (60, "verified", True)


def test_who_may_dispute_who_may_decide_and_who_sees_it(village: Village, served: tuple[UUID, UUID]) -> None:
    me, order_id = served
    stranger = village.enrol()
    assert village.ask(order_id, "dispute", volunteer(stranger), **WRONG).json["code"] == "no_minutes"
    assert village.ask(order_id, "dispute", RESIDENT, **WRONG).status_code == 403
    assert village.ask(order_id, "dispute", CLERK, **WRONG).json["code"] == "whose_word"
    disputed = village.ask(order_id, "dispute", CLERK, **WRONG, spoken=spoken_by(me)).json
    path = f"/disputes/{disputed['dispute_id']}/decide"
    for actor in (volunteer(me), CLERK, RESIDENT):
        assert village.stage.post(path, actor, AS_IT_WAS).status_code == 403
    assert village.stage.post(path, "evaluator:e2@620821/103", AS_IT_WAS).status_code == 404
    assert village.stage.post(f"/disputes/{new_id()}/decide", OFFICE, AS_IT_WAS).status_code == 404
    assert village.stage.get("/disputes?standing=open", CLERK).json == [disputed]
    assert village.stage.get("/disputes", volunteer(me)).json == [disputed]
    assert (
        village.stage.get("/disputes", volunteer(stranger)).json
        == village.stage.get("/disputes", OTHER_CLERK).json
        == []
    )
    village.stage.post(path, OFFICE, AS_IT_WAS)
    assert village.stage.get("/disputes?standing=open", CLERK).json == []
    assert len(village.stage.get("/disputes?standing=decided", CLERK).json) == 1
