"""The bodies of dispatch's API. Bodies refuse what they don't know."""

from marshmallow import fields, validate

from services.dispatch.lifecycle import State
from services.dispatch.policy import BREACHED, WARNED
from shared.contracts import dispatch
from shared.contracts.request import SITE_LEVELS, URGENCIES
from shared.contracts.text import Text
from shared.contracts.values import Moment, OneOf
from shared.contracts.volunteer import STATUSES
from shared.web.schema import Schema

_SITE_CODE = r"^[0-9]{6}([0-9]{3}){0,2}\Z"
_MINUTES = validate.Range(1, 100_000)


class AddresseeBody(Schema):
    """Who is asked: a team, a person, or the pool of everybody (then without an id); in which wave, and until when, if
    not as the round says."""

    to_kind = OneOf(*dispatch.OFFERED_TO, required=True)
    to_id = fields.UUID(allow_none=True, load_default=None)
    wave = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, dispatch.MOST_WAVES))
    deadline = Moment(allow_none=True, load_default=None)


class Round(Schema):
    """T8, T9: whom to ask, and until when they may answer."""

    offers = fields.List(fields.Nested(AddresseeBody), required=True, validate=validate.Length(1, dispatch.MOST_OFFERS))
    deadline = Moment(allow_none=True, load_default=None)


class DutyRound(Schema):
    """T15: until when the duty team may answer."""

    deadline = Moment(required=True)


class Destination(Schema):
    """T17, T18: which site is to look for somebody."""

    site_code = fields.String(required=True, validate=validate.Regexp(_SITE_CODE))


class Withdrawal(Schema):
    """T21: why the round is taken back."""

    reason_code = OneOf(*dispatch.WITHDRAWAL_REASONS, required=True)


class UnfulfilledProposal(Schema):
    """T16: why nobody can be found, an honest sentence about it, and what may help instead."""

    reason_code = OneOf(*dispatch.UNFULFILLED_REASONS, required=True)
    sentence = Text(500, required=True)
    alternative = OneOf(*dispatch.ALTERNATIVES, required=True)


class LimitBody(Schema):
    """Working minutes until somebody is asked, and until whoever accepted has rung. What is left out stands for any."""

    dispatch_minutes = fields.Integer(strict=True, required=True, validate=_MINUTES)
    contact_minutes = fields.Integer(strict=True, required=True, validate=_MINUTES)
    item_code = Text(16, allow_none=True, load_default=None)
    level = OneOf(*SITE_LEVELS, allow_none=True, load_default=None)
    urgency = OneOf(*URGENCIES, allow_none=True, load_default=None)


class LimitsBody(Schema):
    """The limits of the county."""

    limits = fields.List(fields.Nested(LimitBody), required=True, validate=validate.Length(1, 500))


class OrderFilter(Schema):
    """Which orders to list."""

    state = OneOf(*State)
    order_no = Text(8)
    level = Text(16)
    alarm = OneOf(WARNED, BREACHED)
    supervised = fields.Boolean()
    to_sign = fields.Boolean()


class GapFilter(Schema):
    """Which gaps to list."""

    item_code = Text(16)
    reason_code = OneOf(*dispatch.UNFULFILLED_REASONS)


class TeamFilter(Schema):
    """Which teams to list."""

    code = Text(16)
    skill = Text(40)


class VolunteerFilter(Schema):
    """Which volunteers to list."""

    status = OneOf(*STATUSES)
    skill = Text(40)


class OfferView(Schema):
    """One question, and its answer so far; `warning` is what they said lately with a no to such an order."""

    offer_id = fields.UUID()
    round = fields.Integer()
    wave = fields.Integer()
    to_kind = fields.String()
    to_id = fields.UUID(allow_none=True)
    deadline = fields.AwareDateTime()
    state = fields.String()
    made_by = fields.String()
    warning = fields.String(allow_none=True)


class ProposalView(Schema):
    """The signatures under unfulfilled."""

    round = fields.Integer()
    reason_code = fields.String()
    sentence = fields.String()
    alternative = fields.String()
    proposed_by = fields.String()
    proposed_at = fields.AwareDateTime()
    signed_by = fields.String(allow_none=True)
    signed_at = fields.AwareDateTime(allow_none=True)


class QueuedOrderView(Schema):
    """An order as it stands in the queue; `need` is the contract Need, `level` the site that looks for somebody."""

    order_id = fields.UUID()
    order_no = fields.String(allow_none=True)
    state = fields.String()
    round = fields.Integer()
    site_path = fields.String()
    need = fields.Dict(keys=fields.String(), allow_none=True)
    recipient_id = fields.UUID(allow_none=True)
    leave_out = fields.UUID(allow_none=True, metadata={"description": "who is not asked: it is done once more (T31)"})
    submitted_at = fields.AwareDateTime(allow_none=True)
    priority = fields.Integer(allow_none=True)
    urgency = fields.String(allow_none=True)
    leader_kind = fields.String(allow_none=True)
    leader_id = fields.UUID(allow_none=True)
    starts_at = fields.AwareDateTime(allow_none=True)
    front = fields.Boolean()
    urges = fields.Integer()
    returns = fields.Integer()
    level = fields.String()
    level_until = fields.AwareDateTime(allow_none=True)
    transfer_to = fields.String(allow_none=True)
    duty_round = fields.Integer(allow_none=True)
    limits_version = fields.Integer()
    promise_at = fields.AwareDateTime(allow_none=True)
    due_at = fields.AwareDateTime(allow_none=True)
    alarm = fields.String(allow_none=True)
    supervised = fields.Function(lambda order: order.supervised_for is not None, metadata={"type": "boolean"})
    supervised_for = fields.String(allow_none=True)
    held_since = fields.AwareDateTime(allow_none=True)
    held_until = fields.AwareDateTime(allow_none=True)


class OrderView(QueuedOrderView):
    """An order with the offers of the round that stands, and the last proposal to end the search."""

    offers = fields.List(fields.Nested(OfferView), attribute="standing_offers")
    proposal = fields.Nested(ProposalView, allow_none=True)


class LookedAtOrderView(OrderView):
    """An order, and when its recipient last had the same within its natural interval: then `waits_longest` is the order
    in that village that has waited longest for it."""

    served_last = fields.AwareDateTime(allow_none=True)
    waits_longest = fields.UUID(allow_none=True)


class UndoneOrderView(OrderView):
    """How an undo ended: `unsaid`, nobody ever heard of the round, or `withdrawn`, they were asked and told."""

    undone = OneOf("unsaid", "withdrawn")


class GapView(Schema):
    """What nobody could be found for, where, why, and what may help instead."""

    item_code = fields.String()
    site_path = fields.String()
    reason_code = fields.String()
    alternative = fields.String()
    at = fields.AwareDateTime()


class LimitsView(Schema):
    """A version of the limits."""

    version = fields.Integer()
    limits = fields.List(fields.Nested(LimitBody))
    published_by = fields.String()
    published_at = fields.AwareDateTime()


class RatedView(Schema):
    """What all on the roster have in common."""

    version = fields.Integer()
    home_path = fields.String()
    skills = fields.List(fields.String())
    rating_sum = fields.Integer()
    rating_count = fields.Integer()


class TeamView(RatedView):
    """A team on the roster."""

    team_id = fields.UUID()
    code = fields.String()
    name = fields.String()
    leader_id = fields.UUID()
    standing = fields.Boolean()
    duty_team = fields.Boolean()


class VolunteerView(RatedView):
    """A volunteer on the roster: what dispatching needs, and nobody's name."""

    volunteer_id = fields.UUID()
    status = fields.String()
    age_class = fields.String()
    gender = fields.String(allow_none=True)
    qualifications = fields.List(fields.Dict(keys=fields.String()))
    insured_until = fields.Date(allow_none=True)
    languages = fields.List(fields.String())
    available = fields.List(fields.String())
    max_per_week = fields.Integer()
    travel_km = fields.Integer()
    team_ids = fields.List(fields.UUID())
