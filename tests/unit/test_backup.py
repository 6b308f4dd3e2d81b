"""A backup or its return is refused with a reason, and then nothing was changed."""

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from deploy.backup import NotDone, back_up, restore
from tests.house.sources import ROOT

NAMES = ("request", "dispatch")


def urls_in(folder: Path) -> dict[str, str]:
    return {name: f"sqlite:///{folder}/{name}.db" for name in NAMES}


@pytest.fixture
def standing(tmp_path: Path) -> dict[str, str]:
    """Databases that hold something."""
    (tmp_path / "var").mkdir()
    for name in NAMES:
        with closing(sqlite3.connect(tmp_path / f"var/{name}.db")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE kept AS SELECT 'kept' AS what")
    return urls_in(tmp_path / "var")


def holds(folder: Path) -> list[str]:
    found = []
    for name in NAMES:
        with closing(sqlite3.connect(folder / f"{name}.db")) as connection:
            found += connection.execute("SELECT what FROM kept").fetchone()
    return found


def told(act: Callable[[], None]) -> str:
    with pytest.raises(NotDone) as refused:
        act()
    return str(refused.value)


def test_what_was_backed_up_comes_back(tmp_path: Path, standing: dict[str, str]) -> None:
    back_up(standing, tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0, "it holds names and phones"
    restore(tmp_path / "backup", urls_in(tmp_path / "elsewhere"))
    assert holds(tmp_path / "elsewhere") == ["kept", "kept"]


def test_no_backup_is_written_over_another(tmp_path: Path, standing: dict[str, str]) -> None:
    back_up(standing, tmp_path / "backup")
    assert "there already" in told(lambda: back_up(standing, tmp_path / "backup"))


def test_a_backup_needs_all_databases_and_sqlite(tmp_path: Path, standing: dict[str, str]) -> None:
    missing = {**standing, "feedback": f"sqlite:///{tmp_path}/var/feedback.db"}
    assert "feedback.db" in told(lambda: back_up(missing, tmp_path / "backup"))
    elsewhere = {"request": "postgresql://request:secret@database/request"}
    refusal = told(lambda: back_up(elsewhere, tmp_path / "backup"))
    assert "scripts/backup-postgres" in refusal and "secret" not in refusal
    assert not (tmp_path / "backup").exists()


def test_nothing_is_put_over_what_is_there(tmp_path: Path, standing: dict[str, str]) -> None:
    back_up(standing, tmp_path / "backup")
    assert "request.db" in told(lambda: restore(tmp_path / "backup", standing))
    leftover = tmp_path / "elsewhere/dispatch.db-wal"
    leftover.parent.mkdir()
    leftover.touch()
    assert str(leftover) in told(lambda: restore(tmp_path / "backup", urls_in(leftover.parent)))


def test_half_a_backup_and_a_damaged_one_are_refused_before_anything_is_done(
    tmp_path: Path, standing: dict[str, str]
) -> None:
    back_up(standing, tmp_path / "backup")
    copy = tmp_path / "backup/dispatch.db"
    copy.write_bytes(b"no database at all" * 1000)
    assert "damaged" in told(lambda: restore(tmp_path / "backup", urls_in(tmp_path / "elsewhere")))
    copy.unlink()
    assert "no whole backup" in told(lambda: restore(tmp_path / "backup", urls_in(tmp_path / "elsewhere")))
    assert not (tmp_path / "elsewhere").exists()


def test_postgresql_is_put_into_an_empty_folder_only(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/PG_VERSION").write_text("15")
    script = [ROOT / "scripts/restore-postgres", tmp_path / "data"]
    ended = subprocess.run(script, input=b"", capture_output=True)
    assert ended.returncode == 1 and b"is not empty" in ended.stderr
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["PG_VERSION"]
