"""What the service record decides, as pure functions over plain values."""

import re
from collections.abc import Sequence

from stdnum import damm

from services.volunteer.ledger import policy as minutes

STAR_HOURS = (100, 300, 600, 1000, 1500)
"""For one star to five, until a county publishes its own (DOMAIN §4.2)."""


def change(held: tuple[int, str], stands: tuple[int, str], *, frozen: bool) -> str | None:
    """What has happened since to minutes that were certified; a class that who was helped has raised is no change for
    the worse, and not told."""
    if frozen:
        return "disputed"
    return "corrected" if stands[0] != held[0] or minutes.raises(stands[1], held[1]) else None


def stars(verified_minutes: int, hours: Sequence[int]) -> int:
    """How many stars so many verified minutes could have: a proposal, for hours alone are not enough (DOMAIN §4.2)."""
    return sum(verified_minutes >= step * 60 for step in hours)


def certificate_number(serial: int) -> str:
    """12 characters: `ZY`, nine digits and a check digit after Damm, so that a slip of the pen is noticed."""
    digits = f"{serial:09}"
    return f"ZY{digits}{damm.calc_check_digit(digits)}"


def is_certificate_number(text: str) -> bool:
    """Whether a certificate could have this number; if not, it was copied wrongly."""
    return re.fullmatch("ZY[0-9]{10}", text) is not None and bool(damm.is_valid(text[2:]))
