"""What every service reads from its environment, once, at start."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
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


def codes_key(environ: Mapping[str, str]) -> Callable[[], str]:
    """Gives the secret of the codes when it is first needed: `CODES_KEY`, or what the file holds that `CODES_KEY_FILE`
    names. The services of one folder find the same one without being told: whoever is first makes it."""
    given, file = environ.get("CODES_KEY"), environ.get("CODES_KEY_FILE")
    return lambda: given if given and not file else _made_once(Path(file or "var/codes-key"))


def _made_once(file: Path) -> str:
    """What the file holds. Whoever makes it writes it beside its place first, so that nobody reads half of it."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        draft.touch(0o600)
        draft.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):
            file.hardlink_to(draft)
        draft.unlink()
    return file.read_text().strip()
