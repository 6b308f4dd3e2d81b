"""The people of the week: each act of theirs is one request, as they, a clerk at a desk or a phone would make it.

They decide for themselves, as the file says; the system decides for itself whether that can be.
"""

from collections.abc import Callable, Mapping
from typing import Any

from demo.client import Client, Refused
from demo.county import Directory
from demo.files import Act, Row, orders, split
from shared.sites import site_path

EMERGENCY_NUMBERS = ("120", "119", "110", "95598")
TOO_LATE = "late"


class People:
    """Carries out acts; keeps the ids under which orders became known."""

    def __init__(self, client: Client, directory: Directory) -> None:
        self._client = client
        self._known = directory
        self._placed: dict[str, str] = {}
        self._offers: dict[tuple[str, int], list[dict[str, Any]]] = {}
        self._orders = orders()
        self._doing: dict[str, Callable[[Act], Any]] = {
            "place": self._place,
            "approve": lambda act: self._order("request", "approve", act, _approval(act)),
            "reject": lambda act: self._order(
                "request", "reject", act, {"reason_code": act.how, "sentence": act.value}
            ),
            "refer": lambda act: self._order("request", "refer", act, _referral(act)),
            "merge": lambda act: self._order("request", "merge", act, {"into": self._placed[act.to[0]]}),
            "cancel": lambda act: self._order("request", "cancel", act, {"reason": act.value or None}),
            "offer": self._ask,
            "withdraw": lambda act: self._order("dispatch", "withdraw", act, {"reason_code": act.value}),
            "accept": lambda act: self._answer("accept", act, self._yes(act)),
            "decline": lambda act: self._answer("decline", act, {"chip": act.value or None, **self._spoken(act)}),
            "return": lambda act: self._order("volunteer", "return", act, {"reason_code": act.value}),
            "check_in": lambda act: self._order("volunteer", "check-in", act, self._crew(act)),
            "no_show": lambda act: self._order("volunteer", "no-show", act, {}),
            "finish": lambda act: self._order("volunteer", "finish", act, self._minutes(act)),
            "confirm": lambda act: self._order("feedback", "confirm", act, {"means": act.how}),
            "review": lambda act: self._order("feedback", "review", act, _rating(act)),
            "propose_unfulfilled": lambda act: self._order("dispatch", "propose-unfulfilled", act, _honest(act)),
            "sign_unfulfilled": lambda act: self._order("dispatch", "sign-unfulfilled", act, {}),
            "close_rectification": lambda act: self._order("feedback", "close-rectification", act, _finding(act)),
        }

    def know(self, placed: Mapping[str, str]) -> None:
        """Orders of the week that the system holds from an earlier run: reference and id."""
        self._placed.update(placed)

    def do(self, act: Act) -> str | None:
        """Carry out one act; the code of the refusal if the system said no."""
        try:
            self._doing[act.verb](act)
        except Refused as refused:
            return f"{refused.code} ({refused.status})"
        return None

    def _place(self, act: Act) -> None:
        body = _order_body(act.order, self._orders[act.order])
        answer = self._client.post("/request/api/v1/orders", f"{act.role}:{act.person}", body, _key(act))
        self._placed[act.order] = answer["order_id"]

    def _ask(self, act: Act) -> None:
        self._offers[act.order, act.round] = self._order("dispatch", "offers", act, self._round(act))["offers"]

    def _order(self, service: str, verb: str, act: Act, body: Mapping[str, Any]) -> Any:
        path = f"/{service}/api/v1/orders/{self._placed[act.order]}/{verb}"
        return self._client.post(path, self._actor(act), body, _key(act))

    def _answer(self, verb: str, act: Act, body: Mapping[str, Any]) -> None:
        path = f"/volunteer/api/v1/offers/{self._offer(act)}/{verb}"
        self._client.post(path, self._actor(act), body, _key(act))

    def _actor(self, act: Act) -> str:
        if act.role == "volunteer":
            return f"volunteer:{self._known.volunteers[act.person]}"
        return f"{act.role}:{act.person}@{site_path(act.site)}" if act.site else f"{act.role}:{act.person}"

    def _offer(self, act: Act) -> str:
        """The offer that this answer is about: the one made to them, else the one in the pool."""
        standing = self._offers.get((act.order, act.round), [])
        theirs = self._addressee(act)
        mine = [offer for offer in standing if offer["to_id"] == theirs] or [
            offer for offer in standing if offer["to_kind"] == "pool"
        ]
        if not mine:
            raise Refused(404, "no_such_offer", f"{act.order} round {act.round}")
        offer_id: str = mine[0]["offer_id"]
        return offer_id

    def _addressee(self, act: Act) -> str:
        answering = act.to[0] if act.to else act.person
        return self._known.teams.get(answering) or self._known.volunteers[answering]

    def _yes(self, act: Act) -> dict[str, Any]:
        team = self._known.teams.get(act.to[0]) if act.to else None
        return {"for_team": team, **self._spoken(act)}

    def _spoken(self, act: Act) -> dict[str, Any]:
        if act.role == "volunteer":
            return {}
        said_by = self._known.leaders.get(act.to[0], act.to[0])
        return {"spoken": {"said_by": self._known.volunteers[said_by], "rang": self._known.phones[said_by]}}

    def _round(self, act: Act) -> dict[str, Any]:
        return {"offers": [self._asked(one) for one in act.to], "deadline": act.value}

    def _asked(self, who: str) -> dict[str, Any]:
        if who == "pool":
            return {"to_kind": "pool"}
        if who in self._known.teams:
            return {"to_kind": "team", "to_id": self._known.teams[who]}
        return {"to_kind": "person", "to_id": self._known.volunteers[who]}

    def _crew(self, act: Act) -> dict[str, Any]:
        return {"crew": [self._known.volunteers[one] for one in act.to], "means": act.how}

    def _minutes(self, act: Act) -> dict[str, Any]:
        served = [one.partition(":") for one in act.to]
        minutes = [{"volunteer_id": self._known.volunteers[who], "minutes": int(long)} for who, _, long in served]
        return {"minutes": minutes, "outcome": act.value or None}


def _key(act: Act) -> str:
    return f"week {act.number}"


def _order_body(reference: str, row: Row) -> dict[str, Any]:
    return {
        "external_ref": reference,
        "channel": row["channel"],
        "kind": row["kind"],
        "urgency": row["urgency"],
        "item_code": row["item_code"] or None,
        "station_code": row["station_code"],
        "requester_name": row["requester_name"],
        "requester_phone": row["requester_phone"],
        "proxy_name": row["proxy_name"] or None,
        "proxy_relation": row["proxy_relation"] or None,
        "recipient_name": row["recipient_name"],
        "recipient_age": int(row["recipient_age"]) if row["recipient_age"] else None,
        "circumstances": split(row["circumstances"]),
        "address_detail": row["address_detail"],
        "need_text": row["need_text"],
        "wanted_from": row["wanted_from"],
        "wanted_to": row["wanted_to"],
        "consent": True,
    }


def _approval(act: Act) -> dict[str, Any]:
    return {"item_code": act.to[0], "title": act.value, "means": act.how}


def _referral(act: Act) -> dict[str, Any]:
    return {"target": act.to[0], "sentence": act.value, "emergency": act.to[0] in EMERGENCY_NUMBERS}


def _rating(act: Act) -> dict[str, Any]:
    return {"level": int(act.to[0]), "means": act.how, "text": act.value or None}


def _honest(act: Act) -> dict[str, Any]:
    return {"reason_code": act.how, "sentence": act.value}


def _finding(act: Act) -> dict[str, Any]:
    return {"finding": act.how, "sentence": act.value}
