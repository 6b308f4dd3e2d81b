"""The demonstration week comes out of its script byte for byte, and obeys the rules."""

from pathlib import Path

import pytest

from demo.jingchuan.check import check
from demo.jingchuan.people_script import generate
from demo.jingchuan.register import HERE

WRITTEN = ("filed_as.csv", "people.csv")


def test_the_script_writes_the_committed_files_again_byte_for_byte(tmp_path: Path) -> None:
    generate(tmp_path)
    for name in WRITTEN:
        assert (tmp_path / name).read_bytes() == (HERE / name).read_bytes(), name


def test_what_people_do_in_the_demonstration_week_breaks_no_rule() -> None:
    _, broken = check(HERE)
    assert broken == []


@pytest.mark.parametrize(
    ("number", "act", "rule"),
    [
        ("010", "accept", "not from pending"),
        ("039", "answer", "not from info_needed"),
        ("028", "propose_rejection", "second signature"),
        ("002", "resume", "asks while it is held"),
        ("048", "propose_transfer", "transferred unasked"),
        ("032", "postpone", "not at the wanted time"),
        ("013", "propose_unfulfilled", "second signature"),
    ],
)
def test_the_checker_notices_what_never_happened(tmp_path: Path, number: str, act: str, rule: str) -> None:
    people = copied(tmp_path)
    left = [line for line in people if f"-W47-{number}," not in line or f",{act}," not in line]
    assert broken_by(left, tmp_path) >= {f"JC-2026-W47-{number}: {rule}"}


def test_the_checker_notices_who_is_rung_back_late(tmp_path: Path) -> None:
    late = [line.replace("T16:25:00", "T16:40:00") if "-390," in line else line for line in copied(tmp_path)]
    assert broken_by(late, tmp_path) >= {"JC-2026-W47-390: rung back late"}


def copied(folder: Path) -> list[str]:
    """The lines of people.csv, with what else is checked lying in this folder."""
    (folder / "filed_as.csv").write_bytes((HERE / "filed_as.csv").read_bytes())
    return (HERE / "people.csv").read_text(encoding="utf-8").splitlines(keepends=True)


def broken_by(people: list[str], folder: Path) -> set[str]:
    """The rules that are broken when people do this."""
    (folder / "people.csv").write_text("".join(people), encoding="utf-8")
    _, broken = check(folder)
    return set(broken)
