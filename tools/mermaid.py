"""A lifecycle as a Mermaid picture."""

from enum import StrEnum

from shared.lifecycle import Lifecycle

_BEGINNING_OR_END = "[*]"
_NEWS = "news"


def state_diagram(lifecycle: Lifecycle) -> str:
    """The states and arrows; what is mirrored comes from outside, wherever the order stands."""
    lines = ["stateDiagram-v2"]
    if lifecycle.mirrored:
        lines.append(f'state "what the others say" as {_NEWS}')
    lines += [f"{source} --> {target}: {', '.join(verbs)}" for (source, target), verbs in _arrows(lifecycle).items()]
    lines += [f"{state} --> {_BEGINNING_OR_END}" for state in lifecycle.states if _is_end(lifecycle, state)]
    lines += [f"note right of {state}: stands against {', '.join(verbs)}" for state, verbs in _crossed(lifecycle)]
    return "\n    ".join(lines) + "\n"


def _arrows(lifecycle: Lifecycle) -> dict[tuple[str, str], list[str]]:
    drawn: dict[tuple[str, str], list[str]] = {}
    for arrow in lifecycle.arrows.values():
        ends = (arrow.source or _BEGINNING_OR_END, arrow.target)
        drawn.setdefault(ends, []).append(_label(arrow.verb, arrow.ends_round))
    for fact in lifecycle.mirrored.values():
        drawn.setdefault((_NEWS, fact.target), []).append(_label(fact.verb, fact.ends_round))
    return drawn


def _label(verb: str, ends_round: bool) -> str:
    return f"{verb} (next round)" if ends_round else verb


def _is_end(lifecycle: Lifecycle, state: StrEnum) -> bool:
    if any(arrow.source == state != arrow.target for arrow in lifecycle.arrows.values()):
        return False
    life = list(lifecycle.states)
    led_on = any(life.index(fact.target) > life.index(state) for fact in lifecycle.mirrored.values())
    return state in lifecycle.closed or not led_on


def _crossed(lifecycle: Lifecycle) -> list[tuple[StrEnum, list[str]]]:
    crossed = {state: sorted(verb for verb, at in lifecycle.crossings if at == state) for state in lifecycle.states}
    return [(state, verbs) for state, verbs in crossed.items() if verbs]
