"""What volunteer reads from its environment, once."""

from collections.abc import Mapping

from shared.settings import Common, common


def read(environ: Mapping[str, str]) -> Common:
    """See shared.settings."""
    return common("volunteer", environ)
