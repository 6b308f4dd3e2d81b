"""The bodies of suggesting's API."""

from typing import Any

from marshmallow import fields, validate

from services.dispatch.schemas import OrderView, Round
from services.dispatch.suggesting.offering import REASONS
from shared.contracts.text import Text
from shared.contracts.values import Moment, OneOf, YesNo
from shared.web.schema import Schema

MOST_CONFIRMED = 100
_WHOLE = fields.Integer(strict=True, validate=validate.Range(0, 10_000))
_DAYS = fields.Integer(strict=True, validate=validate.Range(1, 365))
_PARTS = fields.List(fields.Dict())
"""Parts of an explanation: each has a code, its parameters, and the sentence that they make."""


def _four(most: int, *, required: bool = False) -> fields.Field[Any]:
    whole = fields.Integer(strict=True, validate=validate.Range(0, most))
    return fields.List(whole, required=required, validate=validate.Length(equal=4))


class OfferedRound(Round):
    """T8, T9: whom to ask, and until when; and why, if it is somebody else than who was suggested."""

    override_reason = OneOf(*REASONS, allow_none=True, load_default=None)


class OfferedOrderView(OrderView):
    """An order, and where those who are asked stand among the suggested: place none is not among the first twenty. With
    `asks_reason` a dispatcher who knows better is asked why, and need not say."""

    choice = fields.Dict(allow_none=True)


class GroupView(Schema):
    """The best persons, or teams, and what became of the others: `passed` are the rules that all of them passed."""

    best = _PARTS
    passed = _PARTS
    all = fields.Integer()
    can_go = fields.Integer()
    excluded = _PARTS


class CandidatesView(Schema):
    """Who could serve an order, by which version of the roster and of the weights; when nobody can, what would bring
    somebody. Fewer points are better, 100 are a kilometre."""

    order_id = fields.UUID()
    roster_version = fields.Integer()
    weights_version = fields.String()
    people = fields.Nested(GroupView)
    teams = fields.Nested(GroupView)
    loosenings = _PARTS


class CandidateView(Schema):
    """Where somebody stands: the rule that stops them, or their place and what counts."""

    order_id = fields.UUID()
    roster_version = fields.Integer()
    kind = fields.String()
    id = fields.UUID()
    stopped_by = fields.Dict(allow_none=True)
    place = fields.Integer(allow_none=True)
    points = fields.Integer(allow_none=True)
    terms = _PARTS


class SuggestionView(Schema):
    """Who is suggested for an order, out of all open orders of the county together."""

    suggestion_id = fields.UUID()
    order_id = fields.UUID()
    round = fields.Integer()
    kind = fields.String()
    unit_id = fields.UUID()
    visit_at = fields.AwareDateTime()
    points = fields.Integer()
    crew = fields.List(fields.UUID(allow_none=True))
    automatic = fields.Boolean()
    published_at = fields.AwareDateTime()
    outcome = fields.String(allow_none=True)


class ExplainedSuggestionView(SuggestionView):
    """A suggestion and its reasons, in words."""

    reasons = fields.Dict()


class Confirmation(Schema):
    """Which suggestions to act on, and until when those asked may answer; each is an offer of its own."""

    suggestion_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(1, MOST_CONFIRMED))
    deadline = Moment(allow_none=True, load_default=None)


class ConfirmedView(Schema):
    """What became of each suggestion: `confirmed`, or why not."""

    suggestion_id = fields.UUID()
    result = fields.String()
    detail = fields.String(allow_none=True)


class AcceptancePart(Schema):
    """How likely an offer of an item is accepted, in thousandths: up to 2, 5 and 10 kilometres away, and further."""

    item_code = Text(16, required=True)
    thousandths = _four(1000, required=True)


class WeightsPart(Schema):
    """What counts for how much, whole numbers, 100 for a kilometre; what is left out weighs as the house has it."""

    distance = _WHOLE
    visits = _WHOLE
    offers = _WHOLE
    rating = _WHOLE
    rating_mean = fields.Integer(strict=True, validate=validate.Range(100, 500))
    rating_prior = fields.Integer(strict=True, validate=validate.Range(1, 1000))
    continuity = _WHOLE
    over_qualification = _WHOLE
    language = _WHOLE
    acceptance = _WHOLE
    turn = _WHOLE
    turn_days = _DAYS
    recruiting = _WHOLE
    duty_team = _WHOLE
    class_levels = _four(365)
    oldest_days = _DAYS
    most_asked = fields.Integer(strict=True, validate=validate.Range(1, 100))
    rest_days = YesNo()
    team_per_week = fields.Integer(strict=True, validate=validate.Range(1, 1000))
    team_km = fields.Integer(strict=True, validate=validate.Range(1, 500))
    candidates = fields.Integer(strict=True, validate=validate.Range(20, 1000))
    acceptance_of = fields.List(fields.Nested(AcceptancePart), validate=validate.Length(max=500))
    tree_km = _four(500)


class WeightsBody(Schema):
    """The weights of the county, and the items of which suggestions are offered by themselves."""

    weights = fields.Nested(WeightsPart, required=True)
    automatic_items = fields.List(Text(16), load_default=list, validate=validate.Length(max=500))


class WeightsView(Schema):
    """A version of the weights."""

    version = fields.Integer()
    weights = fields.Dict()
    automatic_items = fields.List(fields.String())
    published_by = fields.String()
    published_at = fields.AwareDateTime()
