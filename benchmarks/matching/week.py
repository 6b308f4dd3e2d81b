"""The week of the demonstration as a question: all its orders together, on the Monday with which it begins."""

from datetime import date, datetime

from demo.files import Row, orders, rows, split
from services.dispatch.matching.model import Need, Site, Team, Volunteer, places_of
from services.dispatch.matching.question import Question
from services.dispatch.matching.weights import Weights
from services.request.policy import priority
from shared.clock import SHANGHAI
from shared.sites import site_path

MONDAY = date(2026, 11, 16)
GENDERS = {"女": "female", "男": "male"}
ADULT = 18


def question(weights: Weights | None = None) -> Question:
    """The county of the files."""
    items = {row["code"]: row for row in rows("catalogue.csv")}
    filed = {row["external_ref"]: row["item_code"] for row in rows("filed_as.csv")}
    return Question(
        now=datetime(2026, 11, 16, tzinfo=SHANGHAI),
        begins=MONDAY,
        weights=weights or Weights(),
        sites=tuple(Site(path=site_path(row["code"])) for row in rows("sites-jingchuan.csv")),
        volunteers=tuple(map(_volunteer, rows("volunteers.csv"))),
        teams=tuple(map(_team, rows("teams.csv"))),
        needs=tuple(_need(one, row, items[filed.get(one) or row["item_code"]]) for one, row in orders().items()),
    )


def _volunteer(row: Row) -> Volunteer:
    held = (one.partition(":") for one in split(row["qualifications"]))
    return Volunteer(
        id=row["volunteer_no"],
        home=site_path(row["home_station_code"]),
        active=row["status"] == "active",
        age_class=_age_class(row),
        gender=GENDERS.get(row["gender"]),
        skills=tuple(split(row["skills"])),
        qualifications=tuple((name, date.fromisoformat(last)) for name, _, last in held),
        insured_until=date.fromisoformat(row["insured_until"]) if row["insured_until"] else None,
        languages=tuple(split(row["languages"])),
        available=tuple(split(row["available"])),
        max_per_week=int(row["max_per_week"]),
        travel_km=int(row["travel_km"]),
        teams=tuple(split(row["team_codes"])),
    )


def _age_class(row: Row) -> str:
    if MONDAY.year - int(row["birth_year"]) > ADULT:
        return "adult"
    return "minor_with_consent" if row["guardian_consent"] == "yes" else "minor"


def _team(row: Row) -> Team:
    return Team(
        id=row["code"],
        home=site_path(row["home_site_code"]),
        skills=tuple(split(row["skills"])),
        duty=row["duty_team"] == "yes",
    )


def _need(reference: str, row: Row, item: Row) -> Need:
    return Need(
        id=reference,
        site=site_path(row["station_code"]),
        item=item["code"],
        places=places_of(tuple(split(item["skills"])), int(item["team_size"])),
        wanted_from=datetime.fromisoformat(row["wanted_from"]),
        wanted_to=datetime.fromisoformat(row["wanted_to"]),
        minutes=int(item["minutes"]),
        submitted_at=datetime.fromisoformat(row["submitted_at"]),
        priority=priority(row["urgency"], split(row["circumstances"]), row["kind"]),
        qualification=item["qualification"] or None,
        risk_level=int(item["risk_level"]),
        minors_may_help=item["minors_may_help"] == "yes",
    )
