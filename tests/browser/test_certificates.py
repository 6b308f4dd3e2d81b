"""Whoever holds a certificate checks it in a browser; whose it is prints it on one sheet of A4."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.certified import DECLARED, NAME, VERIFIED, WITNESSED, Certified
from tests.browser.conftest import DESK, PHONE, Window

Opens = Callable[..., Window]
A4 = re.compile(rb"/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]")
INK = "rgb(0, 0, 0)"


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_number_typed_from_paper_tells_whether_the_certificate_counts(
    window: Opens, certified: Certified, *, script: bool
) -> None:
    page = window(PHONE, java_script_enabled=script).open("/")
    page.get_by_role("link", name="核对志愿服务证明").click()
    page.get_by_label("证明上的编号").fill(certified.good.lower())
    page.get_by_role("button", name="查一查").click()
    expect(page.get_by_role("heading", name="这张证明有效")).to_be_visible()
    rows = page.get_by_role("region", name="时长由谁证明").get_by_role("row")
    assert [cell.strip() for cell in rows.locator("td").all_text_contents()] == ["1 小时 30 分钟", "45 分钟", "50 分钟"]
    assert VERIFIED == 90 and (WITNESSED, DECLARED) == (45, 50)
    expect(page.locator("body")).not_to_contain_text(NAME)
    page.get_by_role("link", name="再查一张").click()
    expect(page).to_have_url(re.compile(r"/certificates$"))


def test_a_revoked_and_a_changed_one_say_so(window: Opens, certified: Certified) -> None:
    page = window(PHONE).open(f"/certificates/{certified.revoked}")
    expect(page.get_by_role("heading", name="这张证明已经撤销")).to_be_visible()
    page = window(PHONE).open(f"/certificates/{certified.changed}")
    expect(page.get_by_text("开具以后，其中有的时长更正过。")).to_be_visible()
    expect(page.get_by_text("开具以后，其中有的时长有异议，还在核实。")).to_be_visible()


def test_nothing_typed_is_said_at_the_field_and_a_number_that_is_unknown_can_be_mended(
    window: Opens, certified: Certified
) -> None:
    opened = window(PHONE, java_script_enabled=False)
    page = opened.open("/certificates")
    page.get_by_role("button", name="查一查").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="请填证明上的编号").click()
    expect(page.get_by_label("证明上的编号")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("证明上的编号").fill("ZY 1234567890")
    page.get_by_role("button", name="查一查").click()
    expect(page.get_by_role("heading", name="没有这张证明")).to_be_visible()
    expect(page.get_by_label("证明上的编号")).to_have_value("ZY1234567890")
    page.get_by_label("证明上的编号").fill(certified.good)
    page.get_by_role("button", name="查一查").click()
    expect(page.get_by_role("heading", name="这张证明有效")).to_be_visible()
    opened.complaints.clear()  # 422 and 404 are what was asked for


def sheet(window: Opens, number: str, volunteer: str, **how: str) -> Page:
    who = {"X-Sidan-Actor": f"volunteer:{volunteer}"}
    asked = "&".join(f"{name}={value}" for name, value in how.items())
    return window(DESK, extra_http_headers=who).open(f"/certificates/{number}/sheet?{asked}")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", ["normal", "huge"])
def test_the_sheet_is_one_page_of_a4_whatever_size_of_letters_was_chosen(
    window: Opens, certified: Certified, language: str, size: str
) -> None:
    for number, whose in ((certified.revoked, certified.volunteer), (certified.changed, certified.other)):
        page = sheet(window, number, whose, lang=language, size=size)
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type /Page\b", printed)) == 1 and A4.search(printed)


def test_on_paper_it_is_black_on_white_and_nothing_is_there_to_be_pressed(window: Opens, certified: Certified) -> None:
    page = sheet(window, certified.good, certified.volunteer)
    expect(page.get_by_text("选 A4 纵向")).to_be_visible()
    page.emulate_media(media="print")
    for unprinted in (page.get_by_role("banner"), page.get_by_text("选 A4 纵向"), page.get_by_text("跳到正文")):
        expect(unprinted).to_be_hidden()
    for told in (NAME, "JCV0101", "盖章处", "居民本人确认", f"/certificates/{certified.good}"):
        expect(page.get_by_role("article")).to_contain_text(told)
    inks = page.evaluate(
        "[...new Set([...document.querySelectorAll('article *')].map(one => getComputedStyle(one).color))]"
    )
    assert inks == [INK]
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_who_does_not_say_who_they_are_is_shown_the_way_to_the_check_instead(
    window: Opens, certified: Certified
) -> None:
    opened = window(PHONE, java_script_enabled=False)
    page = opened.open(f"/certificates/{certified.good}/sheet")
    expect(page.locator("body")).not_to_contain_text(NAME)
    page.get_by_role("link", name="核对这张证明").click()
    expect(page.get_by_role("heading", name="这张证明有效")).to_be_visible()
    opened.complaints.clear()  # 401 is what was asked for
