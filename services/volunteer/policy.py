"""What volunteer decides, as pure functions over plain values."""

from datetime import date, datetime, timedelta

ACTIVE = "active"
UNCONFIRMED = "unconfirmed"

OPEN = "open"
ACCEPTED = "accepted"
DECLINED = "declined"
EXPIRED = "expired"
LOST = "lost"
WITHDRAWN = "withdrawn"
OFFER_STATES = (OPEN, ACCEPTED, DECLINED, EXPIRED, LOST, WITHDRAWN)

OF_AGE = 18
YOUNGEST = 14
"""Under 14 nobody helps on an account of their own (DOMAIN §4.3: national youth rule)."""

RETURN_IS_LATE = timedelta(hours=24)
"""Giving an order back later than this before the visit leaves little time to find somebody else (T20)."""

MINUTES_CLASSES = ("declared", "witnessed", "verified")
"""How well somebody else vouches for minutes, lowest first (DOMAIN §6.3)."""

_GLAD = 4


def age_class(birth_year: int, guardian_consent: bool | None, today: date) -> str:
    """All that the others learn of somebody's age."""
    age = today.year - birth_year
    if age >= OF_AGE:
        return "adult"
    return "minor_with_consent" if age >= YOUNGEST and guardian_consent else "minor"


def status_fault(status: str, age: str) -> str | None:
    """Why nobody may stand so on the roster, or None: a minor needs a guardian's consent (DOMAIN §4.3)."""
    return "consent_missing" if status == ACTIVE and age == "minor" else None


def offer_fault(state: str, deadline: datetime, now: datetime) -> str | None:
    """Why an offer can no longer be answered, or None. The deadline counts even before the clock has noted it."""
    if state in {ACCEPTED, LOST}:
        return "already_taken"
    if state != OPEN:
        return f"offer_{state}"
    return "offer_expired" if deadline <= now else None


def returned_late(wanted_from: datetime, now: datetime) -> bool:
    """Whether giving the order back leaves less than a day."""
    return wanted_from - now < RETURN_IS_LATE


def raises(held: str, heard: str) -> bool:
    """Whether a class of minutes is higher than the one held."""
    return MINUTES_CLASSES.index(heard) > MINUTES_CLASSES.index(held)


def review_notice(level: int) -> str:
    """What the leader is told of a rating: a thank-you for a good one, the plain fact of any other."""
    return "thanked" if level >= _GLAD else "rated"
