"""Time. `now()` is business time, the only one a rule may use; `machine_now()` is for retries, leases and tokens.

Business time is system time unless a clock file is followed (demo, tests, rehearsals): then it is the ISO 8601
moment written in that file, whoever wrote it. No door over HTTP moves it.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
GLANCE = 0.05
"""Seconds between two looks at a followed clock."""
_LONGEST = 64
"""Bytes of a moment as it is written, with what may stand around it."""

_followed: Path | None = None


def follow(file: Path | None) -> None:
    """Take business time from `file` from now on, or from the system if there is none."""
    global _followed
    _followed = file


def now() -> datetime:
    """Business time, aware, UTC."""
    if _followed is None:
        return machine_now()
    return datetime.fromisoformat(_read(_followed).strip()).astimezone(UTC)


def _read(file: Path) -> str:
    """The bare calls: a rule asks for the time at every turn, and each look at a file lets other threads go first."""
    opened = os.open(file, os.O_RDONLY)
    try:
        return os.read(opened, _LONGEST).decode()
    finally:
        os.close(opened)


def rest(until: Event, seconds: float) -> None:
    """Rest until the event is set, for `seconds` at most; not so long when business time is moved by hand."""
    if _followed is None:
        until.wait(seconds)
        return
    began, seen = time.monotonic(), now()
    while time.monotonic() - began < seconds and now() == seen and not until.wait(GLANCE):
        pass


def machine_now() -> datetime:
    """The machine's time, aware, UTC."""
    return datetime.now(UTC)


def write(file: Path, moment: datetime) -> None:
    """Move the clock that `file` keeps to `moment`, forward only; readers see the old time or the new, never half.

    Raises ValueError when `moment` lies before the time that the file holds.
    """
    if file.exists() and moment < datetime.fromisoformat(file.read_text().strip()):
        raise ValueError("business time only moves forward")
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_text(moment.isoformat())
    draft.replace(file)
