"""Marked people, and orders whose lives carry the marks through all four services."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import requests

from shared.clock import SHANGHAI
from tests.eventually import eventually
from tests.house.embedded import Embedded

OWNED: Mapping[str, Mapping[str, str]] = {
    "request": {
        "requester": "qzxrequester",
        "requester's phone": "13577665541",
        "recipient": "qzxrecipient",
        "proxy": "qzxproxy",
        "relation": "qzxrelation",
        "address": "qzxaddress",
        "need": "qzxneed",
        "cancelling": "qzxcancelling",
        "sentence": "qzxsentence",
        "question": "qzxquestion",
        "answer": "qzxanswer",
        "changed need": "qzxchanged",
    },
    "dispatch": {"proposal": "qzxproposal"},
    "volunteer": {
        "volunteer": "qzxvolunteer",
        "volunteer's phone": "13577665542",
        "number rung": "13577665543",
        "outcome": "qzxoutcome",
        "remark": "qzxremark",
        "dispute": "qzxdispute",
        "flag": "qzxflag",
    },
    "feedback": {
        "review": "qzxreview",
        "finding": "qzxfinding",
        "follow-up": "qzxfollowup",
        "appeal": "qzxappeal",
        "decision": "qzxdecision",
        "complaint": "qzxcomplaint",
        "answer to it": "qzxsettled",
    },
}
"""What tells of people, by the service that took it down and keeps it to itself."""

R, V, F = OWNED["request"], OWNED["volunteer"], OWNED["feedback"]
OFFICE, CLERK, RESIDENT = "office:o1@620821", "clerk:c1@620821/102", "resident:r1"
SOON = datetime.now(SHANGHAI) + timedelta(days=2)
ORDER = {
    "channel": "phone",
    "kind": "menu",
    "item_code": "H03",
    "station_code": "620821102205",
    "requester_name": f"{R['requester']}甲",
    "requester_phone": R["requester's phone"],
    "proxy_name": f"{R['proxy']}乙",
    "proxy_relation": R["relation"],
    "recipient_name": f"{R['recipient']}丙",
    "address_detail": f"{R['address']} 三社",
    "need_text": f"{R['need']}，插座冒火花",
    "wanted_from": SOON.isoformat(),
    "wanted_to": (SOON + timedelta(hours=4)).isoformat(),
    "consent": True,
}
ITEM = {
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
VOLUNTEER = {
    "volunteer_no": "JCV0001",
    "name": f"{V['volunteer']}丁",
    "phone": V["volunteer's phone"],
    "birth_year": 1982,
    "home_code": "620821102205",
    "skills": ["电工"],
    "insured_until": (SOON + timedelta(days=30)).date().isoformat(),
    "languages": [],
    "available": ["mon_am"],
    "max_per_week": 2,
    "travel_km": 12,
    "status": "active",
}


class County:
    """What is done in the county, by asking the running system."""

    def __init__(self, system: Embedded) -> None:
        self.system = system
        self.volunteer_id = ""

    def open(self) -> None:
        """A station, an item and a volunteer."""
        self.must("PUT", "request/sites/620821102205", OFFICE, {"level": "station", "name": "某村站"})
        self.must("PUT", "request/items/H03", OFFICE, ITEM)
        self.volunteer_id = self.must("POST", "volunteer/volunteers", CLERK, VOLUNTEER)["volunteer_id"]
        eventually(lambda: self.must("GET", "dispatch/volunteers", OFFICE))

    def place(self) -> str:
        """A marked order; its id."""
        return str(self.must("POST", "request/orders", CLERK, ORDER)["order_id"])

    def approve(self, order_id: str) -> None:
        """Let it be looked for."""
        approval = {"item_code": "H03", "title": "入户用电检查", "means": "phone"}
        self.must("POST", f"request/orders/{order_id}/approve", CLERK, approval)
        eventually(lambda: self.system.ask("GET", f"dispatch/orders/{order_id}", OFFICE).ok)

    def accept(self, order_id: str) -> None:
        """Ask the volunteer, who says yes on the phone."""
        asked = [{"to_kind": "person", "to_id": self.volunteer_id}]
        until = (SOON - timedelta(days=1)).isoformat()
        self.must("POST", f"dispatch/orders/{order_id}/offers", OFFICE, {"offers": asked, "deadline": until})
        offers = eventually(lambda: self.must("GET", f"volunteer/offers?order_id={order_id}", CLERK))
        self.must("POST", f"volunteer/offers/{offers[0]['offer_id']}/accept", CLERK, {"spoken": self.spoken()})

    def serve(self, order_id: str) -> None:
        """The visit, from the door to its end."""
        arrival = {"crew": [self.volunteer_id], "means": "paper"}
        self.must("POST", f"volunteer/orders/{order_id}/check-in", CLERK, arrival)
        minutes = [{"volunteer_id": self.volunteer_id, "minutes": 50}]
        self.must("POST", f"volunteer/orders/{order_id}/finish", CLERK, {"minutes": minutes, "outcome": V["outcome"]})
        me = f"volunteer:{self.volunteer_id}"
        self.must("POST", f"volunteer/orders/{order_id}/remark", me, {"text": V["remark"]})
        disputed = {"code": "wrong_minutes", "text": V["dispute"]}
        self.must("POST", f"volunteer/orders/{order_id}/dispute", me, disputed)
        [flag, *_] = self.must("GET", f"volunteer/flags?order_id={order_id}", OFFICE)
        self.must("POST", f"volunteer/flags/{flag['flag_id']}/clear", OFFICE, {"sentence": V["flag"]})
        eventually(lambda: self.system.ask("GET", f"feedback/orders/{order_id}", OFFICE).ok)

    def rate(self, order_id: str) -> None:
        """A bad review, looked into."""
        self.must("POST", f"feedback/orders/{order_id}/confirm", RESIDENT, {"means": "link"})
        review = {"level": 1, "means": "link", "text": F["review"]}
        self.must("POST", f"feedback/orders/{order_id}/review", RESIDENT, review)
        finding = {"finding": "valid", "sentence": F["finding"]}
        self.must("POST", f"feedback/orders/{order_id}/close-rectification", OFFICE, finding)

    def go_on_about(self, order_id: str) -> None:
        """Rated once more, appealed, decided by two; and somebody complains, and is answered."""
        follow_up = {"level": 4, "means": "link", "text": F["follow-up"]}
        self.must("POST", f"feedback/orders/{order_id}/follow-up", RESIDENT, follow_up)
        appeal = {"about": "result", "text": F["appeal"]}
        self.must("POST", f"feedback/orders/{order_id}/appeal", RESIDENT, appeal)
        decision = {"finding": "invalid", "sentence": F["decision"]}
        self.must("POST", f"feedback/orders/{order_id}/propose-decision", "evaluator:e1@620821", decision)
        self.must("POST", f"feedback/orders/{order_id}/sign-decision", "evaluator:e2@620821", {})
        complaint = {"kind": "complaint", "concerns": "system", "site_code": "620821102", "text": F["complaint"]}
        made = self.must("POST", "feedback/complaints", RESIDENT, complaint)
        answer = {"sentence": F["answer to it"]}
        self.must("POST", f"feedback/complaints/{made['complaint_id']}/answer", OFFICE, answer)

    def end_otherwise(self) -> None:
        """Orders that are cancelled, asked about and rejected, changed and referred, given back, given up."""
        self.must("POST", f"request/orders/{self.place()}/cancel", RESIDENT, {"reason": R["cancelling"]})
        sentence, rejected, referred = {"sentence": R["sentence"]}, self.place(), self.place()
        self.must("POST", f"request/orders/{rejected}/ask", CLERK, {"text": R["question"]})
        self.must("POST", f"request/orders/{rejected}/answer", RESIDENT, {"text": R["answer"]})
        rejection = {"reason_code": "untrue", "alternative": "hotline", **sentence}
        self.must("POST", f"request/orders/{rejected}/propose-rejection", CLERK, rejection)
        self.must("POST", f"request/orders/{rejected}/sign-rejection", OFFICE, {})
        self.must("POST", f"request/orders/{referred}/change", RESIDENT, {"need_text": R["changed need"]})
        self.must("POST", f"request/orders/{referred}/refer", CLERK, {"target": "fire_119", **sentence})
        returned, unfulfilled = self.place(), self.place()
        for order_id in (returned, unfulfilled):
            self.approve(order_id)
        self.accept(returned)
        given_back = {"reason_code": "ill", "spoken": self.spoken()}
        self.must("POST", f"volunteer/orders/{returned}/return", CLERK, given_back)
        sentence = {"sentence": OWNED["dispatch"]["proposal"]}
        proposal = {"reason_code": "no_time", "alternative": "later_date", **sentence}
        self.must("POST", f"dispatch/orders/{unfulfilled}/propose-unfulfilled", OFFICE, proposal)
        self.must("POST", f"dispatch/orders/{unfulfilled}/sign-unfulfilled", "office:o2@620821", {})

    def spoken(self) -> dict[str, str]:
        """The word of the volunteer, on the phone."""
        return {"said_by": self.volunteer_id, "rang": V["number rung"]}

    def must(self, method: str, path: str, actor: str, body: Any = None) -> Any:
        """Ask, and be answered."""
        answer = self.system.ask(method, path, actor, body)
        assert answer.ok, (method, path, answer.status_code, answer.json())
        return answer.json()


def refused(county: County) -> list[requests.Response]:
    """Requests full of marks, each of which is refused."""
    ask, order_id, marks = county.system.ask, county.place(), " ".join(R.values())
    county.must("POST", f"request/orders/{order_id}/cancel", RESIDENT)
    waiting = county.place()
    title = {"item_code": "H03", "title": ORDER["recipient_name"], "means": "phone"}
    broken = f'{{"need_text": "{marks}'
    url, told = f"{county.system.origin}/request/api/v1/orders", {"X-Sidan-Actor": CLERK, "Idempotency-Key": "k"}
    json_told = {**told, "Content-Type": "application/json"}
    return [
        *(ask("POST", "request/orders", CLERK, {**ORDER, field: marks * 30}) for field in ORDER),
        ask("POST", "request/orders", CLERK, {**ORDER, "need_text": f"\0{marks}"}),
        ask("POST", "request/orders", CLERK, {**ORDER, "circumstances": [marks]}),
        ask("POST", "request/orders", CLERK, {**ORDER, "unheard_of": marks}),
        ask("POST", "request/orders", CLERK, [marks]),
        ask("POST", "request/orders", f"resident:{R['requester']}@620821", ORDER),
        ask("POST", "request/orders", CLERK, ORDER, **{"Idempotency-Key": f"{R['requester']}/"}),
        ask("POST", f"request/orders/{waiting}/approve", CLERK, title),
        ask("POST", f"request/orders/{order_id}/cancel", RESIDENT, {"reason": R["cancelling"]}),
        ask("POST", f"request/orders/{order_id}/answer", RESIDENT, {"text": R["answer"]}),
        ask("POST", f"request/orders/{waiting}/change", RESIDENT, {"title": R["changed need"]}),
        ask("GET", f"request/items/{R['need']}", CLERK),
        ask("GET", f"request/{R['need']}", CLERK),
        ask("GET", f"request/orders?state={R['need']}", CLERK),
        ask("POST", "volunteer/volunteers", CLERK, {**VOLUNTEER, "birth_year": V["volunteer's phone"]}),
        ask("POST", f"feedback/orders/{uuid4()}/review", RESIDENT, {"level": 9, "means": "link", "text": F["review"]}),
        requests.post(url, data=broken.encode(), headers=json_told, timeout=10),
        requests.post(url, data=f"need_text={marks}", headers=told, timeout=10),
        requests.post(url, data=marks * 5000, headers=json_told, timeout=10),
    ]
