"""What the pages are dressed in is what they name: exact versions, few files, nothing of others in the repository."""

import json
import re
import subprocess
from pathlib import Path

from deploy.assets import COPIED, ICONS, dress
from tests.house.sources import ROOT, kept

TEXTS = "\n".join(path.read_text() for path in kept() if path.suffix == ".html")


def test_every_icon_that_a_page_names_is_in_the_sprite_and_no_other() -> None:
    named = {name for call in re.findall(r"icon\((.*?)\)", TEXTS) for name in re.findall(r'"([a-z-]+)"', call)}
    assert named - {"late", "soon", "go"} == set(ICONS)


def test_every_file_that_a_page_names_is_made_or_ours() -> None:
    named = set(re.findall(r'(?:href|src)="/static/([^"#{]+)', TEXTS))
    made = {f"vendor/{Path(name).name}" for name in COPIED} | {"vendor/icons.svg"}
    assert {name for name in named if not (ROOT / "shared/web/static" / name).exists()} <= made
    assert made <= named


def test_it_is_made_of_what_npm_installs_with_the_licence_of_the_icons(tmp_path: Path) -> None:
    subprocess.run([ROOT / "scripts/install-npm"], check=True, timeout=300)
    dress(ROOT / "node_modules", tmp_path)
    sprite = (tmp_path / "icons.svg").read_text()
    assert [f'<symbol id="{name}"' in sprite for name in ICONS] == [True] * len(ICONS)
    assert "MIT License" in sprite and "Paweł Kuna" in sprite
    assert "Licensed under MIT" in (tmp_path / "bootstrap.min.css").read_text()[:300]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bootstrap.min.css", "htmx.min.js", "icons.svg"]


def test_npm_installs_exact_versions_runs_nobodys_scripts_and_nothing_of_it_is_kept() -> None:
    told = json.loads((ROOT / "package.json").read_text())
    versions = [*told["dependencies"].values(), *told["devDependencies"].values()]
    assert [one for one in versions if not re.fullmatch(r"\d+\.\d+\.\d+", one)] == []
    assert told["dependencies"]["htmx.org"].startswith("2.0.")
    assert "ignore-scripts=true" in (ROOT / ".npmrc").read_text()
    foreign = {"vendor", "node_modules"}
    assert [path for path in kept() if foreign & set(path.parts) or path.suffix == ".mo"] == []
