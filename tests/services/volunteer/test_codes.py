"""The finishing code, known to the resident alone: right, wrong, late, looked up by staff; and who alone or
together could write minutes that nobody served."""

from datetime import timedelta
from uuid import UUID

import pytest

from shared import clock
from shared.codes import Codes
from shared.contracts.feedback import ServiceConfirmed
from shared.contracts.request import FinishingCodeLookedUp
from shared.contracts.volunteer import FinishingCodeGiven, MinutesCorrected, OrderServed
from shared.identity import new_id
from tests.services.stage import Clockwork
from tests.services.volunteer.village import CLERK, CODES, OTHER_CLERK, RESIDENT, Village, spoken_by, volunteer


def looked(order_id: UUID, by: str = "c1") -> FinishingCodeLookedUp:
    return FinishingCodeLookedUp(order_id=order_id, mark=CODES.mark(order_id, by), looked_at=clock.now())


def matched(village: Village) -> list[bool]:
    return [one.code_matched for one in village.stage.said(OrderServed) if isinstance(one, OrderServed)]


def confirmed(order_id: UUID) -> ServiceConfirmed:
    return ServiceConfirmed(order_id=order_id, means="code", minutes_class="verified")


def wrong(order_id: UUID) -> str:
    return f"{(int(CODES.finishing_code(order_id)) + 1) % 10**6:06}"


def test_the_two_words_are_made_of_the_order_and_the_secret() -> None:
    one, other, secret = new_id(), new_id(), Codes(lambda: "another secret")
    assert CODES.finishing_code(one) == CODES.finishing_code(one) != secret.finishing_code(one)
    assert len({CODES.finishing_code(one), CODES.finishing_code(other)}) == 2
    assert all(len(word) == 2 for word in (CODES.door_word(one), CODES.door_word(other)))
    assert len({CODES.door_word(new_id()) for _ in range(500)}) == 60
    assert CODES.mark(one, "c1") != CODES.mark(one, "c2") and CODES.mark(one, "c1") != CODES.mark(other, "c1")


def test_the_code_given_with_the_end_is_told_to_feedback_and_raises_nothing_by_itself(village: Village) -> None:
    me = village.enrol()
    order_id = village.begun(me)
    done = village.finish(order_id, volunteer(me), [(me, 60)], code=CODES.finishing_code(order_id))
    assert done.json["code_standing"] == "matched" and matched(village) == [True]
    assert village.standing(order_id, me) == (60, "declared", False)
    village.stage.hear(confirmed(order_id))
    assert village.standing(order_id, me) == (60, "verified", False)
    again = village.ask(order_id, "code", volunteer(me), code=CODES.finishing_code(order_id))
    assert again.json["code_standing"] == "matched" and village.stage.said(FinishingCodeGiven) == []


def test_five_wrong_codes_lock_it_and_keep_nobody_from_finishing(village: Village) -> None:
    me = village.enrol()
    order_id = village.begun(me)
    done = village.finish(order_id, volunteer(me), [(me, 60)], code=wrong(order_id))
    assert (done.status_code, done.json["code_standing"], done.json["code_tries_left"]) == (200, "wrong", 4)
    for left in (3, 2, 1, 0):
        shown = village.ask(order_id, "code", volunteer(me), code=wrong(order_id)).json
        assert shown["code_tries_left"] == left and shown["code_standing"] == ("wrong" if left else "locked")
    late = village.ask(order_id, "code", volunteer(me), code=CODES.finishing_code(order_id)).json
    assert (late["code_standing"], late["code_tries_left"]) == ("locked", 0)
    assert matched(village) == [False] and village.stage.said(FinishingCodeGiven) == []


def test_a_wrong_code_sent_twice_is_one_try(village: Village) -> None:
    me = village.enrol()
    order_id = village.served(me)
    for _ in range(2):
        path, body = f"/orders/{order_id}/code", {"code": wrong(order_id)}
        assert village.stage.post(path, volunteer(me), body, key="once").json["code_tries_left"] == 4


def test_the_code_may_be_told_until_three_days_after_the_end(village: Village, clockwork: Clockwork) -> None:
    me, other = village.enrol(), village.enrol()
    early, late = village.begun(me), village.served(me)
    right = {"code": CODES.finishing_code(early)}
    assert village.ask(early, "code", volunteer(me), **right).json["code"] == "not_the_time"
    village.finish(early, volunteer(me), [(me, 60)])
    for actor, code in ((volunteer(other), "not_your_visit"), (RESIDENT, "not_your_role")):
        assert village.ask(early, "code", actor, **right).json["code"] == code
    assert village.ask(early, "code", OTHER_CLERK, **right).status_code == 404
    assert village.ask(early, "code", volunteer(me), code="12345").status_code == 422
    clockwork.set(clock.now() + timedelta(days=3))
    assert village.ask(early, "code", CLERK, **right, spoken=spoken_by(me)).json["code_standing"] == "matched"
    assert [one.order_id for one in village.stage.said(FinishingCodeGiven)] == [early]
    clockwork.set(clock.now() + timedelta(seconds=1))
    refused = village.ask(late, "code", volunteer(me), code=CODES.finishing_code(late))
    assert (refused.status_code, refused.json["code"]) == (409, "not_the_time")


def test_a_clerk_alone_cannot_make_verified_minutes(village: Village) -> None:
    """They look the code up and finish with it: it counts as no code, and somebody looks at it."""
    me = village.enrol()
    order_id = village.accepted(me).order_id
    village.check_in(order_id, CLERK, me, means="paper")
    village.stage.hear(looked(order_id))
    done = village.finish(order_id, CLERK, [(me, 60)], code=CODES.finishing_code(order_id))
    assert done.json["code_standing"] == "looked_up" and matched(village) == [False]
    assert village.flags(order_id)["code_looked_up"]["parameters"] == {"by": "finisher"}
    assert village.standing(order_id, me) == (60, "declared", False)


def test_a_look_that_is_heard_late_caps_what_the_code_was_thought_to_prove(village: Village) -> None:
    me = village.enrol()
    order_id = village.accepted(me).order_id
    village.check_in(order_id, CLERK, me, means="paper")
    late = looked(order_id)
    done = village.finish(order_id, CLERK, [(me, 60)], code=CODES.finishing_code(order_id))
    assert done.json["code_standing"] == "matched"
    village.stage.hear(late, late)
    village.stage.hear(confirmed(order_id))
    assert village.flags(order_id)["code_looked_up"]["parameters"] == {"by": "finisher"}
    assert village.standing(order_id, me) == (60, "witnessed", False)
    said = village.stage.said(MinutesCorrected)
    assert [(one.volunteer_id, one.minutes, one.minutes_class) for one in said] == [(me, 60, "witnessed")]


def test_a_volunteer_alone_cannot_make_verified_minutes(village: Village) -> None:
    """They do not know the code; whatever they try, their minutes stay their own word."""
    me = village.enrol()
    order_id = village.begun(me)
    village.finish(order_id, volunteer(me), [(me, 600)], code=wrong(order_id))
    for verb in ("codes", "door-word"):
        assert "finishing_code" not in str(village.stage.get(f"/orders/{order_id}/{verb}", volunteer(me)).json)
    assert village.standing(order_id, me) == (600, "declared", False)
    for verb, body in (("clear", {"sentence": "好"}), ("correct", {"sentence": "好", "minutes": 600})):
        flag = village.flags(order_id)["long_day"]["flag_id"]
        body = {**body, "minutes_class": "verified"} if verb == "correct" else body
        assert village.stage.post(f"/flags/{flag}/{verb}", volunteer(me), body).status_code == 403


def test_both_together_leave_a_trace_that_is_flagged(village: Village) -> None:
    """A clerk looks the code up and tells it to the volunteer, who finishes with it."""
    me = village.enrol()
    order_id = village.begun(me)
    village.stage.hear(looked(order_id))
    village.finish(order_id, volunteer(me), [(me, 60)], code=CODES.finishing_code(order_id))
    village.stage.hear(confirmed(order_id))
    assert village.standing(order_id, me) == (60, "verified", False)
    assert village.flags(order_id)["code_looked_up"]["parameters"] == {"by": "staff"}
    assert village.stage.status()["flagged_minutes"]["verified"] == 60


@pytest.mark.parametrize("after", [True, False])
def test_a_look_after_the_code_was_given_proves_nothing_against_it(
    village: Village, clockwork: Clockwork, after: bool
) -> None:
    me = village.enrol()
    order_id = village.begun(me)
    village.finish(order_id, volunteer(me), [(me, 60)], code=CODES.finishing_code(order_id) if after else None)
    clockwork.set(clock.now() + timedelta(minutes=1))
    village.stage.hear(looked(order_id))
    assert "code_looked_up" not in village.flags(order_id)
