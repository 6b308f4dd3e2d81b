"""What request decides, as pure functions over plain values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from stdnum import damm

CARD_KEPT = timedelta(days=180)
"""How long after its end an order keeps its contact card (DESIGN: people and permissions; PIPL Art. 19)."""

REMINDED_AFTER = timedelta(days=2)
"""So long after a question the station rings whoever has not answered it (T3)."""
CLOSED_AFTER = timedelta(days=7)
"""So long after a question an order that nobody answers for is closed (T3)."""

RING_BACK_WITHIN = timedelta(minutes=15)
"""So soon after an emergency number was given somebody asks whether help has come (T5)."""

LONGEST_HOLD = timedelta(days=30)
URGING_PAUSE = timedelta(days=1)

WARNED, BREACHED = "warned", "breached"
WARNING = 0.75
"""When so much of a limit has passed, whoever has to act is reminded (DOMAIN §2.4)."""
A_WORKING_DAY = timedelta(hours=8)
"""So long after a breach the level above watches over the order (DOMAIN §2.4)."""
FORECAST = timedelta(hours=2)

LEVELS = ("center", "office", "station")
WISH = "micro_wish"
URGENT = "urgent"
IN_NEED = frozenset(
    {"living_alone", "disabled", "left_behind_child", "low_income", "bereaved_elder", "mobility_impaired"}
)
_ONLY_THE_TIME = frozenset({"wanted_from", "wanted_to"})
_THE_NEED_ITSELF = frozenset({"item_code", "need_text"})


@dataclass(frozen=True, slots=True)
class Limit:
    """Working minutes in which an order is verified. None stands for any."""

    verify_minutes: int
    item_code: str | None = None
    level: str | None = None
    urgency: str | None = None

    @property
    def holds_for(self) -> tuple[str | None, str | None, str | None]:
        """What it is about, the word that says most first."""
        return self.item_code, self.level, self.urgency


LIMITS = (Limit(verify_minutes=480), Limit(verify_minutes=120, urgency=URGENT))
"""What holds until a county publishes limits of its own (DOMAIN §2.3: T2, T6)."""


def order_number(serial: int) -> str:
    """The speakable number of an order: seven digits and a Damm check digit, which finds every single wrong digit and
    every swapped pair (Damm 2004)."""
    digits = f"{serial:07d}"
    return digits + str(damm.calc_check_digit(digits))


def priority(urgency: str, circumstances: Collection[str], kind: str) -> int:
    """The class under which an order waits, 1 first to 4 last; all that others learn of somebody's circumstances."""
    if urgency == URGENT:
        return 1
    if IN_NEED & set(circumstances):
        return 2
    return 4 if kind == WISH else 3


def title_fault(title: str, names: Collection[str]) -> str | None:
    """Why a clerk's title may not travel, or None: it leaves the service, so it holds no digit and nobody's name."""
    if any(char.isdigit() for char in title):
        return "title_has_digits"
    if any(name and name in title for name in names):
        return "title_has_name"
    return None


def window_fault(wanted_from: datetime, wanted_to: datetime, now: datetime) -> str | None:
    """Why nobody can come in this window, or None."""
    if wanted_to <= wanted_from:
        return "window_is_empty"
    if wanted_to <= now:
        return "window_is_past"
    return None


def hold_fault(until: datetime, now: datetime, wanted_to: datetime) -> str | None:
    """Why an order cannot wait until then, or None: nobody could come when the wanted time is over before (T36)."""
    if until <= now:
        return "hold_is_past"
    if until > now + LONGEST_HOLD:
        return "hold_too_long"
    return "hold_outlives_window" if until >= wanted_to else None


def change_fault(changed: Collection[str], *, filed: bool, by_clerk: bool) -> str | None:
    """Why these words of an order cannot be changed so, or None (T40). What is not verified yet may change wholly, and
    gets its title with the approval. What is filed travels: then the one who ordered changes the time, a clerk the
    rest, and whenever the need itself is another one, its title is written anew."""
    if not changed:
        return "nothing_changed"
    if not filed:
        return "title_before_approval" if "title" in changed else None
    if not by_clerk and not _ONLY_THE_TIME.issuperset(changed):
        return "clerk_needed"
    return "title_missing" if _THE_NEED_ITSELF & set(changed) and "title" not in changed else None


def may_urge(urged_at: datetime | None, now: datetime) -> bool:
    """Whether somebody may ask again when their turn comes: once a day (T33)."""
    return urged_at is None or now - urged_at >= URGING_PAUSE


def emergency_in(words: str, rules: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The number to ring at once for a need in these words, or None (T5).

    Each number has its signs, lists of words that stand together; none of them counts where it is plain that the words
    speak of something else, of last year's fire for instance.
    """
    said = words.casefold()
    for number, rule in rules.items():
        signed = any(all(word in said for word in sign) for sign in rule["signs"])
        if signed and not any(word in said for word in rule["unless"]):
            return number
    return None


def level_of(path: str) -> str:
    """Which level took an order: a path of one part is the center's, of two an office's, of three a station's."""
    return LEVELS[path.count("/")]


def limit_for(limits: Iterable[Limit], item_code: str | None, level: str, urgency: str) -> Limit:
    """The limit that says most about such an order: of its item, else of its level, else of its urgency."""
    asked = (item_code, level, urgency)
    holding = [one for one in limits if _fits(one.holds_for, asked)]
    return max(holding, key=lambda one: [own is not None for own in one.holds_for])


def limits_fault(limits: Sequence[Limit]) -> str | None:
    """Why these limits cannot hold, or None: one stands for any order, and none is said twice."""
    about = [one.holds_for for one in limits]
    if (None, None, None) not in about:
        return "no_limit_for_any"
    return "limit_twice" if len(set(about)) < len(about) else None


def next_alarm(alarm: str | None, limit: timedelta) -> timedelta:
    """After how much working time the clock of an order rings next, by how it rang last."""
    return {None: limit * WARNING, WARNED: limit, BREACHED: limit + A_WORKING_DAY}[alarm]


def speaks_for_center(scope: str) -> bool:
    """Whether a member of staff of this scope works for the center, the top of the county."""
    return level_of(scope) == "center"


def signs_second(scope: str) -> bool:
    """Whether a member of staff of this scope may sign what another proposed: at an office or the center (T4)."""
    return level_of(scope) != "station"


def caller_of(role: str) -> str:
    """In whose name an order is cancelled, as the others learn it."""
    return role if role in {"resident", "proxy"} else "clerk"


def _fits(own: Sequence[str | None], asked: Sequence[str | None]) -> bool:
    return all(word in {None, value} for word, value in zip(own, asked, strict=True))
