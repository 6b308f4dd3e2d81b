"""What request reads from its environment, once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from shared.codes import Codes
from shared.settings import Common, codes_key, common


@dataclass(frozen=True, slots=True)
class Settings(Common):
    """What the resident is told to know the visitor by, and to prove that they came."""

    codes: Codes


def read(environ: Mapping[str, str]) -> Settings:
    """See shared.settings."""
    return Settings(**asdict(common("request", environ)), codes=Codes(codes_key(environ)))
