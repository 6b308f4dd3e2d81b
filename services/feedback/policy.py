"""What feedback decides, as pure functions over plain values."""

from datetime import timedelta

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
