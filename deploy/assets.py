"""What pages are dressed in, out of npm's packages: `python -m deploy.assets NODE_MODULES FOLDER`.

Two files are copied; of some thousand icons those that the pages name go into one sprite, with their licence.
"""

import re
import shutil
import sys
from pathlib import Path

COPIED = ("bootstrap/dist/css/bootstrap.min.css", "htmx.org/dist/htmx.min.js")
ICONS = (
    "alert-square",
    "alert-triangle",
    "certificate",
    "chart-bar",
    "check",
    "chevron-left",
    "circle-check",
    "clock",
    "download",
    "heart-handshake",
    "home",
    "layout-dashboard",
    "phone",
    "player-pause",
    "player-play",
    "printer",
    "refresh",
    "search",
)
_SHAPES = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def dress(packages: Path, folder: Path) -> None:
    """Fill the folder from the packages that npm installed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        shutil.copy(packages / name, folder)
    (folder / "icons.svg").write_text(sprite(packages / "@tabler/icons"), encoding="utf-8")


def sprite(tabler: Path) -> str:
    """The icons, each to be used by its name."""
    licence = (tabler / "LICENSE").read_text(encoding="utf-8").replace("--", "- -")
    symbols = [_symbol(name, (tabler / f"icons/outline/{name}.svg").read_text(encoding="utf-8")) for name in ICONS]
    opening = f'<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Tabler Icons\n{licence}-->'
    return "\n".join([opening, *symbols, "</svg>\n"])


def _symbol(name: str, drawing: str) -> str:
    shapes = _SHAPES.search(drawing)
    assert shapes is not None, name
    pen = 'stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {pen}>{" ".join(shapes[1].split())}</symbol>'


if __name__ == "__main__":
    dress(Path(sys.argv[1]), Path(sys.argv[2]))
