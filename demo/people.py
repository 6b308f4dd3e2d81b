"""The people of the week: each act of theirs is one request, as they, a clerk at a desk or a phone would make it.

They decide for themselves, as the file says; the system decides for itself whether that can be.
"""

from collections.abc import Callable, Mapping
from typing import Any

from demo import bodies
from demo.client import Client, Refused
from demo.county import Directory
from demo.files import Act, orders
from shared.sites import site_path

TOO_LATE = "late"
TOLD_BEFORE = "nobody_comes"
"""The answer of an earlier run's order, which is over: there is no code any more, and it was given."""
_PHONE = "phone"

_VERBS: Mapping[str, tuple[str, str, Callable[[Act, Directory], bodies.Body]]] = {
    "ask": ("request", "ask", bodies.words),
    "answer": ("request", "answer", bodies.words),
    "approve": ("request", "approve", bodies.approval),
    "propose_rejection": ("request", "propose-rejection", bodies.honest_no),
    "sign_rejection": ("request", "sign-rejection", bodies.nothing),
    "refer": ("request", "refer", bodies.referral),
    "ring_back": ("request", "ring-back", bodies.nothing),
    "leave": ("request", "leave", bodies.nothing),
    "change": ("request", "change", bodies.change),
    "hold": ("request", "hold", bodies.hold),
    "resume": ("request", "resume", bodies.nothing),
    "urge": ("request", "urge", bodies.nothing),
    "cancel": ("request", "cancel", bodies.cancellation),
    "offer": ("dispatch", "offers", bodies.round_of_offers),
    "ask_duty_team": ("dispatch", "ask-duty-team", bodies.until),
    "withdraw": ("dispatch", "withdraw", bodies.reason),
    "escalate": ("dispatch", "escalate", bodies.nothing),
    "delegate": ("dispatch", "delegate", bodies.destination),
    "propose_transfer": ("dispatch", "propose-transfer", bodies.destination),
    "accept_transfer": ("dispatch", "accept-transfer", bodies.nothing),
    "propose_unfulfilled": ("dispatch", "propose-unfulfilled", bodies.honest_no),
    "sign_unfulfilled": ("dispatch", "sign-unfulfilled", bodies.nothing),
    "recruit": ("volunteer", "recruit", bodies.company),
    "join": ("volunteer", "join", bodies.nothing),
    "schedule": ("volunteer", "schedule", bodies.appointment),
    "ask_to_postpone": ("volunteer", "ask-to-postpone", bodies.postponement),
    "postpone": ("volunteer", "postpone", bodies.nothing),
    "return": ("volunteer", "return", bodies.reason),
    "no_show": ("volunteer", "no-show", bodies.nothing),
    "check_in": ("volunteer", "check-in", bodies.arrival),
    "finish": ("volunteer", "finish", bodies.minutes),
    "confirm": ("feedback", "confirm", bodies.confirmation),
    "review": ("feedback", "review", bodies.rating),
    "deny": ("feedback", "deny", bodies.denial),
    "call": ("feedback", "calls", bodies.call),
    "close_rectification": ("feedback", "close-rectification", bodies.finding),
    "follow_up": ("feedback", "follow-up", bodies.rating),
    "appeal": ("feedback", "appeal", bodies.appeal),
    "propose_decision": ("feedback", "propose-decision", bodies.finding),
    "sign_decision": ("feedback", "sign-decision", bodies.nothing),
}
"""What is done to an order: which service is asked for which verb, in what words."""

_ANSWERS = {"accept": bodies.acceptance, "decline": bodies.chip, "explain": bodies.chip}
"""What is said to an offer."""

_BY_WORD = ("schedule", "check_in", "finish")
"""What a clerk may be told on the phone by whoever leads or goes."""


class People:
    """Carries out acts; keeps the ids under which orders became known, and who was asked about them."""

    def __init__(self, client: Client, directory: Directory) -> None:
        self._client = client
        self._known = directory
        self._placed: dict[str, str] = {}
        self._offers: dict[str, list[dict[str, Any]]] = {}
        self._leaders: dict[str, str] = {}
        self._orders = orders()
        self._signs: dict[str, str] = {}

    def know(self, placed: Mapping[str, str]) -> None:
        """Orders of the week that the system holds from an earlier run: reference and id."""
        self._placed.update(placed)

    def do(self, act: Act) -> str | None:
        """Carry out one act; the code of the refusal if the system said no."""
        try:
            self._do(act)
        except Refused as refused:
            return f"{refused.code} ({refused.status})"
        return None

    def _do(self, act: Act) -> None:
        if act.verb == "place":
            self._place(act)
        elif act.verb == "merge":
            self._ask_for("request", "merge", act, {"into": self._placed[act.to[0]]})
        elif act.verb == "dispute":
            self._dispute(act)
        elif (act.verb, act.how) == ("confirm", "code"):
            self._give_code(act)
        elif act.verb in _ANSWERS:
            self._answer(act)
        else:
            service, verb, body = _VERBS[act.verb]
            answer = self._ask_for(
                service, verb, act, {**body(act, self._known), **self._by_phone(act), **self._scan(act)}
            )
            if act.verb in ("offer", "ask_duty_team"):
                self._offers.setdefault(act.order, []).extend(answer["offers"])

    def _place(self, act: Act) -> None:
        body = bodies.order(act.order, self._orders[act.order])
        answer = self._client.post("/request/api/v1/orders", f"{act.role}:{act.person}", body, _key(act))
        self._placed[act.order] = answer["order_id"]

    def _answer(self, act: Act) -> None:
        speaker = self._speaker(act)
        body = _ANSWERS[act.verb](act, self._known)
        if act.how == _PHONE:
            body |= bodies.spoken(speaker, self._known)
        if act.verb == "accept" and act.value != TOO_LATE:
            self._leaders[act.order] = speaker
        path = f"/volunteer/api/v1/offers/{self._offer(act)}/{act.verb}"
        self._client.post(path, self._actor(act), body, _key(act))

    def _dispute(self, act: Act) -> None:
        """Somebody says that the last word that was taken down of them was not theirs."""
        asked = {"order_id": self._placed[act.order]}
        answers = self._client.all("/volunteer/api/v1/spoken-answers", self._actor(act), **asked)
        path = f"/volunteer/api/v1/spoken-answers/{answers[0]['answer_id']}/dispute"
        self._client.post(path, self._actor(act), {}, _key(act))

    def _give_code(self, act: Act) -> None:
        """The resident tells the finishing code to whoever came, and they type it in."""
        path = f"orders/{self._placed[act.order]}/code"
        try:
            told = self._client.get(f"/request/api/v1/{path}s", self._actor(act))
        except Refused as refused:
            if refused.code == TOLD_BEFORE:
                return
            raise
        leader = f"volunteer:{self._known.volunteers[self._leaders[act.order]]}"
        self._client.post(f"/volunteer/api/v1/{path}", leader, {"code": told["finishing_code"]}, _key(act))

    def _scan(self, act: Act) -> Mapping[str, str]:
        """What the QR code on the wall of the station says, which its staff have printed."""
        if (act.verb, act.how) != ("check_in", "station_qr"):
            return {}
        code = self._orders[act.order]["station_code"]
        if code not in self._signs:
            printing = f"village_worker:{code}@{site_path(code)}"
            self._signs[code] = self._client.get(f"/volunteer/api/v1/sites/{code}/sign", printing)["station_sign"]
        return {"station_sign": self._signs[code]}

    def _by_phone(self, act: Act) -> Mapping[str, Any]:
        """The word that a clerk was told: the leader's before the visit, at the door that of the first who goes."""
        if act.role != "clerk" or act.how != _PHONE or act.verb not in _BY_WORD:
            return {}
        at_the_door = act.verb != "schedule"
        return bodies.spoken(act.to[0].partition(":")[0] if at_the_door else self._leaders[act.order], self._known)

    def _ask_for(self, service: str, verb: str, act: Act, body: Mapping[str, Any]) -> Any:
        path = f"/{service}/api/v1/orders/{self._placed[act.order]}/{verb}"
        return self._client.post(path, self._actor(act), body, _key(act))

    def _actor(self, act: Act) -> str:
        if act.role == "volunteer":
            return f"volunteer:{self._known.volunteers[act.person]}"
        return f"{act.role}:{act.person}@{site_path(act.site)}" if act.site else f"{act.role}:{act.person}"

    def _offer(self, act: Act) -> str:
        """The offer that this answer is about: the last one made to them, else the last one in the pool."""
        made = self._offers.get(act.order, [])[::-1]
        answering = act.to[0] if act.to else act.person
        theirs = self._known.teams.get(answering) or self._known.volunteers[answering]
        mine = [one for one in made if one["to_id"] == theirs] or [one for one in made if one["to_kind"] == "pool"]
        if not mine:
            raise Refused(404, "no_such_offer", f"{act.order} was not offered to them")
        offer_id: str = mine[0]["offer_id"]
        return offer_id

    def _speaker(self, act: Act) -> str:
        """The volunteer whose answer it is."""
        answering = act.to[0] if act.to else act.person
        return self._known.leaders.get(answering, answering)


def _key(act: Act) -> str:
    return f"week {act.number}"
