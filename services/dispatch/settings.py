"""What dispatch reads from its environment, once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from shared.settings import Common, common


@dataclass(frozen=True, slots=True)
class Settings(Common):
    """How long an opened round is held back, in machine time, so that it can be undone before anybody is asked."""

    undo_for: timedelta


def read(environ: Mapping[str, str]) -> Settings:
    """See shared.settings; and `DISPATCH_UNDO_SECONDS` (8; 0 asks at once)."""
    seconds = float(environ.get("DISPATCH_UNDO_SECONDS", "8"))
    return Settings(**asdict(common("dispatch", environ)), undo_for=timedelta(seconds=seconds))
