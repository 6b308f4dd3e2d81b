"""What dispatch says: rounds of offers, and the honest end of the search."""

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
MOST_OFFERS = 20


@record
class Offer(Record):
    """One question to one team, one person, or everybody in the open pool."""

    offer_id: UUID = identity()
    to_kind: str = one_of(*OFFERED_TO)
    to_id: UUID | None = identity(default=None)
    deadline: datetime = moment()


@contract("order.offered.v1", speaker="dispatch")
class OrderOffered(Event):
    """A round of offers was opened; the deadline travels with each (T8, T9)."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)
    need: Need = nested(Need)
    offers: list[Offer] = several(Offer, most=MOST_OFFERS)


@contract("order.withdrawn.v1", speaker="dispatch")
class OrderWithdrawn(Event):
    """The dispatcher took the round back, accepted or not; whoever accepted is told and thanked (T21)."""

    order_id: UUID = identity()
    site_path: str = text(16)
    round: int = whole(1, 1000)
    reason_code: str = one_of(*WITHDRAWAL_REASONS)


@contract("order.unfulfilled.v1", speaker="dispatch")
class OrderUnfulfilled(Event):
    """Nobody can be found; two people signed that (T16)."""

    order_id: UUID = identity()
    site_path: str = text(16)
    round: int = whole(1, 1000)
    reason_code: str = one_of(*UNFULFILLED_REASONS)
