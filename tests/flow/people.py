"""Who lives in the town of the tests, what can be ordered there, and how a day at its counters goes, step by step.

Whatever tells of a person bears a mark, so that it is found wherever it should not be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.flow.town import Town

CENTER, TOWNSHIP, VILLAGE, NEIGHBOUR = "620821", "620821/102", "620821/102/205", "620821/102/206"
OFFICE = f"office:wang@{CENTER}"
OTHER_OFFICE = f"office:he@{CENTER}"
CLERK = f"clerk:li@{CENTER}"
OTHER_CLERK = f"clerk:ma@{CENTER}"
EVALUATOR = f"evaluator:sun@{TOWNSHIP}"
PANEL = (f"evaluator:kong@{CENTER}", f"evaluator:meng@{CENTER}")
DISPATCHER = f"dispatcher:zhao@{CENTER}"
VILLAGE_DISPATCHER = f"dispatcher:qian@{VILLAGE}"
NEIGHBOUR_DISPATCHER = f"dispatcher:bai@{NEIGHBOUR}"
RESIDENT = "resident:jia"

HAIRCUT, WIRING, LAWYER, CLEANING = "A01", "H03", "L01", "C01"
TITLES = {HAIRCUT: "上门理发", WIRING: "入户用电检查", LAWYER: "法律咨询", CLEANING: "家庭保洁"}
_SKILLS = {HAIRCUT: "理发", WIRING: "电工", LAWYER: "律师", CLEANING: "家政"}
NOBODY_HAS = LAWYER
"""Nobody in the town has the skill for this."""

MARK = "QZX"
"""In every name, address and word of a person; `PHONES` begins every number of theirs."""
PHONES = "1379977"


def site_code(path: str) -> str:
    """The division code of a site."""
    return path.replace("/", "")


@dataclass(frozen=True)
class People:
    """The ids of those who help: `barbers` of the village, one of the neighbours, two who clean, teams by name."""

    barbers: list[str]
    neighbour: str
    cleaners: list[str]
    team: str
    duty_team: str


def settle_down(town: Town) -> People:
    """The town gets its sites, its catalogue, its people."""
    for path, level in ((CENTER, "center"), (TOWNSHIP, "office"), (VILLAGE, "station"), (NEIGHBOUR, "station")):
        town.put(f"request/sites/{site_code(path)}", OFFICE, level=level, name="某村新时代文明实践站")
    for code, title in TITLES.items():
        town.put(f"request/items/{code}", OFFICE, **_item(code, title))
    town.settle()
    barbers = [_enrol(town, VILLAGE, HAIRCUT, WIRING) for _ in range(3)]
    neighbour = _enrol(town, NEIGHBOUR, HAIRCUT)
    cleaners = [_enrol(town, TOWNSHIP, CLEANING) for _ in range(2)]
    team = _team(town, "T1", VILLAGE, [barbers[0], barbers[1]], duty=False)
    duty_team = _team(town, "T9", CENTER, [barbers[2], *cleaners], duty=True)
    town.settle()
    return People(barbers, neighbour, cleaners, team, duty_team)


def _item(code: str, title: str) -> dict[str, Any]:
    return {
        "platform_code": code[0],
        "name_zh": title,
        "name_en": title,
        "skills": [_SKILLS[code]],
        "minutes": 60,
        "team_size": 2 if code == CLEANING else 1,
        "risk_level": 2 if code == WIRING else 0,
        "minors_may_help": False,
        "interval_days": 25,
        "modes": ["home"],
    }


def _enrol(town: Town, home: str, *items: str) -> str:
    body = {
        "volunteer_no": f"JC{uuid4().hex[:8]}",
        "name": f"志{MARK}愿",
        "phone": f"{PHONES}0001",
        "gender": "female",
        "birth_year": 1982,
        "home_code": site_code(home),
        "skills": [_SKILLS[item] for item in items],
        "insured_until": "2099-12-31",
        "languages": [],
        "available": ["sat_am"],
        "max_per_week": 50,
        "travel_km": 12,
        "status": "active",
    }
    return str(town.post("volunteer/volunteers", OFFICE, **body)["volunteer_id"])


def _team(town: Town, code: str, home: str, members: list[str], *, duty: bool) -> str:
    skills = [] if duty else [_SKILLS[HAIRCUT]]
    body = {"code": code, "name": "睦邻队", "home_code": site_code(home), "leader_id": members[0], "skills": skills}
    made = town.post("volunteer/teams", OFFICE, **body, standing=True, duty_team=duty, member_ids=members)
    return str(made["team_id"])


def an_order(town: Town, item: str = HAIRCUT, at: str = VILLAGE, **changes: Any) -> Mapping[str, Any]:
    """An order as it is placed: somebody new, some time from the day after tomorrow on."""
    who = f"甲{MARK}{uuid4().hex[:6]}"
    body = {
        "channel": "phone",
        "kind": "menu",
        "item_code": item,
        "station_code": site_code(at),
        "requester_name": who,
        "requester_phone": f"{PHONES}0002",
        "recipient_name": who,
        "address_detail": f"三社{MARK}麦场边",
        "need_text": f"头发长了{MARK}",
        "wanted_from": (town.now + timedelta(days=2)).isoformat(),
        "wanted_to": (town.now + timedelta(days=40)).isoformat(),
        "consent": True,
    }
    return {**body, **changes}
