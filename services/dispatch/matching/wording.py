"""The sentences of the codes, in Chinese and English: said at the edge, where somebody reads them."""

import json
from collections.abc import Mapping
from pathlib import Path

from services.dispatch.matching.explain import Said

LANGUAGES = ("zh-CN", "en")
WORDS: Mapping[str, list[str]] = json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))
"""For each code its sentences, in the order of LANGUAGES."""


def say(said: Said, language: str) -> str:
    """A code as a sentence, or a part of one, in one of LANGUAGES."""
    place, parameters = LANGUAGES.index(language), said.parameters
    if "half" in parameters:
        parameters = {**parameters, "half": WORDS[f"half.{parameters['half']}"][place]}
    return WORDS[said.code][place].format_map(parameters)
