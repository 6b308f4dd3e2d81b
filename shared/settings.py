"""What every service reads from its environment, once, at start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_BROKER = "memory://"
DEFAULT_NAMESPACE = "sidan"
DEFAULT_DATABASE = "sqlite:///var/{service}.db"


@dataclass(frozen=True, slots=True)
class Common:
    """Where a service finds its database, its broker and its clock."""

    database_url: str
    broker_url: str
    broker_namespace: str
    clock_file: Path | None


def common(service: str, environ: Mapping[str, str]) -> Common:
    """`<SERVICE>_DATABASE_URL`, `BROKER_URL`, `BROKER_NAMESPACE`, `CLOCK_FILE`. A `…_FILE` beside a URL names a file
    that holds it (secrets)."""
    clock_file = environ.get("CLOCK_FILE")
    return Common(
        database_url=_secret(environ, f"{service.upper()}_DATABASE_URL", DEFAULT_DATABASE.format(service=service)),
        broker_url=_secret(environ, "BROKER_URL", DEFAULT_BROKER),
        broker_namespace=environ.get("BROKER_NAMESPACE", DEFAULT_NAMESPACE),
        clock_file=Path(clock_file) if clock_file else None,
    )


def _secret(environ: Mapping[str, str], name: str, default: str) -> str:
    file = environ.get(f"{name}_FILE")
    return Path(file).read_text().strip() if file else environ.get(name, default)
