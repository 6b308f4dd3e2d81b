"""The county before the week: its sites, its catalogue, its volunteers and teams, enrolled over HTTP."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from demo.client import Client, Refused
from demo.files import Row, rows, split

CENTER = "620821"
OFFICE = f"office:office-{CENTER}@{CENTER}"
HANDS = 4
_GENDERS = {"女": "female", "男": "male"}


class Directory:
    """The ids under which the system knows the people of the files."""

    def __init__(self, volunteers: dict[str, str], teams: dict[str, str], leaders: dict[str, str]) -> None:
        self.volunteers = volunteers
        self.teams = teams
        self.leaders = leaders
        self.phones = {row["volunteer_no"]: row["phone"] for row in rows("volunteers.csv")}


def enrol(client: Client, settle: Callable[[], object]) -> Directory:
    """Make the county known to the system; what it knows already stays as it is."""
    _each(rows("sites-jingchuan.csv"), lambda row: _site(client, row))
    _each(rows("catalogue.csv"), lambda row: _item(client, row))
    settle()
    volunteers = dict(_each(rows("volunteers.csv"), lambda row: _volunteer(client, row)))
    teams = dict(_each(rows("teams.csv"), lambda row: _team(client, row, volunteers)))
    settle()
    leaders = {row["code"]: row["leader_volunteer_no"] for row in rows("teams.csv")}
    return Directory(volunteers, teams, leaders)


def _each(things: Iterable[Row], work: Callable[[Row], Any]) -> list[Any]:
    with ThreadPoolExecutor(HANDS) as hands:
        return list(hands.map(work, things))


def _made(put: Callable[[], Any]) -> None:
    """A thing that is there already is refused as stale, since nobody read it first: so it stays as it is."""
    try:
        put()
    except Refused as refused:
        if refused.status != 412:
            raise


def _site(client: Client, row: Row) -> None:
    body = {"level": row["level"], "name": row["name"]}
    _made(lambda: client.put(f"/request/api/v1/sites/{row['code']}", OFFICE, body))


def _item(client: Client, row: Row) -> None:
    body = {
        "platform_code": row["platform_code"],
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
        "skills": split(row["skills"]),
        "minutes": int(row["minutes"]),
        "team_size": int(row["team_size"]),
        "qualification": row["qualification"] or None,
        "risk_level": int(row["risk_level"]),
        "minors_may_help": row["minors_may_help"] == "yes",
        "interval_days": int(row["interval_days"] or 0),
        "modes": split(row["modes"]),
    }
    _made(lambda: client.put(f"/request/api/v1/items/{row['code']}", OFFICE, body))


def _volunteer(client: Client, row: Row) -> tuple[str, str]:
    body = {
        "volunteer_no": row["volunteer_no"],
        "name": row["name"],
        "phone": row["phone"],
        "gender": _GENDERS.get(row["gender"]),
        "birth_year": int(row["birth_year"]),
        "guardian_consent": row["guardian_consent"] == "yes" if row["guardian_consent"] else None,
        "home_code": row["home_station_code"],
        "skills": split(row["skills"]),
        "qualifications": [
            {"name": name, "expires_on": expires}
            for name, _, expires in (one.partition(":") for one in split(row["qualifications"]))
        ],
        "insured_until": row["insured_until"] or None,
        "languages": split(row["languages"]),
        "available": split(row["available"]),
        "max_per_week": int(row["max_per_week"]),
        "travel_km": int(row["travel_km"]),
        "status": row["status"],
    }
    made = client.post("/volunteer/api/v1/volunteers", OFFICE, body, key=f"enrol {row['volunteer_no']}")
    return row["volunteer_no"], made["volunteer_id"]


def _team(client: Client, row: Row, volunteers: dict[str, str]) -> tuple[str, str]:
    members = [one["volunteer_no"] for one in rows("volunteers.csv") if row["code"] in split(one["team_codes"])]
    body = {
        "code": row["code"],
        "name": row["name"],
        "home_code": row["home_site_code"],
        "leader_id": volunteers[row["leader_volunteer_no"]],
        "skills": split(row["skills"]),
        "standing": row["standing"] == "yes",
        "duty_team": row["duty_team"] == "yes",
        "member_ids": [volunteers[one] for one in members],
    }
    made = client.post("/volunteer/api/v1/teams", OFFICE, body, key=f"team {row['code']}")
    return row["code"], made["team_id"]
