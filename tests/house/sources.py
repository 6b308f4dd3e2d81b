"""The sources of the house as trees: what the tests below read instead of trusting a search for words."""

import ast
import subprocess
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("request", "dispatch", "volunteer", "feedback")
PROGRAM = ("services", "shared", "running", "operators", "demo", "tools")


_SILENT = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}


@cache
def kept() -> list[Path]:
    """Every file that is in the repository or about to be: what git keeps or would keep."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [path for path in (ROOT / name for name in names if name) if path.is_file()]


def python(*folders: str) -> list[Path]:
    """The Python files of these folders, but for the migration steps, which nobody writes by hand."""
    return [
        path
        for path in kept()
        if path.suffix == ".py" and any(path.is_relative_to(ROOT / one) for one in folders) and not is_step(path)
    ]


def is_step(path: Path) -> bool:
    """Whether this is a step of a migration."""
    return path.parent.name == "migrations" and path.name[:4].isdigit()


def name_of(path: Path) -> str:
    """A file as people name it."""
    return str(path.relative_to(ROOT))


def lines_of(*paths: Path) -> int:
    """How many lines they have together."""
    return sum(path.read_text().count("\n") for path in paths)


def lines_that_act(*paths: Path) -> int:
    """How many of their lines hold a token that runs: no blank line, no comment, no docstring."""
    return sum(len(_acting(path)) for path in paths)


def _acting(path: Path) -> set[int]:
    with path.open("rb") as file:
        tokens = [token for token in tokenize.tokenize(file.readline) if token.type not in _SILENT]
    said: set[int] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            said.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return {line for token in tokens for line in range(token.start[0], token.end[0] + 1)} - said


@cache
def tree_of(path: Path) -> ast.Module:
    """A source as a tree."""
    return ast.parse(path.read_text(), filename=name_of(path))


def words_of(path: Path) -> Iterator[str]:
    """Every text in the code of a file, without its docstrings."""
    said = {id(one.value) for one in ast.walk(tree_of(path)) if isinstance(one, ast.Expr)}
    for one in ast.walk(tree_of(path)):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in said:
            yield one.value


def calls_in(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file, by the last part of the name that is called."""
    for one in ast.walk(tree_of(path)):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name | ast.Attribute):
            yield (one.func.id if isinstance(one.func, ast.Name) else one.func.attr), one
