"""Every page, for everybody: axe finds nothing, nothing is pushed sideways, letters and buttons are large enough.

In both languages, in three sizes of letters, on a phone and at a desk; with JavaScript and without.
"""

from collections.abc import Callable
from dataclasses import asdict
from itertools import groupby, product
from operator import itemgetter
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.certified import Certified
from tests.browser.conftest import DESK, PHONE, Window
from tests.house.sources import ROOT

AXE = (
    ROOT / "node_modules/axe-core/axe.min.js",
    ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
)
TALL = 3200
"""On a low screen axe reports what merely lies under another thing until it is scrolled."""
OFFICE = {"extra_http_headers": {"X-Sidan-Actor": "office:o1@620821"}}
PAGES = {
    "front": "/",
    "board": "/board",
    "held": "/board?live=off&page=2",
    "check": "/certificates",
    "revoked": "/certificates/{revoked}",
    "changed": "/certificates/{changed}",
    "sheet": "/certificates/{changed}/sheet",
    "figures": "/figures",
    "figure": "/figures/hours_to_service?counted=yes",
}
REFUSED = {
    "lost": "/nowhere",
    "blank": "/certificates?number=",
    "unknown": "/certificates/ZY0000000000",
    "closed": "/certificates/{good}/sheet",
    "faulty": "/figures?since=tomorrow&until=2026-01-01&site=1",
}
"""The browser itself complains of what is not answered with 200."""
OFFICE_ONLY = {"sheet"}
LANGUAGES = ("zh-CN", "en")
SIZES = {"normal": (16.0, 44), "large": (20.0, 55), "huge": (22.5, 72)}
"""Size of letters → on a phone no text is smaller than so many pixels, no button lower."""

LOOKS = {"zh-CN": [("normal", False), ("normal", True), ("huge", True)], "en": [("normal", True), ("large", True)]}
"""In which sizes axe looks at each language, first without scripts, then with: what it finds seldom hangs on both."""

Opens = Callable[..., Window]
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)
in_all_sizes = pytest.mark.parametrize("size", SIZES)
each_page = pytest.mark.parametrize("name", [*PAGES, *REFUSED])


def chosen(path: str, language: str, size: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}&size={size}"


def path_of(name: str, certified: Certified) -> str:
    return {**PAGES, **REFUSED}[name].format(**asdict(certified))


def visitor_of(name: str) -> dict[str, Any]:
    return OFFICE if name in OFFICE_ONLY else {}


@each_page
@in_both_languages
def test_axe_finds_nothing(window: Opens, certified: Certified, name: str, language: str) -> None:
    path = path_of(name, certified)
    looks = LOOKS[language][:2] if name in REFUSED else LOOKS[language]
    for script, sizes in groupby(looks, itemgetter(1)):
        opened = window(**visitor_of(name))
        if not script:  # the browser itself keeps its JavaScript, for axe is written in it
            opened.page.route("**/*.js", lambda route: route.abort())
        for (size, _), (width, _) in product(sizes, (PHONE, DESK)):
            opened.page.set_viewport_size({"width": width, "height": TALL})
            assert violations(opened.open(chosen(path, language, size))) == [], (size, width, script)
        if name in REFUSED or not script:
            opened.complaints.clear()


def violations(page: Page) -> list[str]:
    """What axe says, in one line each. (What is evaluated from outside is no script of the page.) To tell of all that
    is as it should be would take axe longer than to find what is not."""
    file, tags = AXE
    page.evaluate(file.read_text())
    found = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", tags)
    return [f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]]


@in_all_sizes
def test_nothing_has_to_be_pushed_sideways(window: Opens, certified: Certified, size: str) -> None:
    everybody, office = window(), window(**OFFICE)
    for name, language in product(PAGES, LANGUAGES):
        shown_to = office if name in OFFICE_ONLY else everybody
        page = shown_to.open(chosen(path_of(name, certified), language, size))
        for width in (320, 360, 390, 430, 768, 1280, 1440, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate(
                "[...document.querySelectorAll('body *')].filter(one => one.getClientRects().length "
                "&& !one.closest('.unseen, .skip') && !one.closest('svg') "
                "&& one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 90))"
            )
            assert wide == [], (name, language, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, language, width)


@in_all_sizes
@pytest.mark.parametrize("name", PAGES)
def test_letters_and_buttons_are_large_enough_on_a_phone(
    window: Opens, certified: Certified, name: str, size: str
) -> None:
    letters, button = SIZES[size]
    page = window(PHONE, **visitor_of(name)).open(chosen(path_of(name, certified), "zh-CN", size))
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *, header *')].filter(one => "
        "[...one.childNodes].some(child => child.nodeType === 3 && child.data.trim())"
        ").map(one => parseFloat(getComputedStyle(one).fontSize)))"
    )
    lowest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('a, button, input:not([type=hidden]), select')].filter(one => "
        "!one.closest('.unseen, .skip')).map(one => one.getBoundingClientRect().height))"
    )
    assert smallest >= letters
    assert lowest >= button


@pytest.mark.parametrize("path", ["/board", "/figures", "/figures/gap"])
def test_at_a_desk_no_letter_is_smaller_than_fourteen_pixels(window: Opens, path: str) -> None:
    page = window(DESK).open(path)
    assert (
        page.evaluate(
            "Math.min(...[...document.querySelectorAll('main *')].map(one => "
            "parseFloat(getComputedStyle(one).fontSize)))"
        )
        >= 14
    )
