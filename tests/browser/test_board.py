"""The board does what an operator needs: it is fresh, it can be held still, and its buttons work for everybody."""

import re
import signal
from collections.abc import Callable

import pytest
import requests
from playwright.sync_api import expect

from tests.browser.conftest import Window
from tests.eventually import eventually
from tests.house.embedded import Embedded
from tests.services.request.desk import ORDER, RESIDENT

Opens = Callable[..., Window]
LATER = {"wanted_from": "2040-01-05T09:00:00+08:00", "wanted_to": "2040-01-05T12:00:00+08:00"}


def place(system: Embedded) -> str:
    return str(system.ask("POST", "request/orders", RESIDENT, {**ORDER, **LATER}).json()["order_no"])


def test_a_new_order_appears_by_itself_and_the_age_of_the_data_is_told(window: Opens, system: Embedded) -> None:
    page = window().open("/board")
    expect(page.get_by_text(re.compile(r"^[0-3] 秒前$"))).to_be_visible()
    number = place(system)
    expect(page.get_by_text(number)).to_be_visible(timeout=6000)


def test_held_still_it_stays_as_it_is_until_it_is_read_again(window: Opens, system: Embedded) -> None:
    page = window().open("/board")
    page.get_by_role("link", name="停住不动").click()
    number = place(system)
    expect(page.get_by_text(re.compile(r"^[4-9] 秒前$"))).to_be_visible(timeout=9000)
    expect(page.get_by_text(number)).to_have_count(0)
    page.get_by_role("link", name="重新读取").click()
    expect(page.get_by_text(number)).to_be_visible()


def test_a_board_that_no_longer_hears_from_its_server_says_so(window: Opens, system: Embedded) -> None:
    opened = window()
    page = opened.open("/board")
    expect(page.locator("#unanswered")).to_be_hidden()
    system.process.send_signal(signal.SIGSTOP)
    try:
        expect(page.get_by_text("看板自己没有应答。")).to_be_visible(timeout=8000)
    finally:
        system.process.send_signal(signal.SIGCONT)
    expect(page.locator("#unanswered")).to_be_hidden(timeout=8000)
    opened.complaints.clear()  # a question that is still open when the server wakes up may have run out of time


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_stopped_news_is_shown_with_its_reason_and_tried_again(
    window: Opens, system: Embedded, *, script: bool
) -> None:
    page = window(java_script_enabled=script).open("/board")
    stopped = page.get_by_role("region", name="停下的消息")
    expect(stopped.get_by_text("试了几次都没成。找出原因以后再试一次。")).to_be_visible()
    unknown = stopped.get_by_text("这个版本不认识这种消息。升级以后会自动再试。")
    eventually(lambda: page.reload() and unknown.is_visible())
    expect(stopped.get_by_text("来早了")).to_be_visible()
    before = system.log.count('"event kept"')
    stopped.get_by_role("button", name="再试一次").first.click()
    expect(page.get_by_text("1 条消息正在重试。")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/board\?again=1$"))
    eventually(lambda: system.log.count('"event kept"') > before)
    eventually(lambda: system.status("request")["inbox"]["undone"] == {"unknown": 1, "waiting": 1})


def test_a_form_on_somebody_elses_page_can_try_nothing_again(system: Embedded) -> None:
    for told in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        answer = requests.post(f"{system.origin}/dispatch/replay", data={"subject": ""}, headers=told, timeout=10)
        assert answer.status_code == 403, told
    ours = requests.post(f"{system.origin}/dispatch/replay", headers={"Origin": system.origin}, timeout=10)
    assert ours.ok and ours.history[0].status_code == 303


def test_without_what_npm_brings_the_page_is_plain_and_everything_on_it_works(window: Opens) -> None:
    opened = window()
    opened.page.route("**/static/vendor/**", lambda route: route.abort())
    page = opened.open("/board")
    assert opened.complaints and all("ERR_FAILED" in one for one in opened.complaints)
    opened.complaints.clear()
    expect(page.get_by_role("heading", name="运行看板")).to_be_visible()
    page.get_by_role("link", name="较早的").click()
    expect(page.get_by_text("第 2 页")).to_be_visible()
    page.get_by_role("button", name="再试一次").first.click()
    expect(page.get_by_text(re.compile(r"正在重试。"))).to_be_visible()
    page.close()
    opened.complaints.clear()


def test_language_and_size_are_chosen_by_a_link_and_kept(window: Opens) -> None:
    page = window(java_script_enabled=False).open("/board")
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="Huge").click()
    page.goto(page.url.partition("?")[0])
    expect(page.get_by_role("heading", name="Operations board")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-size", "huge")


def test_a_browser_that_speaks_english_is_answered_in_english_and_any_other_in_chinese(window: Opens) -> None:
    assert window(locale="en-GB").open("/").title() == "Home · Sidan"
    assert window(locale="fr-FR").open("/").title() == "首页 · 四单"


def test_nothing_is_let_in_from_elsewhere(system: Embedded) -> None:
    for path in ("/", "/board", "/nowhere", "/static/app.css"):
        told = requests.get(f"{system.origin}{path}", headers={"Accept": "text/html"}, timeout=10)
        assert told.headers["Content-Security-Policy"].startswith("default-src 'self';")
        assert not re.search(r"\sstyle=|<style|<script(?! src=)|\son[a-z]+=", told.text), path
