"""What feedback reads from its environment, once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from shared.settings import Common, common


@dataclass(frozen=True, slots=True)
class Settings(Common):
    """Where the board finds all four services: each under its name at this origin."""

    origin: str


def read(environ: Mapping[str, str]) -> Settings:
    """See shared.settings; and `ORIGIN` (http://127.0.0.1:8000; `sidan run` puts its own in)."""
    origin = environ.get("ORIGIN", "http://127.0.0.1:8000")
    return Settings(**asdict(common("feedback", environ)), origin=origin.rstrip("/"))
