"""The five tables of the week as plain values, and who may do what by law and by skill."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from demo.jingchuan.geography import kilometres

HERE = Path(__file__).resolve().parent
CENTER = "620821"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def rows(name: str, folder: Path = HERE) -> list[dict[str, str]]:
    """All rows of one CSV file."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed(value: str) -> tuple[str, ...]:
    """The members of a list joined with |."""
    return tuple(part for part in value.split("|") if part)


@dataclass(frozen=True)
class Item:
    code: str
    name: str
    skills: frozenset[str]
    minutes: int
    team_size: int
    qualification: str
    risk_level: int
    minors_may_help: bool
    modes: tuple[str, ...]


@dataclass(frozen=True)
class Volunteer:
    no: str
    station: str
    skills: frozenset[str]
    qualifications: tuple[tuple[str, date], ...]
    insured_until: date
    available: frozenset[str]
    max_per_week: int
    travel_km: int
    teams: tuple[str, ...]
    active: bool
    adult: bool
    consented: bool


@dataclass(frozen=True)
class Team:
    code: str
    site: str
    leader: str
    skills: frozenset[str]
    duty: bool


@dataclass(frozen=True)
class Order:
    row: int
    submitted: datetime
    channel: str
    by_proxy: bool
    station: str
    item_code: str
    kind: str
    wanted_from: datetime
    wanted_to: datetime
    urgent: bool
    ends: str

    @property
    def ref(self) -> str:
        return f"JC-2026-W47-{self.row:03}"


def _day(value: str) -> date:
    return date.fromisoformat(value) if value else date.min


def _item(row: dict[str, str]) -> Item:
    return Item(
        row["code"],
        row["name_zh"],
        frozenset(listed(row["skills"])),
        int(row["minutes"]),
        int(row["team_size"]),
        row["qualification"],
        int(row["risk_level"]),
        row["minors_may_help"] == "yes",
        listed(row["modes"]),
    )


def _volunteer(row: dict[str, str]) -> Volunteer:
    held = [q.split(":") for q in listed(row["qualifications"])]
    return Volunteer(
        row["volunteer_no"],
        row["home_station_code"],
        frozenset(listed(row["skills"])),
        tuple((name, _day(until)) for name, until in held),
        _day(row["insured_until"]),
        frozenset(listed(row["available"])),
        int(row["max_per_week"]),
        int(row["travel_km"]),
        listed(row["team_codes"]),
        row["status"] == "active",
        2026 - int(row["birth_year"]) >= 18,
        row["guardian_consent"] == "yes",
    )


def _order(number: int, row: dict[str, str]) -> Order:
    times = (datetime.fromisoformat(row[k]) for k in ("submitted_at", "wanted_from", "wanted_to"))
    submitted, wanted_from, wanted_to = times
    return Order(
        number,
        submitted,
        row["channel"],
        bool(row["proxy_name"]),
        row["station_code"],
        row["item_code"],
        row["kind"],
        wanted_from,
        wanted_to,
        row["urgency"] == "urgent",
        row["expected_end"],
    )


def _team(row: dict[str, str]) -> Team:
    skills = frozenset(listed(row["skills"]))
    duty = row["duty_team"] == "yes"
    return Team(row["code"], row["home_site_code"], row["leader_volunteer_no"], skills, duty)


SITES = {row["code"]: row for row in rows("sites-jingchuan.csv")}
ITEMS = {row["code"]: _item(row) for row in rows("catalogue.csv")}
VOLUNTEERS = {row["volunteer_no"]: _volunteer(row) for row in rows("volunteers.csv")}
TEAMS = {row["code"]: _team(row) for row in rows("teams.csv")}
ORDERS = {n: _order(n, row) for n, row in enumerate(rows("orders-week.csv"), 1)}


def office_of(site: str) -> str:
    """The office a site belongs to; the center is its own."""
    return SITES[site]["parent_code"] if SITES[site]["level"] == "station" else site


def distance(station: str, other: str) -> int:
    """Kilometres between two stations, by the sketch."""
    return kilometres(station, office_of(station), other, office_of(other))


def qualified(volunteer: Volunteer, item: Item, day: date) -> bool:
    """Skill, licence, insurance and age, as the catalogue demands them of each member of a crew."""
    if not volunteer.active:
        return False
    if not volunteer.adult and not (volunteer.consented and item.minors_may_help):
        return False
    if item.skills and not item.skills & volunteer.skills:
        return False
    if item.risk_level >= 2 and volunteer.insured_until < day:
        return False
    held = volunteer.qualifications
    return not item.qualification or any(name == item.qualification and until >= day for name, until in held)


def reaches(volunteer: Volunteer, order: Order) -> bool:
    """Whether the order lies within the distance that the volunteer travels."""
    return distance(volunteer.station, order.station) <= volunteer.travel_km


def offers_skill(team: Team, item: Item) -> bool:
    """Whether a team can be asked for an item; a duty team is asked for what needs no skill."""
    return bool(item.skills & team.skills) if item.skills else team.duty
