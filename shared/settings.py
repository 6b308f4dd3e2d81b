"""What every service reads from its environment, once, at start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_BROKER = "memory://"
DEFAULT_NAMESPACE = "sidan"
DEFAULT_DATABASE = "sqlite:///var/{service}.db"
DEFAULT_HOTLINE = "12345"
"""The government's service hotline, which every county has."""


@dataclass(frozen=True, slots=True)
class Common:
    """Where a service finds its database, its broker, its clock and its working days, whose word it takes for who acts,
    and the number that its pages give to whoever would rather talk."""

    database_url: str
    broker_url: str
    broker_namespace: str
    clock_file: Path | None
    workdays_file: Path | None
    actor_network: str | None
    hotline: str
    traces_to: str | None


def common(service: str, environ: Mapping[str, str]) -> Common:
    """`<SERVICE>_DATABASE_URL`, `BROKER_URL`, `BROKER_NAMESPACE`, `CLOCK_FILE`, `WORKDAYS_FILE`, `ACTOR_NETWORK`,
    `HOTLINE`, `OTEL_EXPORTER_OTLP_ENDPOINT`. A `…_FILE` beside a URL names a file that holds it (secrets)."""
    broker_url, broker_namespace = broker(environ)
    return Common(
        database_url=_secret(environ, f"{service.upper()}_DATABASE_URL", DEFAULT_DATABASE.format(service=service)),
        broker_url=broker_url,
        broker_namespace=broker_namespace,
        clock_file=_file(environ, "CLOCK_FILE"),
        workdays_file=_file(environ, "WORKDAYS_FILE"),
        actor_network=environ.get("ACTOR_NETWORK"),
        hotline=environ.get("HOTLINE", DEFAULT_HOTLINE),
        traces_to=environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"),
    )


def broker(environ: Mapping[str, str]) -> tuple[str, str]:
    """The address of the broker, and the namespace there."""
    return _secret(environ, "BROKER_URL", DEFAULT_BROKER), environ.get("BROKER_NAMESPACE", DEFAULT_NAMESPACE)


def _file(environ: Mapping[str, str], name: str) -> Path | None:
    named = environ.get(name)
    return Path(named) if named else None


def _secret(environ: Mapping[str, str], name: str, default: str) -> str:
    file = environ.get(f"{name}_FILE")
    return Path(file).read_text().strip() if file else environ.get(name, default)
