"""Figures that can be believed: counted by hand for a small county, the same in whatever order its facts come."""

import random
from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.figures import exporting
from services.feedback.figures.counting import DEFINITIONS
from services.feedback.figures.measures import FIGURES
from services.feedback.figures.spread import gini
from services.feedback.models import Base
from tests.services.feedback.county import FIRST, Tale, facts_of, figures, keep, table
from tests.services.feedback.parlour import CLERK, OFFICE, RESIDENT
from tests.services.stage import Stage
from tools.recount import differences, recount

BY_HAND: Mapping[str, tuple[int, int, float]] = {
    "signed_within_a_day": (9, 10, 0.9),
    "response_rate": (5, 8, 0.625),
    "promise_kept": (6, 7, 0.8571),
    "acceptance_rate": (6, 8, 0.75),
    "finished_within_a_week": (7, 8, 0.875),
    "unmet_rate": (1, 8, 0.125),
    "return_rate": (1, 6, 0.1667),
    "no_show_rate": (1, 6, 0.1667),
    "denial_rate": (1, 6, 0.1667),
    "first_time_right": (4, 5, 0.8),
    "satisfaction_rate": (3, 4, 0.75),
    "silence_rate": (1, 6, 0.1667),
    "rectified_rate": (2, 2, 1.0),
    "rung_after_bad_rate": (1, 2, 0.5),
    "reached_rate": (1, 1, 1.0),
    "resolution_rate": (0, 1, 0.0),
    "by_phone_or_proxy": (2, 11, 0.1818),
    "hours_to_service": (6, 6, 25.0),
    "services_gini": (6, 8, 0.4444),
    "gap": (6, 8, 2),
    "verified_minutes": (160, 260, 0.6154),
}
PARTS: Mapping[str, list[tuple[str, int, int, float]]] = {
    "unmet_rate": [("no_skill", 1, 8, 0.125)],
    "hours_to_service": [(FIRST, 3, 3, 30.0), ("620821/102/206", 2, 2, 35.0), ("620821/102/207", 1, 1, 10.0)],
    "gap": [("A", 2, 4, 2), ("H", 4, 4, 0)],
    "verified_minutes": [
        ("declared", 50, 260, 0.1923),
        ("witnessed", 50, 260, 0.1923),
        ("verified", 160, 260, 0.6154),
    ],
}
NOT_BY_ORDER = {"rectified_rate", "resolution_rate", "verified_minutes"}
"""What they count are calls, minutes, findings: there may be several to an order."""


def rows(stage: Stage) -> dict[str, list[Any]]:
    """What is kept to be counted."""
    with stage.database.read() as session:
        kept = {name: Base.metadata.tables[name] for name in ("orders", "minutes", "items")}
        return {name: sorted(map(str, session.execute(sa.select(one)))) for name, one in kept.items()}


def test_the_figures_are_those_that_were_counted_by_hand(stage: Stage, told: dict[str, Tale]) -> None:
    seen = figures(stage)
    assert {code: (one["counted"], one["of"], one["value"]) for code, one in seen.items()} == BY_HAND
    assert {
        code: [(part["part"], part["counted"], part["of"], part["value"]) for part in one["parts"]]
        for code, one in seen.items()
        if one["parts"]
    } == PARTS


def test_satisfaction_is_never_told_without_how_many_rated_and_how_many_kept_silent(
    stage: Stage, told: dict[str, Tale]
) -> None:
    assert figures(stage)["satisfaction_rate"]["beside"] == {"rated": 4, "silent": 1, "ended": 6}


def test_every_figure_has_its_definition_in_both_languages_and_a_version() -> None:
    assert [one["code"] for one in DEFINITIONS] == list(FIGURES)
    for one in DEFINITIONS:
        assert one["version"] >= 1 and one["unit"] in {"share", "hours", "index", "orders"}
        assert {*one["name"]} == {*one["definition"]} == {"zh-CN", "en"}


def test_an_empty_county_has_no_figure_instead_of_a_perfect_one(stage: Stage) -> None:
    assert {code for code, one in figures(stage).items() if one["value"] is not None} == {"gap"}
    assert table(stage) == []


def test_what_the_parts_count_adds_up_to_what_the_whole_counts(stage: Stage, told: dict[str, Tale]) -> None:
    """Stations make their office, offices their center; counts, never averages."""
    wholes = {"620821102": ["620821102205", "620821102206", "620821102207"], "620821": ["620821102", "620821103"]}
    for whole, parts in wholes.items():
        summed = [figures(stage, f"?site={part}") for part in parts]
        for code, figure in figures(stage, f"?site={whole}").items():
            for name in ("counted", "of"):
                assert figure[name] == sum(part[code][name] for part in summed), (code, name)


def test_each_figure_opens_the_orders_behind_it(stage: Stage, told: dict[str, Tale]) -> None:
    for code, (counted, of, _) in BY_HAND.items():
        opened = {
            which: {one["order_id"] for one in stage.get(f"/figures/{code}/orders{which}", OFFICE).json}
            for which in ("", "?counted=true", "?counted=false")
        }
        assert opened["?counted=true"] | opened["?counted=false"] == opened[""], code
        assert not opened["?counted=true"] & opened["?counted=false"], code
        if code not in NOT_BY_ORDER:
            assert (len(opened["?counted=true"]), len(opened[""])) == (counted, of), code
    [unmet] = stage.get("/figures/unmet_rate/orders?counted=true", OFFICE).json
    assert unmet["order_id"] == str(told["unmet"].order_id)
    paged = stage.get("/figures/gap/orders?page=2&page_size=5", OFFICE)
    assert len(paged.json) == 3 and paged.headers["X-Pagination"]
    assert stage.get("/figures/happiness/orders", OFFICE).status_code == 404


def test_figures_are_asked_by_place_period_and_item_within_ones_scope(stage: Stage, told: dict[str, Tale]) -> None:
    assert figures(stage, "?item=A01")["gap"]["of"] == 4
    assert figures(stage, "?since=2026-11-16&until=2026-11-16")["by_phone_or_proxy"]["of"] == 11
    assert figures(stage, "?since=2026-11-17")["by_phone_or_proxy"]["of"] == 0
    assert figures(stage, "?until=2026-11-15")["by_phone_or_proxy"]["of"] == 0
    assert figures(stage, actor=CLERK)["by_phone_or_proxy"]["of"] == 10
    assert len(table(stage, actor="clerk:c9@620821/103")) == 1
    for path in ("/figures", "/figures/gap/orders", "/orders.csv"):
        assert stage.get(f"{path}?site=620821103", CLERK).status_code == 404
        assert stage.get(path, RESIDENT).status_code == 403
        assert stage.get(f"{path}?since=gestern", OFFICE).status_code == 422


def test_the_same_facts_in_any_order_and_made_anew_make_the_same_rows(stage: Stage, told: dict[str, Tale]) -> None:
    before, facts = rows(stage), facts_of(told)
    with stage.database.read() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM facts")) == len(facts)
    assert stage.service.rebuild is not None
    assert stage.database.transact(stage.service.rebuild) == len(facts)
    assert rows(stage) == before
    for name in ("facts", *before):
        stage.database.transact(lambda session, name=name: session.execute(sa.text(f"DELETE FROM {name}")))
    random.Random(4).shuffle(facts)
    keep(stage, facts)
    keep(stage, facts)
    assert rows(stage) == before


def test_the_table_holds_one_line_an_order_and_whoever_counts_it_comes_to_the_same(
    stage: Stage, told: dict[str, Tale], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = table(stage)
    monkeypatch.setattr(exporting, "AT_ONCE", 3)
    assert table(stage) == whole and len(whole) == 11
    lines = {line["order_id"]: line for line in whole}
    ends = {name: lines[str(tale.order_id)]["end"] for name, tale in told.items()}
    assert ends == {
        "praised": "closed",
        "silent": "closed",
        "unmet": "unfulfilled",
        "bad": "closed",
        "denied": "closed",
        "called off": "cancelled",
        "merged": "merged",
        "rejected": "rejected",
        "held": "",
        "called off too late": "closed",
        "again": "closed",
    }
    praised = lines[str(told["praised"].order_id)]
    assert praised["submitted_at"] == "2026-11-16T09:00:00+08:00" and praised["minutes_verified"] == "100"
    assert {code: (counted, of, value) for code, (counted, of, value) in recount(whole).items()} == BY_HAND
    for query in ("", "?site=620821102206", "?item=H03"):
        assert differences(table(stage, query), figures(stage, query).values()) == [], query


def test_nothing_in_the_table_is_carried_out_by_a_spreadsheet(stage: Stage) -> None:
    dangerous, harmless = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠SUM"], ['a"b;=c']
    keep(stage, facts_of({code: Tale(FIRST, code).placed().approved(1) for code in dangerous + harmless}))
    written = {line["item_code"] for line in table(stage)}
    assert written == {f"'{code}" for code in dangerous} | set(harmless)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60))
def test_the_spread_is_the_mean_difference_by_twice_the_mean(had: list[int]) -> None:
    people = {many: had.count(many) for many in had}
    if not sum(had):
        assert gini(people) is None
        return
    by_pairs = sum(abs(one - other) for one in had for other in had) / (2 * len(had) * sum(had))
    half_of_the_last_place = 5e-5 + 1e-9  # floats meet it not quite
    assert gini(people) == pytest.approx(by_pairs, abs=half_of_the_last_place)
