"""The demonstration week comes out of its script byte for byte, and obeys the rules."""

from pathlib import Path

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


def test_the_checker_notices_a_visit_by_somebody_who_did_not_accept(tmp_path: Path) -> None:
    for name in WRITTEN:
        (tmp_path / name).write_bytes((HERE / name).read_bytes())
    people = tmp_path / "people.csv"
    lines = people.read_text(encoding="utf-8").splitlines(keepends=True)
    people.write_text(
        "".join(line for line in lines if ",accept," not in line or "-010," not in line),
        encoding="utf-8",
    )
    _, broken = check(tmp_path)
    assert any("JC-2026-W47-010" in rule for rule in broken)
