"""What feedback decides, as pure functions over plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.sites import within

REVIEW_WINDOW = timedelta(days=7)
"""How long an order waits for a word of its resident (T28)."""

WORST_ACCEPTABLE = 3
"""基本满意: levels below it are bad reviews that somebody looks into (好差评 standard, DOMAIN §5)."""

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


def minutes_class(means: str) -> str:
    """The class to which declared minutes rise when the service was confirmed by these means (DOMAIN §6.3 no. 6)."""
    return _MINUTES_CLASSES[means]


def confirmation_by(review_means: str) -> str:
    """The means of confirmation that a review is at the same time: who rates a service says that it took place."""
    return _CONFIRMED_BY_REVIEW[review_means]


def is_bad(level: int) -> bool:
    """Whether a review of this level opens a rectification (T30)."""
    return level < WORST_ACCEPTABLE


def looks_from_above(scope: str, site_path: str) -> bool:
    """Whether somebody who works for `scope` stands above the site that served; above the center there is nobody."""
    is_center = "/" not in scope
    return within(scope, site_path) and (scope != site_path or is_center)


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


def troubles(status: Mapping[str, Any]) -> list[str]:
    """What is wrong with a service that answers: `no_worker`, `worker_silent`, `web_silent`, `broker_away`, `dead`,
    `stopped`; the worst first. `silent` is the age of each process's last sign in seconds."""
    working = [one for one in status["processes"] if one["kind"] != "web"]
    alive = [one for one in working if one["silent"] <= SILENT_AFTER]
    stopped = [count for state, count in status["inbox"]["undone"].items() if state in {"parked", "drift", "unknown"}]
    found = {
        "no_worker": not alive,
        "worker_silent": 0 < len(alive) < len(working),
        "web_silent": any(one["kind"] == "web" and one["silent"] > SILENT_AFTER for one in status["processes"]),
        "broker_away": any(one["doing"] == "broker_away" for one in alive),
        "dead": any(one["dead"] for one in alive),
        "stopped": sum(stopped) + status["outbox"]["set_aside"] > 0,
    }
    return [name for name, wrong in found.items() if wrong]
