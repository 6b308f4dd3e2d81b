"""Whether a service took place: by the code that the resident alone knows, or denied; nobody vouches for themselves."""

from uuid import UUID

import pytest

from shared.contracts import feedback, volunteer
from shared.identity import new_id
from tests.services.feedback.parlour import CLERK, RESIDENT, VOLUNTEER, conclude, deny, look, review, served, state
from tests.services.stage import Stage


def test_a_code_that_came_with_the_work_confirms_it_by_itself(stage: Stage) -> None:
    order_id = new_id()
    stage.hear(served(order_id, code_matched=True))
    assert state(stage, order_id) == "pending_review"
    assert stage.said() == [feedback.ServiceConfirmed(order_id=order_id, means="code", minutes_class="verified")]
    [_, confirmed] = stage.history(order_id)
    assert (confirmed["verb"], confirmed["role"], confirmed["door"]) == ("confirm", "system", "events")


def test_a_code_that_is_given_afterwards_confirms_it_whichever_is_heard_first(stage: Stage) -> None:
    order_id = new_id()
    stage.hear(volunteer.FinishingCodeGiven(order_id=order_id))
    assert stage.inbox() == {"waiting": 1}
    stage.hear(served(order_id))
    stage.retry_waiting()
    assert state(stage, order_id) == "pending_review" and stage.inbox() == {}
    stage.hear(volunteer.FinishingCodeGiven(order_id=order_id))
    assert len(stage.said(feedback.ServiceConfirmed)) == 1


def test_a_code_that_comes_too_late_changes_nothing(stage: Stage, order_id: UUID) -> None:
    deny(stage, order_id)
    stage.hear(volunteer.FinishingCodeGiven(order_id=order_id))
    assert state(stage, order_id) == "rectifying" and stage.inbox() == {}
    assert stage.said(feedback.ServiceConfirmed) == []


@pytest.mark.parametrize(
    ("means", "actor"),
    [("link", RESIDENT), ("link", "proxy:p1"), ("phone", CLERK), ("paper", "village_worker:w1@620821/102/205")],
)
def test_a_denial_raises_no_minutes_and_is_looked_into_at_once(
    stage: Stage, order_id: UUID, means: str, actor: str
) -> None:
    answer = deny(stage, order_id, means, actor)
    assert answer.json["state"] == "rectifying" and answer.json["minutes_class"] is None
    assert [one["cause"] for one in answer.json["rectifications"]] == ["denied"]
    denied, opened = stage.said()
    assert denied == feedback.ServiceDenied(order_id=order_id, means=means)
    assert opened == feedback.RectificationOpened(order_id=order_id, cause="denied")
    assert deny(stage, order_id, means, actor).json == answer.json and len(stage.said()) == 2
    assert review(stage, order_id, 5).status_code == 409
    assert conclude(stage, order_id).json["outcome"] == "rectified"
    assert stage.said(feedback.RectificationClosed)[0].cause == "denied"


def test_what_was_confirmed_is_not_denied_and_what_was_denied_is_not_confirmed(stage: Stage, order_id: UUID) -> None:
    other = new_id()
    stage.hear(served(other))
    stage.post(f"/orders/{order_id}/confirm", RESIDENT, {"means": "link"})
    assert deny(stage, order_id).status_code == 409
    deny(stage, other)
    assert stage.post(f"/orders/{other}/confirm", RESIDENT, {"means": "link"}).status_code == 409
    assert deny(stage, other, "phone", RESIDENT).status_code == 403
    assert deny(stage, other, "link", VOLUNTEER).status_code == 403


def test_the_words_of_a_denial_never_travel(stage: Stage, order_id: UUID) -> None:
    words = "说来了，其实没来𠮷"
    answer = stage.post(f"/orders/{order_id}/deny", RESIDENT, {"means": "link", "text": words})
    assert words not in answer.get_data(as_text=True) and all(words not in str(event) for event in stage.said())
    assert stage.get(f"/orders/{order_id}/text", "evaluator:e1@620821/102").json["text"] == words


def test_nobody_vouches_for_a_visit_that_they_wrote_down_or_made(stage: Stage) -> None:
    """Else one person alone could make minutes verified (DOMAIN §6.3)."""
    order_id, helper = new_id(), new_id()
    crew = [volunteer.CrewMinutes(volunteer_id=helper, minutes=45)]
    stage.hear(served(order_id, entered_by=["c1"], crew=crew))
    for verb, body in (
        ("confirm", {"means": "phone"}),
        ("deny", {"means": "phone"}),
        ("review", {"means": "callback", "level": 5}),
        ("review", {"means": "phone", "level": 5}),
        ("calls", {"outcome": "reached"}),
    ):
        for who in (CLERK, f"clerk:{helper}@620821/102"):
            refused = stage.post(f"/orders/{order_id}/{verb}", who, body)
            assert refused.status_code == 403 and refused.json["code"] == "own_visit", (verb, who)
    assert state(stage, order_id) == "served" and stage.said() == []
    assert stage.post(f"/orders/{order_id}/confirm", CLERK, {"means": "paper"}).json["minutes_class"] == "witnessed"
    assert review(stage, order_id, 5, "callback", "clerk:c2@620821/102").json["state"] == "closed"
    assert look(stage, order_id)["confirmation_means"] == "phone"


@pytest.mark.parametrize("role", ["resident", "proxy"])
@pytest.mark.parametrize(
    ("verb", "body"), [("confirm", {}), ("deny", {}), ("review", {"level": 5}), ("follow-up", {"level": 5})]
)
def test_whoever_served_does_not_speak_for_the_neighbour_for_whom_they_ordered(
    stage: Stage, role: str, verb: str, body: dict[str, int]
) -> None:
    """A proxy may well be a volunteer, too; then somebody else has to say that they were there."""
    order_id, helper, leader = new_id(), new_id(), new_id()
    crew = [volunteer.CrewMinutes(volunteer_id=helper, minutes=45)]
    stage.hear(served(order_id, crew=crew, leader_kind="person", leader_id=leader))
    for who in (helper, leader):
        refused = stage.post(f"/orders/{order_id}/{verb}", f"{role}:{who}", {"means": "link", **body})
        assert (refused.status_code, refused.json["code"]) == (403, "own_visit")
    assert state(stage, order_id) == "served" and stage.said() == []


def test_no_code_is_believed_where_none_is_tried(stage: Stage, order_id: UUID) -> None:
    """Five wrong ones lock it at volunteer; it would be in vain if one could just say that it was right."""
    assert stage.post(f"/orders/{order_id}/confirm", RESIDENT, {"means": "code"}).status_code == 422
    assert state(stage, order_id) == "served"


@pytest.mark.parametrize(("means", "actor"), [("phone", CLERK), ("link", RESIDENT)])
def test_what_stood_on_the_sheet_is_raised_by_the_residents_own_word(
    stage: Stage, order_id: UUID, means: str, actor: str
) -> None:
    path = f"/orders/{order_id}/confirm"
    stage.post(path, CLERK, {"means": "paper"})
    raised = stage.post(path, actor, {"means": means}).json
    assert (raised["state"], raised["minutes_class"]) == ("pending_review", "verified")
    assert stage.post(path, CLERK, {"means": "paper"}).status_code == 409
    said = [one.minutes_class for one in stage.said(feedback.ServiceConfirmed)]
    assert said == ["witnessed", "verified"]


def test_a_code_that_comes_after_the_sheet_raises_what_stood_on_it(stage: Stage, order_id: UUID) -> None:
    stage.post(f"/orders/{order_id}/confirm", CLERK, {"means": "paper"})
    stage.hear(volunteer.FinishingCodeGiven(order_id=order_id))
    assert look(stage, order_id)["minutes_class"] == "verified"


@pytest.mark.parametrize("means", ["paper", "phone"])
def test_the_resident_may_deny_what_others_have_taken_down(stage: Stage, order_id: UUID, means: str) -> None:
    """Else a forged sheet, or a call that was never made, would keep them from saying that nobody came."""
    stage.post(f"/orders/{order_id}/confirm", CLERK, {"means": means})
    denied = deny(stage, order_id).json
    assert denied["state"] == "rectifying" and [one["cause"] for one in denied["rectifications"]] == ["denied"]
    assert len(stage.said(feedback.ServiceDenied)) == 1


def test_a_code_is_the_residents_own_word_and_is_not_denied_afterwards(stage: Stage) -> None:
    order_id = new_id()
    stage.hear(served(order_id, code_matched=True))
    assert deny(stage, order_id).status_code == 409
