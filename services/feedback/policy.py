"""What feedback decides, as pure functions over plain values."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from stdnum import damm

from shared.sites import within

CONFIRMED_WITHIN = timedelta(days=3)
"""So long after a service its resident is rung if they have not said whether it took place (T27)."""
REVIEW_WINDOW = timedelta(days=7)
"""How long an order waits for a word of its resident (T28)."""
SAMPLE_WINDOW = timedelta(days=3)
"""So much longer it waits when it was drawn, so that somebody rings (T28)."""
SAMPLED_PERCENT = 20
"""Of those who said nothing so many are rung, until the center publishes a share of its own."""

FOUND_WITHIN = timedelta(days=15)
"""So long a looking into takes at most, and so long there is to appeal and to follow up (T32, T38)."""
ANSWERED_WITHIN = timedelta(days=15)
"""So long a complaint waits for its answer at most."""
A_WORKING_DAY = timedelta(hours=8)
"""Within it the resident of a bad review is rung, and a complaint has its first answer; so long after a breach the
level above watches (DOMAIN §2.4)."""
WARNING = 0.75
"""When so much of a limit has passed, whoever has to act is reminded (DOMAIN §2.4)."""
WARNED, BREACHED = "warned", "breached"

WORST_ACCEPTABLE = 3
"""基本满意: levels below it are bad reviews that somebody looks into (好差评 standard, DOMAIN §5)."""

REACHED = "reached"
APPEAL, DENIED, BAD_REVIEW = "appeal", "denied", "bad_review"
RESULT, RATING, NO_SHOW = "result", "rating", "no_show"
APPEALS = (RESULT, RATING, NO_SHOW)
"""About what somebody appeals: the resident about the result, a volunteer about the rating or the mark that they did
not come (T38)."""

_MINUTES_CLASSES = {
    # The finishing code and the link are known to the resident alone.
    "code": "verified",
    "link": "verified",
    # Staff rang the number on the contact card: the resident's own word, past the volunteer.
    "phone": "verified",
    # The sheet was carried by those who served: a signature on it has a witness, not a proof.
    "paper": "witnessed",
}
_CONFIRMED_BY_REVIEW = {"link": "link", "callback": "phone", "phone": "phone", "paper": "paper"}
_RUNG = ("phone", "callback")


def minutes_class(means: str) -> str:
    """The class to which declared minutes rise when the service was confirmed by these means (DOMAIN §6.3 no. 6)."""
    return _MINUTES_CLASSES[means]


def proves_more(held: str | None, means: str) -> bool:
    """Whether what was said by these means proves more than the class that was confirmed before, if any was."""
    return held is None or (held, minutes_class(means)) == ("witnessed", "verified")


def taken_down(means: str | None) -> bool:
    """Whether a confirmation is a word that somebody else has taken down or carried: the resident may deny it still."""
    return means in {"phone", "paper"}


def confirmation_by(review_means: str) -> str:
    """The means of confirmation that a review is at the same time: who rates a service says that it took place."""
    return _CONFIRMED_BY_REVIEW[review_means]


def goes_past_the_visit(means: str) -> bool:
    """Whether a word taken down by these means counts as the resident's own, past whoever served: then nobody takes it
    down who served, or who wrote the visit down for them."""
    return means in _RUNG


def is_bad(level: int) -> bool:
    """Whether a review of this level opens a rectification (T30)."""
    return level < WORST_ACCEPTABLE


def is_drawn(order_id: UUID, percent: int) -> bool:
    """Whether an order belongs to the share that is rung up: the same answer whenever and wherever it is asked."""
    return int.from_bytes(hashlib.sha256(order_id.bytes).digest()[:4]) % 100 < percent


def looks_from_above(scope: str, site_path: str) -> bool:
    """Whether somebody who works for `scope` stands above the site that served; above the center there is nobody."""
    return within(scope, site_path) and (scope != site_path or speaks_for_center(scope))


def speaks_for_center(scope: str) -> bool:
    """Whether a member of staff of this scope works for the center, the top of the county."""
    return "/" not in scope


def too_late(closed_at: datetime, now: datetime) -> bool:
    """Whether nothing more can be said of an order that was closed then (T32, T38)."""
    return now - closed_at > FOUND_WITHIN


def complaint_number(serial: int) -> str:
    """The speakable number of a complaint: seven digits and a Damm check digit, as orders have."""
    digits = f"{serial:07d}"
    return digits + str(damm.calc_check_digit(digits))


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom a complaint is, as far as that is known: of what kind, where they belong, their id, the role of staff."""

    concerns: str
    site_path: str
    id: str | None
    role: str | None


def may_look_into(scope: str, role: str, who: str, subject: Subject) -> bool:
    """Whether a member of staff may know of a complaint at all. It is kept from whoever it is about; where only a role
    is known, from all below the center who have it, for the resident names their own village; of staff, from everybody
    at their site and below (济南 12345 Art. 32)."""
    anybody_of_it = subject.id is None and not speaks_for_center(scope)
    if who == subject.id or (role == subject.role and (scope == subject.site_path or anybody_of_it)):
        return False
    if subject.concerns == "staff":
        return looks_from_above(scope, subject.site_path)
    return within(scope, subject.site_path)


STAGES = ("request", "dispatch", "volunteer", "feedback")

_LEADS_TO = {
    "order.submitted.v1": ("request", "order.approved.v1"),
    "order.referral_undone.v1": ("request", "order.approved.v1"),
    "order.approved.v1": ("dispatch", "order.offered.v1"),
    "order.offered.v1": ("volunteer", "order.accepted.v1"),
    "order.accepted.v1": ("volunteer", "order.checked_in.v1"),
    "order.checked_in.v1": ("volunteer", "order.served.v1"),
    # These end a round: the order goes back to the queue.
    "order.withdrawn.v1": ("dispatch", "order.offered.v1"),
    "order.returned.v1": ("dispatch", "order.offered.v1"),
    "order.no_show.v1": ("dispatch", "order.offered.v1"),
    "order.served.v1": ("feedback", "order.reviewed.v1"),
    "service.denied.v1": ("feedback", "order.closed.v1"),
    "service.confirmed.v1": ("feedback", "order.reviewed.v1"),
    "order.reviewed.v1": ("feedback", "order.closed.v1"),
    "rectification.opened.v1": ("feedback", "order.closed.v1"),
}
"""Where an order is after this fact, and the fact that it waits for."""

_ENDS = {"order.closed.v1", "order.rejected.v1", "order.referred.v1", "order.cancelled.v1", "order.unfulfilled.v1"}
_REFUSALS = {"offer.declined.v1", "offer.expired.v1"}


@dataclass(frozen=True, slots=True)
class Step:
    """A fact about an order: its type, when it was said, and what."""

    type: str
    said_at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Path:
    """How far an order has come: when it reached each stage, at which it is, and the type of the event that it waits
    for, or of the one that ended it."""

    reached: Mapping[str, datetime]
    stage: str
    awaits: str | None
    ended_by: str | None


def path_of(steps: Sequence[Step]) -> Path:
    """The path of one order through the four stages, from what was said about it, in the order in which it was."""
    reached: dict[str, datetime] = {}
    stage, awaits, ended_by, asked = STAGES[0], None, None, 0
    for step in steps:
        if step.type in _ENDS:
            awaits, ended_by = None, step.type
        elif step.type in _LEADS_TO:
            (stage, awaits), ended_by = _LEADS_TO[step.type], None
            asked = len(step.data.get("offers", ()))
        elif step.type in _REFUSALS and awaits == "order.accepted.v1":
            asked -= 1
            # Nobody is left to say yes in this round.
            stage, awaits = (stage, awaits) if asked else _LEADS_TO["order.returned.v1"]
        reached.setdefault(stage, step.said_at)
    return Path(reached, stage, awaits, ended_by)


SILENT_AFTER = 2.5
"""Seconds without a sign of life after which a process counts as silent; it gives one every second."""

HEARING = ("work", "both")
"""The kinds of processes that hear news. One that assigns the county does not."""


def troubles(status: Mapping[str, Any]) -> list[str]:
    """What is wrong with a service that answers: `no_worker`, `worker_silent`, `web_silent`, `broker_away`, `dead`,
    `stopped`; the worst first. `silent` is the age of each process's last sign in seconds."""
    silent = {one["kind"] for one in status["processes"] if one["silent"] > SILENT_AFTER}
    alive = [one for one in status["processes"] if one["kind"] in HEARING and one["silent"] <= SILENT_AFTER]
    stopped = [count for state, count in status["inbox"]["undone"].items() if state in {"parked", "drift", "unknown"}]
    found = {
        "no_worker": not alive,
        "worker_silent": bool(alive and silent - {"web"}),
        "web_silent": "web" in silent,
        "broker_away": any(one["doing"] == "broker_away" for one in alive),
        "dead": any(one["dead"] for one in alive),
        "stopped": sum(stopped) + status["outbox"]["set_aside"] > 0,
    }
    return [name for name, wrong in found.items() if wrong]
