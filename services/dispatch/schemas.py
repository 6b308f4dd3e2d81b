"""The bodies of dispatch's API. Bodies refuse what they don't know."""

from marshmallow import Schema, fields, validate

from services.dispatch.lifecycle import State
from shared.contracts.dispatch import MOST_OFFERS, OFFERED_TO, UNFULFILLED_REASONS, WITHDRAWAL_REASONS
from shared.contracts.text import Text
from shared.contracts.values import Moment, OneOf
from shared.contracts.volunteer import STATUSES


class AddresseeBody(Schema):
    """Who is asked: a team, a person, or the pool of everybody (then without an id)."""

    to_kind = OneOf(*OFFERED_TO, required=True)
    to_id = fields.UUID(allow_none=True, load_default=None)


class Round(Schema):
    """T8, T9: whom to ask, and until when they may answer."""

    offers = fields.List(fields.Nested(AddresseeBody), required=True, validate=validate.Length(1, MOST_OFFERS))
    deadline = Moment(required=True)


class Withdrawal(Schema):
    """T21: why the round is taken back."""

    reason_code = OneOf(*WITHDRAWAL_REASONS, required=True)


class UnfulfilledProposal(Schema):
    """T16: why nobody can be found, and an honest sentence about it."""

    reason_code = OneOf(*UNFULFILLED_REASONS, required=True)
    sentence = Text(500, required=True)


class Nothing(Schema):
    """A verb that needs no words."""


class OrderFilter(Schema):
    """Which orders to list."""

    state = OneOf(*State)
    order_no = Text(8)


class TeamFilter(Schema):
    """Which teams to list."""

    code = Text(16)
    skill = Text(40)


class VolunteerFilter(Schema):
    """Which volunteers to list."""

    status = OneOf(*STATUSES)
    skill = Text(40)


class OfferView(Schema):
    """One question, and its answer so far."""

    offer_id = fields.UUID()
    round = fields.Integer()
    to_kind = fields.String()
    to_id = fields.UUID(allow_none=True)
    deadline = fields.AwareDateTime()
    state = fields.String()
    made_by = fields.String()


class ProposalView(Schema):
    """The signatures under unfulfilled."""

    round = fields.Integer()
    reason_code = fields.String()
    sentence = fields.String()
    proposed_by = fields.String()
    proposed_at = fields.AwareDateTime()
    signed_by = fields.String(allow_none=True)
    signed_at = fields.AwareDateTime(allow_none=True)


class QueuedOrderView(Schema):
    """An order as it stands in the queue; `need` is the contract Need."""

    order_id = fields.UUID()
    order_no = fields.String(allow_none=True)
    state = fields.String()
    round = fields.Integer()
    site_path = fields.String()
    need = fields.Dict(keys=fields.String(), allow_none=True)
    recipient_id = fields.UUID(allow_none=True)
    submitted_at = fields.AwareDateTime(allow_none=True)
    priority = fields.Integer(allow_none=True)
    urgency = fields.String(allow_none=True)
    leader_kind = fields.String(allow_none=True)
    leader_id = fields.UUID(allow_none=True)
    front = fields.Boolean()
    supervised = fields.Boolean()


class OrderView(QueuedOrderView):
    """An order with the offers of the round that stands, and the last proposal to end the search."""

    offers = fields.List(fields.Nested(OfferView), attribute="standing_offers")
    proposal = fields.Nested(ProposalView, allow_none=True)


class UndoneOrderView(OrderView):
    """How an undo ended: `unsaid`, nobody ever heard of the round, or `withdrawn`, they were asked and told."""

    undone = OneOf("unsaid", "withdrawn")


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
