"""The parts of the README that are written by machine: between `<!-- generated:NAME -->` and `<!-- /generated -->`."""

import re
from collections.abc import Callable
from pathlib import Path

from shared.contracts.catalogue import CONTRACTS
from tools.mermaid import state_diagram
from tools.registry import SERVICES, lifecycle_of, listeners

_SECTION = re.compile(r"(<!-- generated:(?P<name>[a-z-]+) -->\n).*?(<!-- /generated -->)", re.DOTALL)


def files(root: Path) -> dict[str, str]:
    """Every README at `root`, its generated parts written anew."""
    return {path.name: filled(path.read_text()) for path in sorted(root.glob("README*.md"))}


def filled(text: str) -> str:
    """`text` with its generated parts written anew. Raises KeyError for a part that nobody writes."""
    return _SECTION.sub(lambda found: f"{found[1]}{_PARTS[found['name']]()}{found[3]}", text)


def _events() -> str:
    rows = [
        f"| `{contract.TYPE}` | {contract.SPEAKER} | {' · '.join(listeners(contract))} |\n" for contract in CONTRACTS
    ]
    return "".join(["| Event | Said by | Heard by |\n", "| --- | --- | --- |\n", *rows])


def _picture(name: str) -> Callable[[], str]:
    return lambda: f"```mermaid\n{state_diagram(lifecycle_of(name))}```\n"


_PARTS: dict[str, Callable[[], str]] = {
    "events": _events,
    **{f"lifecycle-{name}": _picture(name) for name in SERVICES},
}
