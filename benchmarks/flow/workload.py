"""What is asked of every contestant: a small county, and the seven commands of an order's life.

Sidan verifies an order before it dispatches it, and somebody checks in before they finish: hence seven, not five.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from benchmarks.flow.client import Client

STATIONS = ("620821102205", "620821102206", "620821103201", "620821104202")
ITEM = "H03"
VOLUNTEERS = 40

OFFICE = "office:o1@620821"
CLERK = "clerk:c1@620821"
DISPATCHER = "dispatcher:d1@620821"
RESIDENT = "resident:r1"

ENROLLED = 2 * (len(STATIONS) + 1 + VOLUNTEERS)
"""How many deliveries the enrolment causes: dispatch and feedback hear of each thing."""


@dataclass
class County:
    """Whom the orders are about."""

    volunteers: list[str] = field(default_factory=list)
    soon: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(days=30))

    def volunteer(self, number: int) -> str:
        """Who is asked to carry out this order."""
        return self.volunteers[number % len(self.volunteers)]


@dataclass(frozen=True, slots=True)
class Life:
    """One order, carried from place to review; moments and spans in seconds."""

    began: float
    ended: float
    hop: float
    """From the answer to approve until dispatch has answered the first command about it: an upper bound."""


async def enrol(client: Client) -> County:
    """Make the sites, the item and the volunteers known."""
    county = County()
    for code in STATIONS:
        await client.ask("PUT", "request", f"sites/{code}", OFFICE, {"level": "station", "name": f"站 {code[-3:]}"})
    await client.ask("PUT", "request", f"items/{ITEM}", OFFICE, _item())
    for number in range(VOLUNTEERS):
        made = await client.ask("POST", "volunteer", "volunteers", OFFICE, _volunteer(number), key=str(uuid4()))
        county.volunteers.append(made["volunteer_id"])
    return county


async def carry(client: Client, county: County, number: int) -> Life:
    """Carry one order through its seven commands."""
    began, helper = client.now(), county.volunteer(number)
    order, offered, hop = await _offered(client, county, number)
    offer, actor = f"offers/{offered['offers'][0]['offer_id']}", f"volunteer:{helper}"
    await client.ask("POST", "volunteer", f"{offer}/accept", actor, {})
    await client.ask("POST", "volunteer", f"{order}/check-in", actor, {"crew": [helper], "means": "door_word"})
    minutes = {"minutes": [{"volunteer_id": helper, "minutes": 50}]}
    await client.ask("POST", "volunteer", f"{order}/finish", actor, minutes)
    await client.ask("POST", "feedback", f"{order}/review", RESIDENT, {"level": 5, "means": "link"})
    return Life(began, client.now(), hop)


async def offer(client: Client, county: County, number: int) -> str:
    """Carry one order as far as its offer; its id."""
    order, *_ = await _offered(client, county, number)
    return order.rpartition("/")[2]


async def _offered(client: Client, county: County, number: int) -> tuple[str, Any, float]:
    """An order's path, the round that was opened for it, and the hop between approving and that."""
    placed = await client.ask("POST", "request", "orders", CLERK, _order(county, number), key=str(uuid4()))
    order, asked = f"orders/{placed['order_id']}", _round(county, county.volunteer(number))
    await client.ask("POST", "request", f"{order}/approve", CLERK, _APPROVAL)
    approved = client.now()
    offered = await client.ask("POST", "dispatch", f"{order}/offers", DISPATCHER, asked, str(uuid4()))
    return order, offered, client.now() - approved


_APPROVAL = {"item_code": ITEM, "title": "入户用电检查", "means": "phone"}


def _round(county: County, helper: str) -> dict[str, Any]:
    deadline = county.soon - timedelta(days=1)
    return {"offers": [{"to_kind": "person", "to_id": helper}], "deadline": deadline.isoformat()}


def _order(county: County, number: int) -> dict[str, Any]:
    return {
        "channel": "phone",
        "kind": "menu",
        "urgency": "normal",
        "item_code": ITEM,
        "station_code": STATIONS[number % len(STATIONS)],
        "requester_name": f"甲{number}",
        "requester_phone": f"137{number % 10**8:08}",
        "recipient_name": f"乙{number}",
        "recipient_age": 70,
        "circumstances": ["living_alone"],
        "address_detail": "三社 村小学往南第二家",
        "need_text": "想给窑里装个床头开关，她起夜要走到门口开灯，去年就是黑处绊倒的。",
        "wanted_from": county.soon.isoformat(),
        "wanted_to": (county.soon + timedelta(hours=3)).isoformat(),
        "consent": True,
    }


def _item() -> dict[str, Any]:
    return {
        "platform_code": "H",
        "name_zh": "入户用电检查",
        "name_en": "Home wiring check",
        "skills": ["电工"],
        "minutes": 60,
        "team_size": 1,
        "risk_level": 2,
        "minors_may_help": False,
        "interval_days": 180,
        "modes": ["home"],
    }


def _volunteer(number: int) -> dict[str, Any]:
    return {
        "volunteer_no": f"JCV{number:04}",
        "name": f"丁{number}",
        "phone": f"139{number:08}",
        "birth_year": 1982,
        "home_code": STATIONS[number % len(STATIONS)],
        "skills": ["电工", "安装"],
        "languages": ["泾川话"],
        "available": ["sat_am", "sun_pm"],
        "max_per_week": 7,
        "insured_until": "2099-12-31",
        "travel_km": 12,
        "status": "active",
    }
