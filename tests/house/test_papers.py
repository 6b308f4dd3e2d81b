"""What the papers say is so: their commands run, their tables are the code's, their links lead somewhere."""

import re
import subprocess
import tomllib
from pathlib import Path

import click
import pytest

from demo.reconciliation import ENDS
from demo.settling import SERVICES
from operators import commands
from services.__main__ import build_all, cli
from tests.eventually import eventually
from tests.house.embedded import running_embedded
from tests.house.sources import ROOT, kept, name_of, python

READMES = ("README.md", "README.zh-CN.md")
PAPERS = [path for path in kept() if path.suffix == ".md"]
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
HEADINGS = ["## Context", "## Options", "## Decision", "## Consequences"]
OFFICE = "office:o1@620821"

FOREIGN = re.compile(
    r"\.\./shared|(?<![\w.])/work/|/root/|/home/\w|\b(?:pypi|npmjs|artifactory|nexus)\b|\bregistry\.\w+\.\w+"
    r"|\b(?:claude|anthropic|openai|copilot|chatgpt)\b|(?-i:\b(?:DESIGN|DOMAIN|ANCHORS|LIBRARIES|PEERS|MATCHING|UX)\.md)",
    re.IGNORECASE,
)
"""Whatever belongs to the machine or the desk where something was written, and not to the house."""

each_paper = pytest.mark.parametrize("path", PAPERS, ids=name_of)
each_readme = pytest.mark.parametrize("name", READMES)


def bash_in(name: str) -> str:
    """The one order with curl, as a README tells it."""
    [block] = re.findall(r"```bash\n(.*?)```", (ROOT / name).read_text(), re.DOTALL)
    return str(block)


def test_the_order_in_the_readme_runs_from_end_to_end(tmp_path: Path) -> None:
    with running_embedded(tmp_path) as system:
        script = bash_in("README.md")
        ended = subprocess.run(["bash", "-c", script], env={"SIDAN": system.origin}, capture_output=True, text=True)
        assert ended.returncode == 0 and "no answer" not in ended.stderr, ended.stderr
        [order] = system.ask("GET", "request/orders", OFFICE).json()
        eventually(lambda: _state(system.ask("GET", f"request/orders/{order['order_id']}", OFFICE)) == "closed")
        eventually(lambda: system.status("volunteer")["minutes"]["verified"] == 50)


def test_both_languages_tell_the_same_commands() -> None:
    english, chinese = (_without_comments(bash_in(name)) for name in READMES)
    assert english == chinese


@each_readme
def test_every_verb_of_the_operators_is_told_and_no_other(name: str) -> None:
    told = set(re.findall(r"^\| `sidan ([a-z -]+)` \|", (ROOT / name).read_text(), re.MULTILINE))
    assert told == set(_verbs([*cli.commands.values(), *commands(build_all({}))]))


@each_readme
def test_every_room_is_on_the_map(name: str) -> None:
    drawn = re.search(r"```text\nservices/ .*?```", (ROOT / name).read_text(), re.DOTALL)
    assert drawn is not None
    rooms = {path.relative_to(ROOT).parts[0] for path in kept() if path.suffix == ".py"}
    for folder in ("shared", "services/request"):
        inside = {path.relative_to(ROOT / folder).parts[0] for path in kept() if path.is_relative_to(ROOT / folder)}
        rooms |= inside - {"__init__.py"} if folder == "shared" else inside
    assert {room for room in rooms if not re.search(rf"(?<![\w.]){re.escape(room)}(?![\w])", drawn[0])} == set()


@each_paper
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text())
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (path.parent / link).exists()] == []


def test_the_table_of_ends_is_the_one_that_is_reconciled() -> None:
    text = (ROOT / "docs/reconciliation.md").read_text()
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in text.splitlines() if "|" in line]
    head = rows.index(SERVICES)
    table = {row[0]: row[1:] for row in rows[head + 2 : head + 2 + len(ENDS)]}
    assert table == ENDS
    assert all(f"**{end}**" in text for end in ENDS), "every end has its reason"


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_four_parts_on_one_page(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert re.fullmatch(rf"# {path.name[:4]}\. .+", lines[0])
    assert [line for line in lines if line.startswith("## ")] == HEADINGS
    assert len(lines) <= 60


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)] != []


def test_the_changelog_tells_of_this_version_and_of_its_contracts() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    newest = (ROOT / "CHANGELOG.md").read_text().split("\n## ")[1]
    assert newest.startswith(version) and "### Contracts" in newest


def test_every_rule_that_the_code_names_is_on_the_page_of_the_domain() -> None:
    code = "\n".join(path.read_text() for path in python("services", "shared", "operators"))
    page = (ROOT / "docs/domain.md").read_text()
    known = set(re.findall(r"\bT\d+\b", page)) | set(re.findall(r"^## (\d[\d.]*)", page, re.MULTILINE))
    named = set(re.findall(r"\bT\d+\b", code)) | set(re.findall(r"DOMAIN §([\d.]*\d)", code))
    assert named - known == set()


def test_nothing_tells_where_or_with_what_it_was_made() -> None:
    found = {
        f"{name_of(path)}: {line.strip()[:100]}"
        for path in kept()
        if path != Path(__file__)
        for line in path.read_text(errors="ignore").splitlines()
        if FOREIGN.search(line)
    }
    assert found == set()


def _verbs(found: list[click.Command]) -> list[str]:
    return [
        f"{command.name} {inner}" if inner else str(command.name)
        for command in found
        for inner in (command.commands if isinstance(command, click.Group) else [""])
    ]


def _without_comments(script: str) -> list[str]:
    return [line for line in script.splitlines() if line and not line.startswith("#")]


def _state(answer: object) -> object:
    return answer.json()["state"]  # type: ignore[attr-defined]
