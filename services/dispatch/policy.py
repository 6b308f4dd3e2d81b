"""What dispatch decides, as pure functions over plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

PROMISE = timedelta(hours=72)
"""The public promise: so long after submission, in calendar hours, an order is accepted or honestly ended (T34)."""

WARNING = 0.75
"""When so much of a limit has passed, whoever has to act is reminded (DOMAIN §2.4)."""

WARNED, BREACHED = "warned", "breached"

FORECAST = timedelta(hours=2)
"""So far ahead a dispatcher sees which orders will breach a limit."""

PATIENCE = 2
"""The second urging moves an order up (T33), the second return puts it under supervision (T34)."""

HIGHEST_PRIORITY = 1

ACTIVE = "active"
OF_AGE = "adult"
POOL = "pool"

OPEN, DECLINED, EXPIRED, ACCEPTED, CLOSED = "open", "declined", "expired", "accepted", "closed"
"""What an offer can be."""

SKILL, QUALIFICATION, PRESENCE = "skill", "qualification", "presence"
HERE = "here"
"""What an ability can be. Everybody is here, which is enough where an item asks for no skill."""

DANGEROUS = 2
"""From this risk on nobody goes uninsured, and nobody under age (条例 Art. 17; DOMAIN §4.3)."""

Addressee = tuple[str, UUID | None]
"""Who is asked: team, person or pool, and which; the pool is everybody."""


def last_start(wanted_to: datetime, minutes: int) -> datetime:
    """When the last visit that the wanted time allows has to begin."""
    return wanted_to - timedelta(minutes=minutes)


def deadline_fault(deadline: datetime, now: datetime, latest: datetime) -> str | None:
    """Why an offer cannot stand until `deadline`, or None: it must leave time to answer, and it must not outlive the
    start of the last possible visit."""
    if deadline <= now:
        return "deadline_past"
    return "deadline_too_late" if deadline > latest else None


def search_until(now: datetime, promise_at: datetime, latest: datetime) -> datetime:
    """Until when somebody can be looked for: until the promise; where that has passed, because an order was given back,
    until the last possible visit begins."""
    return max(now, min(promise_at, latest) if promise_at > now else latest)


def priority_of(spoken: int, urges: int) -> int:
    """The class in which an order waits: the second urging moves it up one (T33)."""
    return max(HIGHEST_PRIORITY, spoken - 1) if urges >= PATIENCE else spoken


@dataclass(frozen=True, slots=True)
class Limit:
    """Working minutes until somebody is asked, and until whoever accepted has rung. None stands for any."""

    dispatch_minutes: int
    contact_minutes: int
    item_code: str | None = None
    level: str | None = None
    urgency: str | None = None


LIMITS = (
    Limit(dispatch_minutes=480, contact_minutes=480),
    Limit(dispatch_minutes=120, contact_minutes=120, urgency="urgent"),
)
"""What holds until a county publishes limits of its own (DOMAIN §2.3: T8, T19)."""

LEVELS = ("center", "office", "station")


def level_of(path: str) -> str:
    """Which level looks for somebody: a path of one part is the center's, of two an office's, of three a station's."""
    return LEVELS[path.count("/")]


def levels_from(path: str) -> list[str]:
    """A site, and those above it: where somebody is looked for, one after the other (T14)."""
    parts = path.split("/")
    return ["/".join(parts[:many]) for many in range(len(parts), 0, -1)]


def level_above(path: str) -> str | None:
    """The site above, None above the center."""
    return path.rpartition("/")[0] or None


def center_of(path: str) -> str:
    """The center above a site."""
    return path.partition("/")[0]


def level_share(level: str, now: datetime, until: datetime) -> datetime:
    """Until when a level may look: this one, each above, and in the end the duty team get the same of what is left."""
    return now + (until - now) / (len(levels_from(level)) + 1)


def limits_fault(limits: Sequence[Limit]) -> str | None:
    """Why these cannot be the limits, or None: for every order there has to be one, and one alone."""
    about = [(limit.item_code, limit.level, limit.urgency) for limit in limits]
    if (None, None, None) not in about:
        return "general_limit_missing"
    return "limit_twice" if len(set(about)) < len(about) else None


def limit_for(limits: Iterable[Limit], item_code: str, level: str, urgency: str) -> Limit:
    """The limit that says most about such an order: of its item, else of its level, else of its urgency."""
    asked = (("item_code", item_code), ("level", level), ("urgency", urgency))
    holding = [one for one in limits if all(getattr(one, name) in {None, value} for name, value in asked)]
    return max(holding, key=lambda one: [getattr(one, name) is not None for name, _ in asked])


CHIPS = {
    "farm_season": timedelta(days=60),
    "unable_for_a_while": timedelta(days=30),
    "too_far": timedelta(days=365),
    "not_my_craft": timedelta(days=365),
}
"""How long a chip is remembered; whoever would rather not say has said nothing (DOMAIN §6.3, 11)."""

OF_THIS_SITE, OF_THIS_ITEM = "too_far", "not_my_craft"
"""These name no more than the way to one site, and one item."""


def waves_fault(waves: Sequence[tuple[int, datetime]]) -> str | None:
    """Why a round cannot have these waves, each offer with its deadline, or None: each wave has one deadline, later
    than that of the wave before, and none is left out."""
    deadlines = dict(waves)
    if len(set(waves)) > len(deadlines) or sorted(deadlines) != list(range(1, len(deadlines) + 1)):
        return "waves_unordered"
    in_order = [deadlines[wave] for wave in sorted(deadlines)]
    return "waves_unordered" if in_order != sorted(set(in_order)) else None


def addressee_fault(
    asked: Sequence[Addressee], statuses: Mapping[Addressee, str], left_out: UUID | None = None
) -> str | None:
    """Why these cannot be asked together, or None; `statuses` holds whoever is on the roster. Whoever is left out might
    come out of the pool, too."""
    if any((kind == POOL) != (asked_id is None) for kind, asked_id in asked):
        return "to_id_mismatch"
    if len(set(asked)) < len(asked):
        return "asked_twice"
    if left_out is not None and any(asked_id in {None, left_out} for _, asked_id in asked):
        return "left_out"
    found = [statuses.get(one) for one in asked if one[0] != POOL]
    if None in found:
        return "unknown_addressee"
    if any(status != ACTIVE for status in found):
        return "not_active"
    return None


def speaks_for_center(scope: str) -> bool:
    """Whether a member of staff of this scope works for the center, the top of the county."""
    return "/" not in scope
