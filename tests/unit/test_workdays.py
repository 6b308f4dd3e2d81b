"""Working time, with the holidays and make-up workdays of China."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import holidays
import pytest

from shared import workdays
from shared.clock import SHANGHAI
from shared.workdays import OF_THE_HOUSE, Workdays, after_working, working_between

HOUSE = Workdays.read(OF_THE_HOUSE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_days_of_the_house_are_those_that_another_calendar_knows(year: int) -> None:
    china = holidays.country_holidays("CN", years=year)
    assert not [day for day in days_of(year) if HOUSE.is_worked(day) != china.is_working_day(day)]


def test_it_says_up_to_which_year_the_make_up_workdays_are_known() -> None:
    assert workdays.complete_until() == 2026


@pytest.mark.parametrize(
    ("moment", "minutes", "then"),
    [
        ("2026-11-26T09:00", 60, "2026-11-26T10:00"),
        ("2026-11-26T11:30", 60, "2026-11-26T14:30"),
        ("2026-11-26T17:30", 60, "2026-11-27T08:30"),
        ("2026-11-27T17:30", 60, "2026-11-30T08:30"),
        ("2026-11-26T03:00", 30, "2026-11-26T08:30"),
        ("2026-11-26T08:00", 480, "2026-11-26T18:00"),
        ("2026-09-30T17:00", 120, "2026-10-08T09:00"),
        ("2026-10-09T17:00", 120, "2026-10-10T09:00"),
    ],
    ids=[
        "morning",
        "over noon",
        "over night",
        "over a weekend",
        "at night",
        "a day",
        "National Day",
        "make-up workday",
    ],
)
def test_working_time_passes_when_the_office_answers(moment: str, minutes: int, then: str) -> None:
    assert after_working(at(moment), timedelta(minutes=minutes)) == at(then)
    assert working_between(at(moment), at(then)) == timedelta(minutes=minutes)


def test_no_working_time_lies_between_a_moment_and_an_earlier_one() -> None:
    assert working_between(at("2026-11-26T10:00"), at("2026-11-26T09:00")) == timedelta()


def test_a_county_may_have_days_and_hours_of_its_own(tmp_path: Path) -> None:
    year = {"source": "the county", "complete": True, "free": [["2026-11-26", "2026-11-26"]], "worked": []}
    own = tmp_path / "days.json"
    own.write_text(json.dumps({"hours": [["09:00", "12:00"]], "years": {"2026": year}}))
    workdays.follow(own)
    try:
        assert after_working(at("2026-11-26T09:00"), timedelta(hours=1)) == at("2026-11-27T10:00")
    finally:
        workdays.follow(None)
