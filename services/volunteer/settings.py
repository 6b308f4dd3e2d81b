"""What volunteer reads from its environment, once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from shared.codes import Codes
from shared.settings import Common, codes_key, common


@dataclass(frozen=True, slots=True)
class Settings(Common):
    """What whoever goes is known by at the door, and what proves that they were there."""

    codes: Codes


def read(environ: Mapping[str, str]) -> Settings:
    """See shared.settings."""
    return Settings(**asdict(common("volunteer", environ)), codes=Codes(codes_key(environ)))
