"""The pages of the figures: what tell_figures tells, to whom it tells it, with n, definition and the orders behind."""

import csv
import io
import re
from collections.abc import Callable
from importlib.resources import files

import pytest
from werkzeug.test import TestResponse

from services.feedback.figures.counting import DEFINITIONS
from shared.contracts.dispatch import UNFULFILLED_REASONS
from shared.contracts.request import SiteNamed
from tests.services.feedback.county import ELSEWHERE, FIRST, facts_of, keep, tales
from tests.services.feedback.parlour import CLERK, OFFICE, RESIDENT, VOLUNTEER
from tests.services.stage import Stage

WORDS = files("services.feedback").joinpath("templates/figure_words.html").read_text()


@pytest.fixture
def stage(open_stage: Callable[..., Stage]) -> Stage:
    """The small county of test_figures.py, with the name of a village."""
    stage = open_stage("feedback")
    keep(stage, facts_of(tales()))
    stage.hear(
        SiteNamed(path=FIRST, version=2, code=FIRST.replace("/", ""), level="station", name="丈八寺村站"),
        SiteNamed(path=FIRST, version=1, code=FIRST.replace("/", ""), level="station", name="旧名"),
    )
    return stage


def open_page(stage: Stage, path: str, actor: str | None = OFFICE, **how: str) -> TestResponse:
    told = {"X-Sidan-Actor": actor} if actor else {}
    return stage.client.get(path, headers={"Accept": "text/html", **told}, environ_base=how)


def words_of(page: TestResponse) -> str:
    """What one reads, without the marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_each_figure_stands_there_with_value_n_definition_and_version(stage: Stage) -> None:
    page = open_page(stage, "/figures?lang=en")
    assert page.status_code == 200
    for one in DEFINITIONS:
        assert one["name"]["en"] in page.text and f'href="/figures/{one["code"]}?' in page.text
        assert f"Definition, version {one['version']}" in page.text
    told = words_of(page)
    for row in ("90.0% 9 / 10 orders", "25.0 h 6 orders", "0.444 6 / 8 orders", "2 orders 6 / 8 orders"):
        assert row in told, row
    assert "61.5% 160 / 260 minutes" in told and "0.0% 0 / 1 calls" in told


def test_satisfaction_never_stands_there_without_how_many_rated_and_the_silent_share(stage: Stage) -> None:
    for path in ("/figures", "/figures/satisfaction_rate"):
        told = words_of(open_page(stage, path))
        assert "75.0%" in told and "3 / 4 单" in told and "评价 4 单；沉默 16.7%（办结 6 单里有 1 单）" in told, path


def test_where_there_is_nothing_to_count_there_is_no_value(stage: Stage) -> None:
    told = words_of(open_page(stage, "/figures?since=2020-01-01&until=2020-01-31"))
    assert told.count("没有可算的") == len(DEFINITIONS) - 1, "a gap of none is a number"
    assert "还没有办结的单" in told and "2020年1月1日至2020年1月31日点的单" in told


def test_a_figure_opens_the_orders_behind_it_its_parts_and_the_names_of_places(stage: Stage) -> None:
    page = words_of(open_page(stage, "/figures/hours_to_service"))
    assert page.count("12345674") == 6 and "丈八寺村站 620821102205" in page and "旧名" not in page
    assert "620821102206 35.0 小时 2 单" in page
    assert words_of(open_page(stage, "/figures/satisfaction_rate?counted=no")).count("12345674") == 1
    assert words_of(open_page(stage, "/figures/denial_rate?counted=yes")).count("12345674") == 1
    assert "没有会的人 12.5% 1 / 8 单" in words_of(open_page(stage, "/figures/unmet_rate"))
    assert open_page(stage, "/figures/happiness").status_code == 404


def test_the_orders_come_page_by_page(stage: Stage) -> None:
    for _ in range(3):
        keep(stage, facts_of(tales()))
    first, second = (open_page(stage, f"/figures/by_phone_or_proxy?page={number}") for number in (1, 2))
    assert words_of(first).count("12345674") == 25 and words_of(second).count("12345674") == 19
    assert "page=2" in first.text and "上一页" not in first.text
    assert "page=1" in second.text and "下一页" not in second.text


def test_staff_see_what_lies_at_or_below_their_site_and_others_are_told_whom_it_is_for(stage: Stage) -> None:
    assert "9 / 10 单" in words_of(open_page(stage, "/figures", OFFICE))
    mine = words_of(open_page(stage, "/figures", CLERK))
    assert "9 / 10 单" not in mine and "丈八寺村站" in mine
    beyond = ELSEWHERE.replace("/", "")
    assert open_page(stage, f"/figures?site={beyond}", CLERK).status_code == 404
    for actor in (RESIDENT, VOLUNTEER):
        for path in ("/figures", "/figures/gap", "/figures/orders.csv"):
            closed = open_page(stage, path, actor)
            assert closed.status_code == 403 and "指标只给工作人员看" in closed.text


def test_whoever_sits_at_the_machine_itself_sees_the_county_and_nobody_else_does(stage: Stage) -> None:
    assert "9 / 10 单" in words_of(open_page(stage, "/figures", None))
    for path in ("/figures", "/figures/gap", "/figures/orders.csv"):
        assert open_page(stage, path, None, REMOTE_ADDR="192.0.2.7").status_code == 401, path
        assert open_page(stage, path, OFFICE, REMOTE_ADDR="192.0.2.7").status_code == 401, path


def test_no_figure_is_kept_by_a_browser_or_found_by_a_search(stage: Stage) -> None:
    for path in ("/figures", "/figures/gap", "/figures/orders.csv"):
        told = open_page(stage, path).headers
        assert (told["Cache-Control"], told["X-Robots-Tag"]) == ("no-store", "noindex"), path


def test_before_the_first_order_the_page_stands_and_is_empty(open_stage: Callable[..., Stage]) -> None:
    empty = open_stage("feedback")
    for path in ("/figures", "/figures/gap"):
        assert open_page(empty, path, None).status_code == 200, path


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=tomorrow", "since"),
        ("until=2026-02-30", "until"),
        ("since=2026-11-02&until=2026-11-01", "until"),
        ("site=620821x", "site"),
    ],
)
def test_what_cannot_be_understood_is_said_at_its_field_and_nothing_is_counted(
    stage: Stage, query: str, field: str
) -> None:
    page = open_page(stage, f"/figures?{query}")
    assert page.status_code == 422 and "<title>有错误：" in page.text
    assert f'href="#{field}"' in page.text and f'aria-describedby="{field}-fault"' in page.text
    assert "9 / 10 单" not in words_of(page)
    for path in ("/figures/gap", "/figures/orders.csv"):
        assert open_page(stage, f"{path}?{query}").location.startswith("/figures?"), path


def test_the_table_on_the_page_is_that_of_the_api(stage: Stage) -> None:
    site = FIRST.replace("/", "")
    page, api = open_page(stage, f"/figures/orders.csv?site={site}"), stage.get(f"/orders.csv?site={site}", OFFICE)
    assert page.data == api.data and page.mimetype == "text/csv"
    assert len(list(csv.DictReader(io.StringIO(page.text)))) == 6


def test_there_are_words_for_every_figure_and_every_reason() -> None:
    named = [one["code"] for one in DEFINITIONS]
    assert [code for code in named if WORDS.count(f'"{code}"') < 1] == []
    assert sorted(re.findall(r'"([a-z0-9_]+)"', WORDS.partition("] %}")[0])) == sorted(named)
    assert [reason for reason in UNFULFILLED_REASONS if f'"{reason}": ' not in WORDS] == []
