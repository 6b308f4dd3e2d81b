"""docker-compose.yml says what the design says: read by Docker Compose itself, which needs no engine for that."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import compose
import pytest
import yaml

from deploy.ready import is_well
from services.__main__ import build_all
from tests.house.sources import ROOT, SERVICES
from tests.servers.containers import POSTGRES_IMAGE, RABBITMQ_IMAGE
from tests.servers.process import free_port

PROGRAM = Path(compose.__file__).with_name("docker-compose")
"""Not the command that the package installs: that one always ends with 0."""
WEB = [f"{name}-web" for name in SERVICES]
WORK = [f"{name}-work" for name in SERVICES]
ONCE = ["broker-users", "prepare", "operator"]
ASSIGN = "dispatch-assign"


def read(file: Path) -> subprocess.CompletedProcess[str]:
    """What Docker Compose makes of a file, with the programs of all profiles."""
    command = [str(PROGRAM), "--file", str(file), "--profile", "*", "config", "--format", "json"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services of docker-compose.yml, with everything that they inherit."""
    answer = read(ROOT / "docker-compose.yml")
    assert answer.returncode == 0, answer.stderr
    return dict(json.loads(answer.stdout)["services"])


def secrets_of(service: dict[str, Any]) -> set[str]:
    """The names of the secrets that it is given."""
    return {secret["source"] for secret in service.get("secrets", ())}


def waits_for(service: dict[str, Any]) -> dict[str, str]:
    """What has to have happened before it starts."""
    return {name: told["condition"] for name, told in service.get("depends_on", {}).items()}


def test_docker_compose_understands_the_file_and_no_broken_one(tmp_path: Path) -> None:
    broken = shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    Path(broken).write_text(Path(broken).read_text().replace("service_healthy", "service_hale"))
    assert read(ROOT / "docker-compose.yml").stderr == ""
    assert read(Path(broken)).returncode != 0


def test_each_service_has_a_web_and_a_worker_and_nothing_is_there_that_nobody_knows(services: dict[str, Any]) -> None:
    assert set(services) == {*WEB, *WORK, *ONCE, ASSIGN, "broker", "database", "proxy", "prometheus"}
    for name in SERVICES:
        assert services[f"{name}-web"]["command"][2:4] == [f"services.{name}", "--web"]
        assert services[f"{name}-work"]["command"][2:4] == [f"services.{name}", "--work"]


def test_nothing_starts_before_users_schemas_and_queues_are_there(services: dict[str, Any]) -> None:
    assert waits_for(services["broker"]) == {"broker-users": "service_completed_successfully"}
    assert waits_for(services["prepare"]) == {"broker": "service_healthy", "database": "service_healthy"}
    for name in (*WEB, *WORK, ASSIGN):
        assert waits_for(services[name]) == {"prepare": "service_completed_successfully"}
    assert waits_for(services["proxy"]) == dict.fromkeys(WEB, "service_healthy")
    steps = services["prepare"]["command"][-1]
    order = [steps.index(step) for step in ("deploy.databases", "services migrate", "services declare")]
    assert order == sorted(order)


def test_one_origin_is_published_and_to_this_machine_only(services: dict[str, Any]) -> None:
    published = {(name, port["host_ip"]) for name, told in services.items() for port in told.get("ports", ())}
    assert published == {("proxy", "127.0.0.1"), ("prometheus", "127.0.0.1")}
    assert all(told.get("network_mode") != "host" for told in services.values())


def test_web_processes_reach_no_broker_and_nobody_but_the_proxy_reaches_them(services: dict[str, Any]) -> None:
    for name in WEB:
        assert set(services[name]["networks"]) == {"front", "databases", "signs"}
        assert services[name]["environment"].keys() & {"BROKER_URL", "BROKER_URL_FILE"} == set()
    for name in WORK:
        assert set(services[name]["networks"]) == {"broker", "databases", "signs"}
    assert {name for name, told in services.items() if "signs" in told.get("networks", {})} == {
        *WEB,
        *WORK,
        "prometheus",
    }
    assert {name for name, told in services.items() if "front" in told.get("networks", {})} == {*WEB, "proxy"}


def test_whoever_assigns_needs_the_database_of_dispatch_and_nothing_else(services: dict[str, Any]) -> None:
    assert services[ASSIGN]["command"][2:4] == ["services.dispatch", "--assign"]
    assert set(services[ASSIGN]["networks"]) == {"databases"}
    assert secrets_of(services[ASSIGN]) == {"dispatch-database-url"}


def test_the_board_asks_at_the_one_origin(services: dict[str, Any]) -> None:
    assert services["feedback-web"]["environment"]["ORIGIN"] == "http://proxy:8000"
    assert "listen 8000;" in (ROOT / "deploy/compose/listen.conf").read_text()


def test_the_proxy_takes_each_page_to_the_service_whose_it_is() -> None:
    """As `sidan run` does by what each service says of its pages."""
    text = (ROOT / "deploy/nginx.conf").read_text()
    [mapped] = re.findall(r"map \$uri \$service \{(.*?)\}", text, re.DOTALL)
    rules = [line.split() for line in mapped.replace(";", "").strip().splitlines()]
    pages = {name: service.name for service in build_all({}) for name in service.pages}
    assert {"board", "figures", "certificates"} <= pages.keys()
    for name, service in pages.items():
        for path in (f"/{name}", f"/{name}/below/it"):
            assert _proxied(path, rules) == service, path
        assert _proxied(f"/{name}s", rules) == "feedback", "by default"


def _proxied(path: str, rules: list[list[str]]) -> str:
    """The first rule that fits decides, as nginx has it."""
    for pattern, service in rules:
        found = re.search(pattern[1:].replace("(?<", "(?P<"), path) if pattern.startswith("~") else None
        if found or pattern == "default":
            return found[service[1:]] if found and service.startswith("$") else service
    raise AssertionError(path)


def test_who_acts_is_believed_in_the_network_of_the_proxy_alone() -> None:
    told = json.loads(read(ROOT / "docker-compose.yml").stdout)
    [network] = told["networks"]["front"]["ipam"]["config"]
    assert told["networks"]["front"]["internal"]
    believed = {name: one["environment"].get("ACTOR_NETWORK") for name, one in told["services"].items() if name in WEB}
    assert believed == dict.fromkeys(WEB, network["subnet"])


def test_everybody_is_given_his_own_secrets_from_files_and_no_others(services: dict[str, Any]) -> None:
    for name in SERVICES:
        codes = {"codes-key"} if name in {"request", "volunteer"} else set()
        assert secrets_of(services[f"{name}-web"]) == {f"{name}-database-url", *codes}
        assert secrets_of(services[f"{name}-work"]) == {f"{name}-database-url", f"{name}-broker-url", *codes}
    assert [secrets_of(services[name]) for name in ("proxy", "broker", "prometheus")] == [set()] * 3
    for told in services.values():
        for variable, value in (told.get("environment") or {}).items():
            assert not re.search("password|://.*@", value, re.IGNORECASE) or variable.endswith("_FILE"), variable
            if value.startswith("/run/secrets/"):
                assert Path(value).name in secrets_of(told)


def test_every_secret_is_made_by_the_script(tmp_path: Path) -> None:
    subprocess.run([ROOT / "scripts/make-secrets", tmp_path / "secrets"], check=True, stdout=subprocess.DEVNULL)
    told = json.loads(read(ROOT / "docker-compose.yml").stdout)["secrets"]
    assert {Path(one["file"]).name for one in told.values()} == {path.name for path in tmp_path.glob("secrets/*")}
    before = {path: path.read_text() for path in tmp_path.glob("secrets/*")}
    subprocess.run([ROOT / "scripts/make-secrets", tmp_path / "secrets"], check=True, stdout=subprocess.DEVNULL)
    assert {path: path.read_text() for path in before} == before, "made once"
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0


def test_everything_that_stays_is_watched_limited_and_started_again(services: dict[str, Any]) -> None:
    for name, told in services.items():
        assert "no-new-privileges:true" in told["security_opt"], name
        assert name in ONCE or told["restart"] == "unless-stopped", name
        assert name in ONCE or told["healthcheck"]["test"], name
        assert int(told["deploy"]["resources"]["limits"]["memory"]) > 0, name
    for name in (*WEB, *WORK, *ONCE, ASSIGN):
        assert services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"], name


def test_everybody_is_asked_where_he_answers_and_whoever_does_not_answer_is_not_well(services: dict[str, Any]) -> None:
    for name in (*WEB, *WORK):
        *_, path = services[name]["healthcheck"]["test"]
        assert path == ("livez" if name in WORK else f"{name.removesuffix('-web')}/readyz")
        assert services[name]["command"][-4:] == ["--host", "0.0.0.0", "--port", "8000"]
    assert not is_well("livez", str(free_port()))


def test_prometheus_asks_every_process_and_knows_the_rules(services: dict[str, Any]) -> None:
    told = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
    asked = [where for job in told["scrape_configs"] for where in job["dns_sd_configs"]]
    assert {name for where in asked for name in where["names"]} == {*WEB, *WORK}
    assert {where["port"] for where in asked} == {8000}
    assert services["prometheus"]["profiles"] == ["watch"]


def test_images_are_those_of_the_tests_and_of_this_version(services: dict[str, Any]) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert {services[name]["image"] for name in (*WEB, *WORK, *ONCE)} == {f"sidan:{version}"}
    assert (services["broker"]["image"], services["database"]["image"]) == (RABBITMQ_IMAGE, POSTGRES_IMAGE)


def test_every_file_that_is_mounted_is_there(services: dict[str, Any]) -> None:
    mounts = [one for told in services.values() for one in told.get("volumes", ()) if one["type"] == "bind"]
    assert mounts and [one["source"] for one in mounts if not Path(one["source"]).exists()] == []
    assert all(one["read_only"] for one in mounts)


def test_the_image_has_pinned_bases_hashed_libraries_and_no_root() -> None:
    text = (ROOT / "Dockerfile").read_text()
    stages = set(re.findall(r"^FROM \S+ AS (\w+)", text, re.MULTILINE))
    bases = [base for base in re.findall(r"^FROM (\S+)", text, re.MULTILINE) if base not in stages]
    assert bases and all(re.search(r":[\d.]+-", base) for base in bases)
    assert "--require-hashes -r /requirements.lock" in text
    assert re.findall(r"^USER (\S+)", text, re.MULTILINE)[-1].split(":")[0] not in {"0", "root"}
    assert "npm ci --ignore-scripts --omit=dev" in text
    for folder in re.findall(r"^COPY (\w+) ", text, re.MULTILINE):
        assert (ROOT / folder).is_dir() and f"!{folder}\n" in (ROOT / ".dockerignore").read_text()


def test_the_libraries_of_the_image_are_those_that_are_tested() -> None:
    ours, tested = (pins(ROOT / name) for name in ("deploy/requirements.lock", "requirements.lock"))
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert ours.items() <= tested.items()
    assert {re.split(r"[\[<>=]", one)[0].lower() for one in needed} <= ours.keys()
    assert "pytest" not in ours


def pins(lock: Path) -> dict[str, str]:
    """Library → version."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text().lower(), re.MULTILINE))
