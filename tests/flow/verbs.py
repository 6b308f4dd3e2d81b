"""All that anybody may ask for about an order, by name. `chance` chooses whom, for how long, with which words."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from shared.codes import Codes
from shared.contracts.feedback import CALL_OUTCOMES
from shared.contracts.volunteer import DECLINE_CHIPS, SUSPENSION_REASONS
from tests.faults.fleet import CODES_KEY
from tests.flow.books import table
from tests.flow.deciding import decide, judge
from tests.flow.orders import Order
from tests.flow.people import (
    CLERK,
    DISPATCHER,
    HAIRCUT,
    MARK,
    NEIGHBOUR,
    NEIGHBOUR_DISPATCHER,
    OFFICE,
    OTHER_CLERK,
    OTHER_OFFICE,
    PANEL,
    PHONES,
    RESIDENT,
    TITLES,
    TOWNSHIP,
    VILLAGE,
    VILLAGE_DISPATCHER,
    site_code,
)

Verb = Callable[[Order, int], object]

CODES = Codes(lambda: CODES_KEY)
WORDS = f"随口说的话{MARK}"
"""They stay with the service that took them down."""
_SENTENCE = {"sentence": WORDS, "alternative": "hotline"}


def _until(order: Order, **later: float) -> str:
    return (order.town.now + timedelta(**later)).isoformat()


def _soon(order: Order) -> dict[str, str]:
    return {"wanted_from": _until(order, days=1), "wanted_to": _until(order, days=20)}


def _offer(order: Order, chance: int) -> None:
    """To one, to several at once, to everybody, or in two waves."""
    people = order.people
    all_of_them = [("person", one) for one in (*people.barbers, people.neighbour)]
    asked = [*all_of_them, ("team", people.team), ("pool", None)]
    chosen = list(islice(cycle(asked), chance % 6, chance % 6 + 1 + chance % 3))
    if chance % 4:
        order.offer(*chosen, within=timedelta(hours=3 + chance % 40))
        return
    waves = [
        {"to_kind": kind, "to_id": to_id, "wave": wave, "deadline": _until(order, hours=2 + 20 * wave)}
        for wave, (kind, to_id) in enumerate(chosen, 1)
    ]
    order.dispatch("offers", offers=waves)


def _answer(order: Order, chance: int, verb: str, **body: Any) -> None:
    """By one of those who were asked last; for the pool by anybody. Staff write it down now and then."""
    offers = table("volunteer", "offers").c
    asked = sa.select(offers.offer_id, offers.to_id).where(offers.order_id == UUID(order.order_id))
    found = order.town.rows("volunteer", asked.order_by(offers.round.desc(), offers.offer_id))
    if not found:
        return
    offer = found[chance % min(len(found), 2)]
    people = order.people
    by = {people.team: people.barbers[0], people.duty_team: people.barbers[2], "None": people.barbers[chance % 3]}
    who = by.get(str(offer["to_id"]), str(offer["to_id"]))
    actor, spoken = f"volunteer:{who}", {}
    if chance % 5 == 0:
        actor, spoken = CLERK, {"spoken": {"said_by": who, "rang": f"{PHONES}0001"}}
    order.town.post(f"volunteer/offers/{offer['offer_id']}/{verb}", actor, **body, **spoken)


def _leader(order: Order) -> str:
    """Whose yes it was; the usual one where nobody has said yes."""
    led = table("volunteer", "assignments").c
    found = order.town.rows("volunteer", sa.select(led.accepted_by).where(led.order_id == UUID(order.order_id)))
    return str((found and found[0]["accepted_by"]) or order.leader)


def _lead(order: Order, verb: str, **body: Any) -> None:
    """By whoever leads."""
    order.volunteer(verb, by=_leader(order), **body)


def _minutes(order: Order, chance: int) -> dict[str, Any]:
    return {"minutes": [{"volunteer_id": _leader(order), "minutes": 30 + chance}]}


def _code(order: Order, chance: int) -> dict[str, str]:
    """The right one, mostly."""
    return {"code": CODES.finishing_code(UUID(order.order_id)) if chance % 3 else f"{chance:06}"}


def _reject(order: Order) -> None:
    order.request("propose-rejection", reason_code="commercial", **_SENTENCE)
    order.request("sign-rejection", OTHER_OFFICE)


def _transfer(order: Order) -> None:
    order.dispatch("propose-transfer", VILLAGE_DISPATCHER, site_code=site_code(NEIGHBOUR))
    order.dispatch("accept-transfer", NEIGHBOUR_DISPATCHER)


def _put_off(order: Order, chance: int) -> None:
    _lead(order, "ask-to-postpone", starts_at=_until(order, days=1 + chance % 20), reason_code="weather")
    order.town.post(f"volunteer/orders/{order.order_id}/postpone", OFFICE)


def _along(order: Order, verb: str) -> None:
    """By whoever was asked to come along."""
    order.volunteer(verb, by=order.people.neighbour)


def _appeal(order: Order, chance: int) -> None:
    """By the resident about the result, or by whoever led about the rating."""
    about, who = ("result", RESIDENT) if chance % 2 else ("rating", f"volunteer:{_leader(order)}")
    order.feedback("appeal", who, about=about, text=WORDS)


def _decide(order: Order) -> None:
    """By two of the center, if there was an appeal."""
    first, second = PANEL
    order.feedback("propose-decision", first, finding="invalid", sentence=WORDS)
    order.feedback("sign-decision", second)


VERBS: Mapping[str, Verb] = {
    # request
    "ask": lambda order, _: order.request("ask", text=WORDS),
    "answer": lambda order, _: order.request("answer", RESIDENT, text=WORDS),
    "answer in danger": lambda order, _: order.request("answer", RESIDENT, text=f"老人叫不醒{WORDS}"),
    "approve": lambda order, _: order.approve(),
    "reject": lambda order, _: _reject(order),
    "refer": lambda order, _: order.request("refer", target="12345", sentence=WORDS),
    "ring back": lambda order, _: order.request("ring-back"),
    "undo referral": lambda order, _: order.request("undo-referral"),
    "leave": lambda order, _: order.request("leave", RESIDENT),
    "cancel": lambda order, _: order.request("cancel", RESIDENT, reason=WORDS),
    "change words": lambda order, _: order.request("change", RESIDENT, need_text=WORDS),
    "change time": lambda order, chance: order.request("change", RESIDENT, wanted_to=_until(order, days=30 + chance)),
    "change need": lambda order, _: order.request(
        "change", OTHER_CLERK, need_text=WORDS, item_code=HAIRCUT, title=TITLES[HAIRCUT]
    ),
    "hold": lambda order, chance: order.request(
        "hold", until=_until(order, days=1 + chance % 9), reason_code="farm_work", consent=True
    ),
    "resume": lambda order, _: order.request("resume", RESIDENT),
    "look up code": lambda order, _: order.request("look-up-codes"),
    "urge": lambda order, _: order.request("urge", RESIDENT),
    # dispatch
    "offer": _offer,
    "undo": lambda order, _: order.dispatch("undo"),
    "withdraw": lambda order, _: order.dispatch("withdraw", reason_code="team_overloaded"),
    "escalate": lambda order, _: order.dispatch("escalate", DISPATCHER),
    "delegate": lambda order, chance: order.dispatch(
        "delegate", site_code=site_code((TOWNSHIP, VILLAGE, NEIGHBOUR)[chance % 3])
    ),
    "transfer": lambda order, _: _transfer(order),
    "supervise": lambda order, _: order.dispatch("supervise", OFFICE),
    "ask duty team": lambda order, chance: order.dispatch(
        "ask-duty-team", OFFICE, deadline=_until(order, hours=1 + chance)
    ),
    "give up": lambda order, _: order.give_up(),
    # volunteer
    "accept": lambda order, chance: _answer(order, chance, "accept"),
    "decline": lambda order, chance: _answer(order, chance, "decline"),
    "decline, because": lambda order, chance: _answer(
        order, chance, "decline", chip=DECLINE_CHIPS[chance % len(DECLINE_CHIPS)]
    ),
    "explain": lambda order, chance: _answer(order, chance, "explain", chip="too_far"),
    "recruit": lambda order, _: _lead(order, "recruit", volunteer_ids=[order.people.neighbour]),
    "join": lambda order, _: _along(order, "join"),
    "leave the crew": lambda order, _: _along(order, "leave"),
    "schedule": lambda order, chance: _lead(
        order, "schedule", starts_at=_until(order, hours=1 + chance), crew=[_leader(order)]
    ),
    "put off": _put_off,
    "return": lambda order, _: _lead(order, "return", reason_code="ill"),
    "check in": lambda order, _: _lead(order, "check-in", crew=[_leader(order)], means="door_word"),
    "no-show": lambda order, _: order.miss(),
    "finish": lambda order, chance: _lead(order, "finish", **_minutes(order, chance), **_code(order, chance)),
    "absence": lambda order, _: _lead(order, "absence", rang=True),
    "suspend": lambda order, chance: _lead(order, "suspend", reason_code=SUSPENSION_REASONS[chance % 4]),
    "go on": lambda order, _: order.volunteer_desk("go-on", CLERK),
    "end": lambda order, chance: order.volunteer_desk("finish", CLERK, **_minutes(order, chance)),
    "see to": lambda order, _: order.volunteer_desk("see-to", CLERK),
    "give code": lambda order, chance: _lead(order, "code", **_code(order, chance)),
    "home safe": lambda order, _: _lead(order, "home-safe"),
    "remark": lambda order, _: _lead(order, "remark", text=WORDS),
    "answer no-show": lambda order, _: _lead(order, "answer-no-show", code="forgot", text=WORDS),
    "dispute": lambda order, _: _lead(order, "dispute", code="wrong_day", text=WORDS),
    "settle": decide,
    "judge": judge,
    # feedback
    "confirm": lambda order, _: order.feedback("confirm", means="link"),
    "confirm on paper": lambda order, _: order.feedback("confirm", CLERK, means="paper"),
    "review": lambda order, chance: order.feedback("review", level=1 + chance % 5, means="link", text=WORDS),
    "deny": lambda order, chance: order.feedback("deny", means="link", text=WORDS if chance % 2 else None),
    "call": lambda order, chance: order.feedback("calls", CLERK, outcome=CALL_OUTCOMES[chance % len(CALL_OUTCOMES)]),
    "do it once more": lambda order, chance: order.feedback(
        "rework",
        OFFICE,
        other_team=chance % 2 == 0,
        wanted_from=_until(order, days=1),
        wanted_to=_until(order, days=20),
    ),
    "close rectification": lambda order, _: order.feedback(
        "close-rectification", OFFICE, finding="valid", sentence=WORDS
    ),
    "follow up": lambda order, chance: order.feedback("follow-up", level=1 + chance % 5, means="link", text=WORDS),
    "appeal": lambda order, chance: _appeal(order, chance),
    "decide": lambda order, _: _decide(order),
}
