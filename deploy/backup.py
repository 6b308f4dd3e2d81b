"""Backups of the embedded system: its SQLite files, all of one moment, while it runs; and the way back.

(PostgreSQL has its own: scripts/backup-postgres and scripts/restore-postgres.)
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

PATIENCE = 15.0
"""Seconds to wait for one's turn to write; the services wait as long for theirs."""


class NotDone(Exception):
    """It was not done, and nothing was changed; says why, and what to do."""


def back_up(urls: Mapping[str, str], folder: Path) -> None:
    """Copy the database of each service (name → address) to `<folder>/<name>.db`. While it copies nobody writes, so
    that no service has heard what another has not yet said. Raises NotDone."""
    files = _files(urls)
    if folder.exists():
        raise NotDone(f"{folder} is there already. Name a new folder for each backup.")
    if missing := [str(file) for file in files.values() if not file.exists()]:
        raise NotDone(f"There is no database at {', '.join(missing)}.")
    draft = folder.with_name(f"{folder.name}.unfinished")
    draft.mkdir(parents=True, mode=0o700, exist_ok=True)
    with ExitStack() as held:
        for file in files.values():
            held.enter_context(_nobody_writes(file))
        for name, file in files.items():
            _copy(file, draft / f"{name}.db")
    for copy in sorted(draft.glob("*.db")):
        _must_be_sound(copy)
    draft.rename(folder)


def restore(folder: Path, urls: Mapping[str, str]) -> None:
    """Put the databases of a backup where the services (name → address) look for them. Raises NotDone."""
    files = _files(urls)
    copies = {name: folder / f"{name}.db" for name in files}
    if missing := [str(copy) for copy in copies.values() if not copy.exists()]:
        raise NotDone(f"That is no whole backup: there is no {', '.join(missing)}.")
    if standing := [str(one) for file in files.values() for one in sorted(file.parent.glob(f"{file.name}*"))]:
        raise NotDone(f"End the services and move these files away first: {', '.join(standing)}.")
    for copy in copies.values():
        _must_be_sound(copy)
    for name, file in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        _copy(copies[name], file)


def _files(urls: Mapping[str, str]) -> dict[str, Path]:
    found = {name: sa.make_url(url) for name, url in urls.items()}
    if any(url.get_backend_name() != "sqlite" for url in found.values()):
        raise NotDone("This is for SQLite. For PostgreSQL see scripts/backup-postgres and docs/operations.md.")
    return {name: Path(str(url.database)) for name, url in found.items()}


@contextmanager
def _nobody_writes(file: Path) -> Iterator[None]:
    with closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            raise NotDone(f"{file} was busy for {PATIENCE:.0f} seconds. Try again.") from None
        yield
        connection.execute("ROLLBACK")


def _copy(source: Path, target: Path) -> None:
    """By SQLite itself, with what still stands in its log."""
    with closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(target)) as copy:
        whole.backup(copy)


def _must_be_sound(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        try:
            [(found,)] = connection.execute("PRAGMA quick_check(1)").fetchall()
        except sqlite3.DatabaseError as error:
            found = str(error)
    if found != "ok":
        raise NotDone(f"{file} is damaged: {found}.")
