"""The table of dispatch: what each fact does in each state."""

import pytest

from services.dispatch.lifecycle import LIFECYCLE, State
from shared.lifecycle import Answer

FACTS = [verb for verb in LIFECYCLE.verbs if verb.startswith("note_")]


@pytest.mark.parametrize("verb", FACTS)
@pytest.mark.parametrize("state", State)
def test_no_fact_of_the_standing_round_contradicts_a_known_order(state: State, verb: str) -> None:
    assert LIFECYCLE.step(state, verb, 2, 2).answer in {Answer.MOVES, Answer.ALREADY}


@pytest.mark.parametrize("verb", FACTS)
def test_an_unknown_order_begins_with_its_approval_or_its_cancelling(verb: str) -> None:
    begins = {"note_approved": State.PENDING, "note_cancelled": State.CANCELLED}
    step = LIFECYCLE.step(None, verb)
    assert (step.state, step.answer) == (begins.get(verb), Answer.MOVES if verb in begins else Answer.TOO_EARLY)


def test_a_stone_outlives_its_approval() -> None:
    assert LIFECYCLE.step(State.CANCELLED, "note_approved").answer is Answer.ALREADY


@pytest.mark.parametrize(
    ("verb", "source", "round_"),
    [("undo", State.OFFERED, 3), ("lapse", State.OFFERED, 4), ("withdraw", State.OFFERED, 4)],
)
def test_whatever_was_said_ends_a_round_and_what_was_not_said_ends_none(verb: str, source: State, round_: int) -> None:
    step = LIFECYCLE.step(source, verb, 3)
    assert step.state is State.PENDING and step.round == round_
