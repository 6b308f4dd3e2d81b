"""How the four lifecycles answer, held against the printed matrices, and how they are printed and drawn."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from shared.lifecycle import Answer, Arrow, Lifecycle, Mirrored
from tools.matrix import matrix
from tools.mermaid import state_diagram
from tools.registry import SERVICES, lifecycle_of

SNAPSHOTS = Path(__file__).parent / "snapshots"
ROOT = Path(__file__).parents[2]


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    DARK = "dark"


LIGHTS = Lifecycle(
    Light,
    arrows=[
        Arrow("wire", None, Light.RED, "T1"),
        Arrow("go", Light.RED, Light.GREEN, "T2"),
        Arrow("stop", Light.GREEN, Light.RED, "T3", True),
    ],
    mirrored=[Mirrored("note_outage", Light.DARK, "T4")],
    crossings=[("go", Light.DARK)],
)


@pytest.mark.parametrize("name", SERVICES)
def test_every_verb_in_every_state_is_answered_as_printed(name: str) -> None:
    assert matrix(lifecycle_of(name)) == (SNAPSHOTS / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", SERVICES)
def test_every_arrow_carries_the_numbers_of_transitions_that_the_domain_knows(name: str) -> None:
    known = set(re.findall(r"T\d+", (ROOT / "docs/domain.md").read_text()))
    lifecycle = lifecycle_of(name)
    for one in (*lifecycle.arrows.values(), *lifecycle.mirrored.values()):
        assert set(one.transition.split(", ")) <= known, one


def test_a_matrix_says_where_a_verb_leads_or_why_nowhere() -> None:
    assert matrix(LIGHTS).partition("\n\nSaid")[0].splitlines() == [
        "Said about the round that stands",
        "",
        "           wire         go       stop         note_outage",
        "(unknown)  red          early    early        early",
        "red        already      green    already      dark",
        "green      already      already  red +1       dark",
        "dark       CONTRADICTS  already  CONTRADICTS  already",
    ]


def test_what_repeats_is_a_move_each_time_and_never_one_back() -> None:
    said_again = Mirrored("note_green", Light.GREEN, "T2", repeats=True)
    lights = Lifecycle(Light, arrows=[], mirrored=[said_again, Mirrored("note_outage", Light.DARK, "T4")])
    answers = [lights.step(state, "note_green", held=2, heard=2).answer for state in Light]
    assert answers == [Answer.MOVES, Answer.MOVES, Answer.ALREADY]
    assert lights.step(Light.GREEN, "note_green", held=2, heard=1).answer is Answer.ALREADY
    assert lights.step(Light.DARK, "note_outage", held=2, heard=2).answer is Answer.ALREADY


def test_a_picture_shows_arrows_rounds_news_and_crossings() -> None:
    assert state_diagram(LIGHTS).splitlines() == [
        "stateDiagram-v2",
        '    state "what the others say" as news',
        "    [*] --> red: wire",
        "    red --> green: go",
        "    green --> red: stop (next round)",
        "    news --> dark: note_outage",
        "    dark --> [*]",
        "    note right of dark: stands against go",
    ]
