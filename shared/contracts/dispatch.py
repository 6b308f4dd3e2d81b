"""What dispatch says: rounds of offers, the level that looks for somebody, and the honest end of the search."""

from datetime import datetime
from uuid import UUID

from shared.contracts.request import Need
from shared.contracts.wire import (
    Event,
    Record,
    contract,
    identity,
    moment,
    nested,
    one_of,
    record,
    several,
    text,
    whole,
)

OFFERED_TO = ("team", "person", "pool")
WITHDRAWAL_REASONS = ("team_overloaded", "need_changed", "wrong_choice")
UNFULFILLED_REASONS = ("no_skill", "no_qualification", "too_far", "no_time", "crew_incomplete")
ALTERNATIVES = ("later_date", "other_item", "department", "hotline", "neighbours", "none")
ESCALATION_REASONS = ("no_candidate", "nobody_accepted", "time_is_up")
SUPERVISION_REASONS = (
    "promise",
    "dispatch_late",
    "first_contact_late",
    "returned_twice",
    "duty_team_failed",
    "by_hand",
)
MOST_OFFERS = 20
MOST_WAVES = 5
CONTACT_MINUTES = 480
"""Within one working day whoever accepted has spoken with the resident (DOMAIN §2.3, T19)."""


@record
class Offer(Record):
    """One question to one team, one person, or everybody in the open pool. A wave is asked when all of the wave before
    it have said no or let it run out."""

    offer_id: UUID = identity()
    to_kind: str = one_of(*OFFERED_TO)
    to_id: UUID | None = identity(default=None)
    deadline: datetime = moment()
    wave: int = whole(1, MOST_WAVES, default=1)


@contract("order.offered.v1", speaker="dispatch")
class OrderOffered(Event):
    """A round of offers was opened; the deadline travels with each (T8, T9, T15). `version` is that of the need that it
    was made for; whoever accepts has so many working minutes to speak with the resident."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)
    need: Need = nested(Need)
    offers: list[Offer] = several(Offer, most=MOST_OFFERS)
    version: int = whole(1, 1_000_000, default=1)
    contact_minutes: int = whole(1, 100_000, default=CONTACT_MINUTES)


@contract("order.withdrawn.v1", speaker="dispatch")
class OrderWithdrawn(Event):
    """The dispatcher took the round back, accepted or not; whoever accepted is told and thanked (T21)."""

    order_id: UUID = identity()
    site_path: str = text(16)
    round: int = whole(1, 1000)
    reason_code: str = one_of(*WITHDRAWAL_REASONS)


@contract("order.unfulfilled.v1", speaker="dispatch")
class OrderUnfulfilled(Event):
    """Nobody can be found; two people signed that, and say what may help instead (T16)."""

    order_id: UUID = identity()
    site_path: str = text(16)
    round: int = whole(1, 1000)
    reason_code: str = one_of(*UNFULFILLED_REASONS)
    alternative: str = one_of(*ALTERNATIVES, default="none")


@contract("order.escalated.v1", speaker="dispatch")
class OrderEscalated(Event):
    """The level that looked for somebody has nobody: the next one looks (T14)."""

    order_id: UUID = identity()
    site_path: str = text(16)
    round: int = whole(1, 1000)
    level_from: str = text(16)
    level_to: str = text(16)
    reason_code: str = one_of(*ESCALATION_REASONS)


@contract("order.supervised.v1", speaker="dispatch")
class OrderSupervised(Event):
    """The level above watches over this order from now on (T34)."""

    order_id: UUID = identity()
    site_path: str = text(16)
    round: int = whole(1, 1000)
    reason_code: str = one_of(*SUPERVISION_REASONS)
