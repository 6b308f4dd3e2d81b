"""What volunteer says: who can help, and what became of each offer and each visit."""

from datetime import date, datetime
from uuid import UUID

from shared.contracts.request import GENDERS
from shared.contracts.wire import (
    Event,
    Record,
    contract,
    day,
    identities,
    identity,
    moment,
    one_of,
    record,
    several,
    text,
    whole,
    words,
    yes_no,
)

LEADERS = ("team", "person")
STATUSES = ("active", "paused", "unconfirmed")
AGE_CLASSES = ("adult", "minor_with_consent", "minor")
DECLINE_CHIPS = ("farm_season", "too_far", "not_my_craft", "unable_for_a_while", "rather_not_say")
CHECK_IN_MEANS = ("door_word", "station_qr", "paper", "phone")
POSTPONEMENT_REASONS = ("weather", "crew", "transport", "farm_work", "resident_asked")
NOBODY_IN = "recipient_absent"
"""Why a new time was agreed on, besides these: the recipient was not in (T24)."""
SUSPENSION_REASONS = ("danger", "harassment", "quarrel", "other")
MINUTES_CLASSES = ("declared", "witnessed", "verified")
"""How well somebody else vouches for minutes, lowest first (DOMAIN §6.3)."""
HALF_DAYS = tuple(f"{day}_{half}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") for half in ("am", "pm"))


@record
class Qualification(Record):
    """A qualification that the law demands for some service, and the last day on which it counts."""

    name: str = text(40)
    expires_on: date = day()


@record
class CrewMinutes(Record):
    """What one person served, without travel."""

    volunteer_id: UUID = identity()
    minutes: int = whole(1, 24 * 60)


@contract("volunteer.described.v1", speaker="volunteer", about="volunteer_id")
class VolunteerDescribed(Event):
    """The present state of a volunteer, as far as dispatching needs it; the highest version wins."""

    volunteer_id: UUID = identity()
    version: int = whole(1, 1_000_000)
    status: str = one_of(*STATUSES)
    age_class: str = one_of(*AGE_CLASSES)
    gender: str | None = one_of(*GENDERS, default=None)
    home_path: str = text(16)
    skills: list[str] = words()
    qualifications: list[Qualification] = several(Qualification)
    insured_until: date | None = day(default=None)
    languages: list[str] = words(most=20)
    available: list[str] = words(limit=6, most=14)
    max_per_week: int = whole(0, 50)
    travel_km: int = whole(0, 500)
    team_ids: list[UUID] = identities()


@contract("team.described.v1", speaker="volunteer", about="team_id")
class TeamDescribed(Event):
    """The present state of a team; the highest version wins."""

    team_id: UUID = identity()
    version: int = whole(1, 1_000_000)
    code: str = text(16)
    name: str = text(60)
    home_path: str = text(16)
    leader_id: UUID = identity()
    skills: list[str] = words()
    standing: bool = yes_no()
    duty_team: bool = yes_no()


@contract("order.accepted.v1", speaker="volunteer")
class OrderAccepted(Event):
    """A team or a person took the order; it now has its one leader (T10, T12)."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)
    offer_id: UUID = identity()
    leader_kind: str = one_of(*LEADERS)
    leader_id: UUID = identity()


@contract("offer.declined.v1", speaker="volunteer")
class OfferDeclined(Event):
    """One said no, as is their right; the chip is optional and never health (T11)."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)
    offer_id: UUID = identity()
    chip: str | None = one_of(*DECLINE_CHIPS, default=None)


@contract("offer.decline_explained.v1", speaker="volunteer")
class OfferDeclineExplained(Event):
    """Whoever had said no says afterwards why, once (T11); said of an offer that was declined without a chip."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)
    offer_id: UUID = identity()
    chip: str = one_of(*DECLINE_CHIPS)


@contract("offer.expired.v1", speaker="volunteer")
class OfferExpired(Event):
    """Nobody answered this offer before its deadline (T13)."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)
    offer_id: UUID = identity()


@contract("order.lapsed.v1", speaker="volunteer")
class OrderLapsed(Event):
    """All who were asked in this round have said no, or nothing in time: nobody is being asked any more (T11, T13)."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)


@contract("order.returned.v1", speaker="volunteer")
class OrderReturned(Event):
    """The leader gave the order back after accepting it; the reason stays at home (T20)."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)
    late: bool = yes_no()


@contract("order.scheduled.v1", speaker="volunteer")
class OrderScheduled(Event):
    """The leader has spoken with the resident, and they agreed on a time (T19); said again when it is put off (T37), or
    when the recipient was not in (T24). Each time lies later than the one before."""

    order_id: UUID = identity()
    site_path: str = text(16)
    round: int = whole(1, 1000)
    starts_at: datetime = moment()
    postponed: str | None = one_of(*POSTPONEMENT_REASONS, NOBODY_IN, default=None)


@contract("order.contact_missed.v1", speaker="volunteer")
class OrderContactMissed(Event):
    """Whoever accepted has not spoken with the resident within the time for it; the level above looks after it."""

    order_id: UUID = identity()
    site_path: str = text(16)
    round: int = whole(1, 1000)


@contract("order.checked_in.v1", speaker="volunteer")
class OrderCheckedIn(Event):
    """Somebody stands at the door, and who leads the visit: whoever took the round back may have forgotten it (T22)."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)
    means: str = one_of(*CHECK_IN_MEANS)
    checked_in_at: datetime = moment()
    leader_kind: str | None = one_of(*LEADERS, default=None)
    leader_id: UUID | None = identity(default=None)


@contract("order.no_show.v1", speaker="volunteer")
class OrderNoShow(Event):
    """Nobody came; the order goes to the front of the queue (T23)."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)


@contract("order.served.v1", speaker="volunteer")
class OrderServed(Event):
    """The work is done; minutes are declared for each person (T26). `code_matched`: they knew the finishing code, which
    only the resident can have told them. `entered_by`: the ids of the staff who entered the visit for whoever went."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)
    order_no: str = text(8)
    site_path: str = text(16)
    item_code: str = text(16)
    leader_kind: str = one_of(*LEADERS)
    leader_id: UUID = identity()
    served_at: datetime = moment()
    crew: list[CrewMinutes] = several(CrewMinutes)
    code_matched: bool = yes_no(default=False)
    entered_by: list[str] | None = words(limit=64, most=2, default=None)


@contract("recipient.absent.v1", speaker="volunteer")
class RecipientAbsent(Event):
    """Whoever went stood before a closed door, once or twice by now; after the second time request calls the order off
    (T24)."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)
    site_path: str = text(16)
    times: int = whole(1, 2)


@contract("order.suspended.v1", speaker="volunteer")
class OrderSuspended(Event):
    """Whoever was there broke the visit off, to be safe; staff say how it goes on (T25)."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)
    site_path: str = text(16)
    reason_code: str = one_of(*SUSPENSION_REASONS)


@contract("visit.resumed.v1", speaker="volunteer")
class VisitResumed(Event):
    """Staff have seen to it, and a visit that was broken off goes on (T25)."""

    order_id: UUID = identity()
    round: int = whole(1, 1000)
    site_path: str = text(16)


@contract("finishing.code_given.v1", speaker="volunteer")
class FinishingCodeGiven(Event):
    """After the work was done somebody gave the finishing code, which only the resident can have told them (T27)."""

    order_id: UUID = identity()


@contract("minutes.corrected.v1", speaker="volunteer")
class MinutesCorrected(Event):
    """From now on so many minutes of this class count for somebody and an order; none while they are disputed (T39)."""

    order_id: UUID = identity()
    volunteer_id: UUID = identity()
    minutes: int = whole(0, 24 * 60)
    minutes_class: str = one_of(*MINUTES_CLASSES)
    frozen: bool = yes_no(default=False)
