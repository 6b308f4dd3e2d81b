"""What is written by machine is as the code says. `make generate` writes it anew; the diff shows what changed."""

from pathlib import Path

import pytest

from tools import WHOLLY_GENERATED, generate
from tools.readme import filled

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def generated() -> dict[Path, str]:
    return generate(ROOT)


def test_every_generated_file_is_current(generated: dict[Path, str]) -> None:
    stale = [path for path, text in generated.items() if not path.exists() or path.read_text() != text]
    assert stale == [], "say: make generate"


def test_nothing_else_lies_among_the_generated_files(generated: dict[Path, str]) -> None:
    lying = {path for folder in WHOLLY_GENERATED for path in (ROOT / folder).iterdir()}
    assert lying - generated.keys() == set()


def test_generating_twice_gives_the_same(generated: dict[Path, str]) -> None:
    assert generate(ROOT) == generated


def test_a_part_of_the_readme_that_nobody_writes_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled("<!-- generated:weather -->\n<!-- /generated -->\n")


def test_what_stands_around_a_generated_part_stays() -> None:
    text = filled("before\n<!-- generated:events -->\nold\n<!-- /generated -->\nafter\n")
    assert text.startswith("before\n") and text.endswith("after\n") and "old\n" not in text
    assert "| `order.approved.v1` | request | " in text
