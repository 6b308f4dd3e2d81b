"""What request says: everything until approval, cancelling, and the present state of items and sites."""

from datetime import datetime
from uuid import UUID

from shared.contracts.wire import (
    Event,
    Record,
    contract,
    degrees,
    identity,
    moment,
    nested,
    one_of,
    record,
    text,
    whole,
    words,
    yes_no,
)

CHANNELS = ("web", "phone", "visit", "home_visit", "paper", "wechat")
KINDS = ("menu", "free_form", "micro_wish")
URGENCIES = ("normal", "urgent")
CANCELLERS = ("resident", "proxy", "clerk", "clock", "absence")
HOLD_REASONS = ("weather", "farm_work", "away", "material", "resident_asked")
REJECTION_REASONS = ("illegal", "commercial", "outside_capability", "untrue", "duplicate")
SITE_LEVELS = ("center", "office", "station")
MODES = ("on_site", "home", "remote")
GENDERS = ("female", "male")


@record
class ItemRules(Record):
    """A catalogue item and its rules as they are, or as they were when an order was approved under it."""

    code: str = text(16)
    version: int = whole(1, 1_000_000)
    skills: list[str] = words()
    minutes: int = whole(1, 24 * 60)
    team_size: int = whole(1, 100)
    qualification: str | None = text(40, default=None)
    risk_level: int = whole(0, 3)
    minors_may_help: bool = yes_no()
    interval_days: int = whole(0, 3650)
    modes: list[str] = words(limit=10, most=3)


@record
class Need(Record):
    """What may be known of an order outside request: never words, circumstances, age, name or address."""

    order_no: str = text(8)
    site_path: str = text(16)
    item: ItemRules = nested(ItemRules)
    title: str = text(40)
    wanted_from: datetime = moment()
    wanted_to: datetime = moment()
    urgency: str = one_of(*URGENCIES)
    priority: int = whole(1, 4)
    language: str | None = text(20, default=None)
    two_person: bool = yes_no()
    carer_gender: str | None = one_of(*GENDERS, default=None)
    version: int = whole(1, 1_000_000)


@contract("order.submitted.v1", speaker="request")
class OrderSubmitted(Event):
    """A resident, a proxy or a clerk placed an order (T1)."""

    order_id: UUID = identity()
    order_no: str = text(8)
    site_path: str = text(16)
    kind: str = one_of(*KINDS)
    channel: str = one_of(*CHANNELS)
    by_proxy: bool = yes_no()
    urgency: str = one_of(*URGENCIES)
    submitted_at: datetime = moment()
    rework_of: UUID | None = identity(default=None)


@contract("order.approved.v1", speaker="request")
class OrderApproved(Event):
    """A clerk verified the order and filed it under an item; dispatch may look for somebody (T6). `leave_out` is the
    team or the person who is not to be asked: this is done once more, by others (T31)."""

    order_id: UUID = identity()
    need: Need = nested(Need)
    recipient_id: UUID = identity()
    submitted_at: datetime = moment()
    leave_out: UUID | None = identity(default=None)


@contract("order.rejected.v1", speaker="request")
class OrderRejected(Event):
    """A clerk rejected the order; the resident reads the reason (T4)."""

    order_id: UUID = identity()
    reason_code: str = one_of(*REJECTION_REASONS)


@contract("order.referred.v1", speaker="request")
class OrderReferred(Event):
    """The order belongs to somebody outside: an emergency number, a hotline, an office (T5)."""

    order_id: UUID = identity()
    target: str = text(32)
    emergency: bool = yes_no()


@contract("order.cancelled.v1", speaker="request")
class OrderCancelled(Event):
    """The order was called off (T35), merged into the one that it repeats (T7), closed by the clock because nobody
    answered the clerk's question (T3), or ended because the recipient was not in, twice (T24)."""

    order_id: UUID = identity()
    site_path: str = text(16)
    cancelled_by: str = one_of(*CANCELLERS)
    duplicate_of: UUID | None = identity(default=None)


@contract("order.questioned.v1", speaker="request")
class OrderQuestioned(Event):
    """The clerk needs to know more before the order can be verified; its clock stands still (T2)."""

    order_id: UUID = identity()
    site_path: str = text(16)


@contract("order.answered.v1", speaker="request")
class OrderAnswered(Event):
    """The one who ordered has answered the clerk's question (T3)."""

    order_id: UUID = identity()
    site_path: str = text(16)


@contract("order.verification_late.v1", speaker="request")
class OrderVerificationLate(Event):
    """Nobody has verified the order in time, nor within a working day after that; the level above watches over it
    (T34)."""

    order_id: UUID = identity()
    site_path: str = text(16)


@contract("order.referral_undone.v1", speaker="request")
class OrderReferralUndone(Event):
    """The order was no emergency after all: it is verified like any other."""

    order_id: UUID = identity()
    site_path: str = text(16)


@contract("order.changed.v1", speaker="request")
class OrderChanged(Event):
    """Time, place or need of an approved order are others than before (T40). An offer made for an earlier version can
    no longer be accepted; the highest version wins."""

    order_id: UUID = identity()
    version: int = whole(1, 1_000_000)
    need: Need = nested(Need)


@contract("order.held.v1", speaker="request")
class OrderHeld(Event):
    """The order waits until a day, as its recipient wishes: clocks stand still, its age goes on (T36). Holds are
    numbered; the highest number heard wins."""

    order_id: UUID = identity()
    site_path: str = text(16)
    hold: int = whole(1, 1000)
    until: datetime = moment()
    reason_code: str = one_of(*HOLD_REASONS)


@contract("order.resumed.v1", speaker="request")
class OrderResumed(Event):
    """The order waits no longer (T36): this hold has ended, and those before it."""

    order_id: UUID = identity()
    site_path: str = text(16)
    hold: int = whole(1, 1000)


@contract("order.urged.v1", speaker="request")
class OrderUrged(Event):
    """The one who ordered asks when somebody comes; the second time moves the order up (T33)."""

    order_id: UUID = identity()
    site_path: str = text(16)
    times: int = whole(1, 1000)


@contract("item.published.v1", speaker="request", about="code")
class ItemPublished(Event):
    """The present state of a catalogue item; the highest version wins."""

    code: str = text(16)
    version: int = whole(1, 1_000_000)
    platform_code: str = text(4)
    name_zh: str = text(60)
    name_en: str = text(120)
    rules: ItemRules = nested(ItemRules)


@record
class Place(Record):
    """Where something is on the globe, in degrees of WGS 84."""

    latitude: float = degrees(90)
    longitude: float = degrees(180)


@contract("site.named.v1", speaker="request", about="path")
class SiteNamed(Event):
    """The present state of a site; the highest version wins."""

    path: str = text(16)
    version: int = whole(1, 1_000_000)
    code: str = text(12)
    level: str = one_of(*SITE_LEVELS)
    name: str = text(60)
    place: Place | None = nested(Place, default=None)


@contract("finishing.code_looked_up.v1", speaker="request")
class FinishingCodeLookedUp(Event):
    """A member of staff has looked up the finishing code for a resident who rang. `mark` stands for who it was: whoever
    shares the secret of the codes can tell whether it was a certain person, and nobody else can."""

    order_id: UUID = identity()
    mark: str = text(16)
    looked_at: datetime = moment()
