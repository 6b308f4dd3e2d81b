"""Every door is in the papers: each route in the API document, each environment variable in the README."""

import ast
import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import pytest

from services.__main__ import build_all
from shared.db import Database
from shared.runtime import web_app
from tests.house.sources import PROGRAM, ROOT, SERVICES, kept, name_of, python, tree_of
from tools.registry import service_of

README = {name: (ROOT / name).read_text() for name in ("README.md", "README.zh-CN.md")}
ENTRANCES = {"services/__main__.py", "demo/command.py", *(f"services/{name}/__main__.py" for name in SERVICES)}
"""The programs: they hand the environment over, and nobody else looks at it."""

in_both_languages = pytest.mark.parametrize("text", README.values(), ids=README)


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return default


def variables() -> set[str]:
    """Every environment variable that the programs read."""
    asked = Asked()
    build_all(asked)
    return asked.names


def documented(text: str) -> set[str]:
    """The variables in the table of settings; `<SERVICE>` stands for each of the four."""
    rows = [line for line in text.splitlines() if re.match(r"\| `[A-Z<]", line)]
    names = {name for row in rows for name in re.findall(r"`([A-Z_<>]+)`", row.split("|")[1])}
    return {name.replace("<SERVICE>", service.upper()) for name in names for service in SERVICES}


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_is_in_the_api_document(service: str) -> None:
    app = web_app(service_of(service), Database("sqlite://"))
    described = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()["paths"]
    told = {(path, method.upper()) for path, held in described.items() for method in held if method != "parameters"}
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    routes = {(_as_told(rule.rule), method) for rule in rules for method in rule.methods - {"HEAD", "OPTIONS"}}
    assert routes - told == {("/api/v1/openapi.json", "GET")}


@in_both_languages
def test_every_environment_variable_is_documented_and_no_other(text: str) -> None:
    assert documented(text) == variables()


@pytest.mark.parametrize("service", SERVICES)
def test_a_variable_and_a_file_that_holds_it_are_both_heard(service: str, tmp_path: Any) -> None:
    secret = tmp_path / "secret"
    secret.write_text("postgresql://from.a.file/x\n")
    name = f"{service.upper()}_DATABASE_URL"
    assert _settings(service, {name: "sqlite:///direct.db"}).database_url == "sqlite:///direct.db"
    assert _settings(service, {f"{name}_FILE": str(secret)}).database_url == "postgresql://from.a.file/x"


def test_nobody_but_the_programs_looks_at_the_environment() -> None:
    looking = {name_of(path) for path in python(*PROGRAM) if _looks_at_environment(path)}
    assert looking == ENTRANCES


def test_the_variable_of_the_tests_is_told_to_those_who_write_them() -> None:
    scripts = [path for path in kept() if path.is_relative_to(ROOT / "scripts") or path.is_relative_to(ROOT / "tests")]
    switches = {name for path in scripts for name in re.findall(r"\bSIDAN_[A-Z_]+\b", path.read_text())}
    text = (ROOT / "CONTRIBUTING.md").read_text()
    assert {name for name in switches if name not in text} == set()


def _settings(service: str, environ: Mapping[str, str]) -> Any:
    return import_module(f"services.{service}.settings").read(environ)


def _as_told(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def _looks_at_environment(path: Any) -> bool:
    return any(
        isinstance(one, ast.Attribute) and one.attr in {"environ", "getenv"} and ast.unparse(one.value) == "os"
        for one in ast.walk(tree_of(path))
    )
