"""The processes of the stack, each with the command, the user and the secrets that docker-compose.yml gives it."""

import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.request import urlopen

from tests.house.sources import ROOT, SERVICES
from tests.servers.process import Process, free_port

NGINX = Path("/usr/sbin/nginx")
KNOW_THE_CODES = {"request", "volunteer"}


def of_the_house(folder: Path, port: int, workers: int, clock: Mapping[str, str]) -> dict[str, Process]:
    """All of them by name, in the order in which they start."""
    ports = {service: free_port() for service in SERVICES}
    settings = {**clock, "ORIGIN": f"http://127.0.0.1:{port}"}
    found = {f"{service}-web": web(folder, service, ports[service], settings) for service in SERVICES}
    for number in range(1, workers + 1):
        found |= {f"{service}-work-{number}": worker(folder, service, number, clock) for service in SERVICES}
    return {**found, "dispatch-assign": assigner(folder, clock), "proxy": proxy(folder, port, ports)}


def web(folder: Path, service: str, port: int, settings: Mapping[str, str]) -> Process:
    """A process that answers HTTP; it knows no broker."""
    return Process(
        [sys.executable, "-m", f"services.{service}", "--web", "--port", str(port)],
        folder=_own(folder, f"{service}-web"),
        environment={**settings, **from_files(folder / "secrets", *_own_secrets(service))},
        answers=lambda: _answers(f"http://127.0.0.1:{port}/{service}/readyz"),
    )


def worker(folder: Path, service: str, number: int, clock: Mapping[str, str]) -> Process:
    """A process that relays, listens and keeps time, or stands by; it tells its signs of life at a port of its own."""
    secrets, port = folder / "secrets", free_port()
    broker = {"BROKER_URL_FILE": str(secrets / f"{service}-broker-url")}
    return Process(
        [sys.executable, "-m", f"services.{service}", "--work", "--port", str(port)],
        folder=_own(folder, f"{service}-work-{number}"),
        environment={**clock, **broker, **from_files(secrets, *_own_secrets(service))},
        answers=lambda: _answers(f"http://127.0.0.1:{port}/livez"),
    )


def assigner(folder: Path, clock: Mapping[str, str]) -> Process:
    """The process that suggests for all open orders together; it needs one database, and answers nowhere."""
    return Process(
        [sys.executable, "-m", "services.dispatch", "--assign"],
        folder=_own(folder, "dispatch-assign"),
        environment={**clock, **from_files(folder / "secrets", "dispatch-database-url")},
        answers=lambda: True,
    )


def proxy(folder: Path, port: int, ports: Mapping[str, int]) -> Process:
    """nginx with the configuration of the installation; only the addresses are others."""
    own = _own(folder, "proxy")
    settings = (ROOT / "deploy/nginx.conf").read_text()
    (own / "nginx.conf").write_text(settings.replace("/tmp/", f"{own}/"))
    (own / "listen.conf").write_text(f"listen 127.0.0.1:{port};\n")
    addresses = "".join(f"    {service} 127.0.0.1:{ports[service]};\n" for service in SERVICES)
    (own / "upstreams.conf").write_text(f"map $service $web {{\n{addresses}}}\n")
    return Process(
        [str(NGINX), "-e", "stderr", "-c", str(own / "nginx.conf"), "-g", "daemon off;"],
        folder=own,
        answers=lambda: _answers(f"http://127.0.0.1:{port}/feedback/readyz"),
    )


def from_files(secrets: Path, *names: str) -> dict[str, str]:
    """`request-database-url` and so on, as the variables that name their files."""
    return {f"{name.upper().replace('-', '_')}_FILE": str(secrets / name) for name in names}


def is_taken(port: int) -> bool:
    """Whether somebody else listens on this port of the machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _own_secrets(service: str) -> list[str]:
    return [f"{service}-database-url", *(["codes-key"] if service in KNOW_THE_CODES else [])]


def _own(folder: Path, name: str) -> Path:
    own = folder / name
    own.mkdir()
    return own


def _answers(url: str) -> bool:
    with urlopen(url, timeout=5):
        return True
