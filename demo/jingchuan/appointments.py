"""Between the yes and the door: others are won to come along, and a time is agreed with the resident by phone."""

from datetime import timedelta

from demo.jingchuan.marks import DAY, at_desk, moment, waking
from demo.jingchuan.people import Taker
from demo.jingchuan.register import Order
from demo.jingchuan.rows import Diary
from demo.jingchuan.turns import NOT_RUNG, POSTPONED
from demo.jingchuan.visits import Visit
from shared.workdays import working_between

_SHORT_WAY = 0.6
"""Who stands at the door within this part of the time for the first contact comes without an appointment."""
_ROOM = 6  # half-hours in which a leader wins others


def contact_limit(order: Order) -> timedelta:
    """The working time within which whoever accepted speaks with the resident."""
    return timedelta(minutes=120 if order.urgent else 480)


def write_appointment(
    order: Order, diary: Diary, winner: Taker, crew: list[str], visit: Visit, accepted: int, *, by_phone: bool
) -> None:
    """What is agreed after the yes at this time, if the visit is not at hand anyway."""
    waits = working_between(moment(accepted), moment(visit.start))
    if waits < contact_limit(order) * _SHORT_WAY or order.row in NOT_RUNG:
        return
    rung = _win_others(diary, winner, crew, visit, accepted) if not by_phone else accepted
    named = "|".join(no for no in crew if no not in _joined(diary))
    at = waking(rung + (1 if order.urgent else diary.rng.randint(1, 3)))
    if at >= visit.start:
        return
    start = visit.start - DAY if order.row in POSTPONED else visit.start
    appointment = {"to": named, "value": moment(start).isoformat()}
    diary.leader(at, winner, "schedule", phone=by_phone, **appointment)
    if order.row in POSTPONED:
        asked = waking(at + 4)
        later = {"how": POSTPONED[order.row], "value": moment(visit.start).isoformat()}
        diary.volunteer(asked, winner.speaker, "ask_to_postpone", **later)
        diary.staff(at_desk(asked + 1), "dispatcher", "postpone")


def _win_others(diary: Diary, winner: Taker, crew: list[str], visit: Visit, accepted: int) -> int:
    """The leader of a team asks a few to come along, and they say yes; when they have."""
    others = [no for no in crew if no != winner.speaker]
    if not winner.team or not 1 < len(others) < 4 or visit.start - accepted < _ROOM or diary.rng.random() < 0.7:
        return accepted
    asked = waking(accepted + 1)
    diary.volunteer(asked, winner.speaker, "recruit", to="|".join(others))
    for no in others:
        diary.volunteer(waking(asked + 1), no, "join")
    return waking(asked + 1)


def _joined(diary: Diary) -> set[str]:
    return {act.person for act in diary.acts if act.act == "join"}
