"""What the people of the week write into each request: an act of the files, in the words of the APIs."""

from collections.abc import Mapping
from typing import Any

from demo.county import Directory
from demo.files import Act, Row, split

Body = dict[str, Any]


def nothing(act: Act, known: Directory) -> Body:
    """A verb that needs no words."""
    return {}


def order(reference: str, row: Row) -> Body:
    """An order as it is placed."""
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


def words(act: Act, known: Directory) -> Body:
    """A question, or the answer."""
    return {"text": act.value}


def approval(act: Act, known: Directory) -> Body:
    """Under which item and title, and how it was verified."""
    return {"item_code": act.to[0], "title": act.value, "means": act.how}


def honest_no(act: Act, known: Directory) -> Body:
    """Why not, in a sentence, and what else could help."""
    return {"reason_code": act.how, "sentence": act.value, "alternative": act.to[0]}


def referral(act: Act, known: Directory) -> Body:
    """Who helps instead."""
    return {"target": act.to[0], "sentence": act.value}


def change(act: Act, known: Directory) -> Body:
    """Another time, or the need in other words."""
    if act.how == "need":
        return {"need_text": act.value}
    begins, ends = act.to
    return {"wanted_from": begins, "wanted_to": ends}


def hold(act: Act, known: Directory) -> Body:
    """Until when, and why; its recipient agrees."""
    return {"until": act.value, "reason_code": act.how, "consent": True}


def cancellation(act: Act, known: Directory) -> Body:
    """A reason is welcome, never needed."""
    return {"reason": act.value or None}


def round_of_offers(act: Act, known: Directory) -> Body:
    """Whom to ask, in which wave, until when."""
    deadlines = split(act.value)
    asked = [(int(wave or 1), who) for wave, _, who in (one.rpartition(":") for one in act.to)]
    return {
        "offers": [{**_addressee(who, known), "wave": wave, "deadline": deadlines[wave - 1]} for wave, who in asked]
    }


def until(act: Act, known: Directory) -> Body:
    """Until when the duty team may answer."""
    return {"deadline": act.value}


def destination(act: Act, known: Directory) -> Body:
    """Which site is to look for somebody."""
    return {"site_code": act.to[0]}


def reason(act: Act, known: Directory) -> Body:
    """Why something is taken or given back."""
    return {"reason_code": act.value}


def acceptance(act: Act, known: Directory) -> Body:
    """A yes, for oneself or for a team; on the phone it is whoever answers for that."""
    return {"for_team": known.teams.get(act.to[0]) if act.to else None}


def chip(act: Act, known: Directory) -> Body:
    """Why not, if somebody says so."""
    return {"chip": act.value or None}


def company(act: Act, known: Directory) -> Body:
    """Who is asked to come along."""
    return {"volunteer_ids": [known.volunteers[one] for one in act.to]}


def appointment(act: Act, known: Directory) -> Body:
    """When they come, and who."""
    return {"starts_at": act.value, "crew": [known.volunteers[one] for one in act.to]}


def postponement(act: Act, known: Directory) -> Body:
    """When they could come instead, and why."""
    return {"starts_at": act.value, "reason_code": act.how}


def arrival(act: Act, known: Directory) -> Body:
    """Who stands at the door, and how it is known."""
    return {"crew": [known.volunteers[one] for one in act.to], "means": act.how}


def minutes(act: Act, known: Directory) -> Body:
    """What each of them served, and how it went."""
    served = [one.partition(":") for one in act.to]
    each = [{"volunteer_id": known.volunteers[who], "minutes": int(long)} for who, _, long in served]
    return {"minutes": each, "outcome": act.value or None}


def confirmation(act: Act, known: Directory) -> Body:
    """How the resident said that it took place."""
    return {"means": act.how}


def rating(act: Act, known: Directory) -> Body:
    """How it was."""
    return {"level": int(act.to[0]), "means": act.how, "text": act.value or None}


def denial(act: Act, known: Directory) -> Body:
    """How the resident said that it did not take place."""
    return {"means": act.how, "text": act.value or None}


def call(act: Act, known: Directory) -> Body:
    """How a call went, and whether it is solved."""
    return {"outcome": act.how, "solved": {"yes": True, "no": False}.get(act.value)}


def appeal(act: Act, known: Directory) -> Body:
    """About what the center is to look once more, and why."""
    return {"about": act.how, "text": act.value}


def finding(act: Act, known: Directory) -> Body:
    """What came of looking into it."""
    return {"finding": act.how, "sentence": act.value}


def spoken(said_by: str, known: Directory) -> Mapping[str, Any]:
    """A word said on the phone, by the volunteer of this number."""
    return {"spoken": {"said_by": known.volunteers[said_by], "rang": known.phones[said_by]}}


def _addressee(who: str, known: Directory) -> Body:
    if who == "pool":
        return {"to_kind": "pool"}
    if who in known.teams:
        return {"to_kind": "team", "to_id": known.teams[who]}
    return {"to_kind": "person", "to_id": known.volunteers[who]}
