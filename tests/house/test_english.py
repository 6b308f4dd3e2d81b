"""The pages are as good in English as in Chinese: no sentence without its English, none that nobody says any more."""

import re

import pytest

from shared.contracts.catalogue import CONTRACTS
from tests.house.sources import ROOT, kept, name_of
from tools.english import said, translated
from tools.registry import SERVICES, lifecycle_of

TEMPLATES = [path for path in kept() if path.suffix == ".html"]
WORDS = (ROOT / "services/feedback/templates/words.html").read_text()
CHINESE = re.compile(r"[一-鿿]")
PUT_IN = re.compile(r"%\(\w+\)[sd]|%%s")
UNTRANSLATED = re.compile(r"中文|Sidan")


def sentences() -> dict[object, object]:
    """Chinese → English; both in two forms where a number decides."""
    return {message.id: message.string for message in translated(ROOT) if message.id}


def test_every_sentence_of_the_templates_has_its_english_and_no_other() -> None:
    """`make generate` sets new ones in; a person translates them."""
    known = sentences()
    assert {message.id for message in said(ROOT) if message.id} == known.keys()
    assert [chinese for chinese, english in known.items() if not all(forms(english))] == []


def test_what_is_put_into_a_sentence_is_put_into_its_english() -> None:
    for chinese, english in sentences().items():
        for form in forms(english):
            assert set(re.findall(r"%\(\w+\)[sd]|%%s", str(form))) == set(
                re.findall(r"%\(\w+\)[sd]|%%s", forms(chinese)[0])
            )
            assert not CHINESE.search(str(form)), form


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_speaks_chinese_past_the_catalogue(path: object) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)  # type: ignore[attr-defined]
    spoken = re.sub(r'_\("[^"]*"|gettext\("[^"]*", "[^"]*"', "", text)
    assert [line for line in spoken.splitlines() if CHINESE.search(line) and not UNTRANSLATED.search(line)] == []


def test_the_board_has_a_word_for_every_state_and_every_event() -> None:
    states = {str(state.value) for name in SERVICES for state in lifecycle_of(name).states}
    names = states | {contract.TYPE for contract in CONTRACTS}
    assert {name for name in names if f'"{name}": ' not in WORDS} == set()


def forms(text: object) -> list[str]:
    return list(text) if isinstance(text, tuple | list) else [str(text)]
