"""What request decides, as pure functions over plain values."""

from collections.abc import Collection
from datetime import datetime, timedelta

from stdnum import damm

CARD_KEPT = timedelta(days=180)
"""How long after its end an order keeps its contact card (DESIGN: people and permissions; PIPL Art. 19)."""

WISH = "micro_wish"
URGENT = "urgent"
IN_NEED = frozenset(
    {"living_alone", "disabled", "left_behind_child", "low_income", "bereaved_elder", "mobility_impaired"}
)


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


def caller_of(role: str) -> str:
    """In whose name an order is cancelled, as the others learn it."""
    return role if role in {"resident", "proxy"} else "clerk"
