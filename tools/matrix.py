"""The answer of each lifecycle to each verb in each state, printed, so that a change of one is seen in the diff."""

from enum import StrEnum

from shared.lifecycle import Answer, Lifecycle
from tools.registry import SERVICES, lifecycle_of
from tools.text import table

_HELD = 5
_SPOKEN_OF = {"the round that stands": _HELD, "an earlier round": _HELD - 1, "a later round": _HELD + 1}
_WORDS = {Answer.ALREADY: "already", Answer.TOO_EARLY: "early", Answer.CONTRADICTS: "CONTRADICTS"}


def files() -> dict[str, str]:
    """One text for each service."""
    return {f"tests/unit/snapshots/{name}.txt": matrix(lifecycle_of(name)) for name in SERVICES}


def matrix(lifecycle: Lifecycle) -> str:
    """Rows are states, columns verbs; a cell says where the verb leads (+1: to the next round), or why nowhere."""
    return "\n".join(f"Said about {round_}\n\n{_about(lifecycle, heard)}" for round_, heard in _SPOKEN_OF.items())


def _about(lifecycle: Lifecycle, heard: int) -> str:
    rows = [[state or "(unknown)", *_row(lifecycle, state, heard)] for state in (None, *lifecycle.states)]
    return table([["", *lifecycle.verbs], *rows])


def _row(lifecycle: Lifecycle, state: StrEnum | None, heard: int) -> list[str]:
    return [_cell(lifecycle, state, verb, heard) for verb in lifecycle.verbs]


def _cell(lifecycle: Lifecycle, state: StrEnum | None, verb: str, heard: int) -> str:
    held = heard if state is None else _HELD  # an unknown order has no round but the one that is spoken of
    step = lifecycle.step(state, verb, held, heard)
    if step.answer is not Answer.MOVES:
        return _WORDS[step.answer]
    return str(step.state) if step.round == held else f"{step.state} {step.round - held:+d}"
