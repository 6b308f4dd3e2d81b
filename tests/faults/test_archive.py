"""PostgreSQL is lost, disk and all; a backup and the archive of its log bring back what came after the backup."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.eventually import eventually
from tests.house.sources import ROOT
from tests.servers.postgres import LocalPostgres, local_postgres

NAMES = ("request", "feedback")


@dataclass
class Archived:
    """A server that archives its log, and its two databases."""

    server: LocalPostgres
    folder: Path
    urls: list[str]

    def note(self, word: str) -> str:
        """Write a word into both databases, one after the other; the moment after that."""
        for url in self.urls:
            with psycopg.connect(url) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS noted (word text)")
                connection.execute("INSERT INTO noted VALUES (%s)", [word])
        return str(self._ask("SELECT clock_timestamp()"))

    def noted(self) -> list[list[str]]:
        """The words in each database."""
        found = []
        for url in self.urls:
            with psycopg.connect(url) as connection:
                found.append([word for (word,) in connection.execute("SELECT word FROM noted ORDER BY word")])
        return found

    def archive_all(self) -> None:
        """Have the piece of the log archived that is being written, as time does by itself."""
        name = self._ask("SELECT pg_walfile_name(pg_switch_wal())")
        eventually(lambda: (self.folder / f"{name}.gz").exists(), within=10)

    def lose_and_restore(self, backup: Path, *until: str) -> None:
        """The server dies with its disk and stands again."""
        data = self.server.log.parent / "data"
        owner = data.stat()
        self.server.kill()
        shutil.rmtree(data)
        data.mkdir()
        os.chown(data, owner.st_uid, owner.st_gid)
        with backup.open("rb") as file:
            script = [ROOT / "scripts/restore-postgres", data, self.folder, *until]
            subprocess.run(script, check=True, stdin=file, user=owner.st_uid, group=owner.st_gid, extra_groups=[])
        self.server.start()
        eventually(lambda: not self._ask("SELECT pg_is_in_recovery()"), within=20)

    def _ask(self, question: str) -> object:
        with psycopg.connect(self.server.url) as connection:
            row = connection.execute(question).fetchone()
            assert row is not None
            return row[0]


@pytest.fixture
def archived() -> Iterator[Archived]:
    """As docker-compose.yml sets it."""
    with local_postgres() as server:
        folder = server.log.parent / "archive"
        folder.mkdir()
        owner = (server.log.parent / "data").stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
        with psycopg.connect(server.url, autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET archive_mode = on")
            admin.execute(f"ALTER SYSTEM SET archive_command = '{ROOT}/scripts/archive-wal {folder} %p %f'")
        server.restart()
        yield Archived(server, folder, [server.create_database(name) for name in NAMES])


def test_a_backup_and_the_archive_bring_all_databases_back_to_one_moment(archived: Archived, tmp_path: Path) -> None:
    archived.note("before the backup")
    backup = tmp_path / "backup.tar.gz"
    with backup.open("wb") as file:
        script = [ROOT / "scripts/backup-postgres", f"--dbname={archived.server.url}"]
        subprocess.run(script, check=True, stdout=file)
    moment = archived.note("ordered")
    archived.note("spoiled")
    archived.archive_all()

    archived.lose_and_restore(backup)
    assert archived.noted() == [["before the backup", "ordered", "spoiled"]] * 2
    archived.lose_and_restore(backup, moment)
    assert archived.noted() == [["before the backup", "ordered"]] * 2


def test_a_piece_is_archived_once_and_never_written_over(tmp_path: Path) -> None:
    piece, archive = tmp_path / "piece", tmp_path / "archive"
    archive.mkdir()
    piece.write_bytes(b"log")
    script = [ROOT / "scripts/archive-wal", archive, piece, "000000010000000000000001"]
    assert [subprocess.run(script).returncode for _ in range(2)] == [0, 0]
    piece.write_bytes(b"another log")
    refused = subprocess.run(script, capture_output=True, text=True)
    assert refused.returncode == 1 and "Two servers must not share an archive." in refused.stderr
    assert [path.name for path in archive.iterdir()] == ["000000010000000000000001.gz"]
