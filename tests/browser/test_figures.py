"""Staff read the figures in a browser, for a place and a period, and open the orders behind each."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.certified import Certified
from tests.browser.conftest import DESK, Window

Opens = Callable[..., Window]


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_the_figures_are_read_for_a_place_and_a_period_and_opened_to_the_orders(
    window: Opens, certified: Certified, *, script: bool
) -> None:
    page = window(DESK, java_script_enabled=script).open("/board")
    page.get_by_role("link", name="指标").click()
    satisfied = page.get_by_role("row", name=re.compile("满意率"))
    expect(satisfied).to_contain_text("1 / 1 单")
    expect(satisfied).to_contain_text("沉默 0.0%（办结 1 单里有 0 单）")
    page.get_by_label("第一天").fill("2020-01-01")
    page.get_by_label("最后一天").fill("2020-01-31")
    page.get_by_role("button", name="看", exact=True).click()
    expect(satisfied).to_contain_text("0 / 0 单")
    page.get_by_role("link", name="全部").click()
    page.get_by_role("link", name="满意率").click()
    expect(page.get_by_role("region", name="背后的单").get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="没有算进去的").click()
    expect(page.get_by_text("没有这样的单。")).to_be_visible()
    page.get_by_role("link", name="所有指标").click()
    with page.expect_download() as saving:
        page.get_by_role("link", name="存下所有的单").click()
    assert saving.value.suggested_filename == "orders.csv"
