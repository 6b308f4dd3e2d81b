"""The bodies of feedback's API. Bodies refuse what they don't know."""

from marshmallow import Schema, fields, validate

from services.feedback.lifecycle import State
from shared.contracts.catalogue import BY_TYPE
from shared.contracts.feedback import CONFIRMATION_MEANS, FINDINGS, REVIEW_MEANS
from shared.contracts.text import Text

_SUBJECT = r"^[0-9A-Za-z/_.-]{1,64}\Z"


class Confirmation(Schema):
    """T27: how the resident let it be known."""

    means = fields.String(required=True, validate=validate.OneOf(CONFIRMATION_MEANS))


class Rating(Schema):
    """T28: how it was, 5 is the best; words are welcome, never needed."""

    level = fields.Integer(strict=True, required=True, validate=validate.Range(1, 5))
    means = fields.String(required=True, validate=validate.OneOf(REVIEW_MEANS))
    text = Text(1000, allow_none=True, load_default=None)


class Finding(Schema):
    """T32: what looking into it brought, with a sentence for the resident."""

    finding = fields.String(required=True, validate=validate.OneOf(FINDINGS))
    sentence = Text(500, required=True)


class OrderFilter(Schema):
    """Which orders to list."""

    state = fields.String(validate=validate.OneOf(list(State)))
    level = fields.Integer(validate=validate.Range(1, 5))


class OrderView(Schema):
    """A served order, without the resident's words."""

    order_id = fields.UUID()
    order_no = fields.String()
    state = fields.String()
    round = fields.Integer()
    site_path = fields.String()
    item_code = fields.String()
    leader_kind = fields.String()
    leader_id = fields.UUID()
    crew = fields.List(fields.UUID())
    served_at = fields.AwareDateTime()
    confirmed_at = fields.AwareDateTime(allow_none=True)
    confirmation_means = fields.String(allow_none=True)
    minutes_class = fields.String(allow_none=True)
    level = fields.Integer(allow_none=True)
    review_means = fields.String(allow_none=True)
    callback = fields.Boolean()
    reviewed_at = fields.AwareDateTime(allow_none=True)
    rectification_opened_at = fields.AwareDateTime(allow_none=True)
    finding = fields.String(allow_none=True)
    finding_sentence = fields.String(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    outcome = fields.String(allow_none=True)


class TextView(Schema):
    """The resident's own words."""

    order_id = fields.UUID()
    level = fields.Integer(allow_none=True)
    text = fields.String(allow_none=True)


class FactFilter(Schema):
    """Which facts to list."""

    type = fields.String(validate=validate.OneOf(list(BY_TYPE)))
    subject = fields.String(validate=validate.Regexp(_SUBJECT))


class FactView(Schema):
    """An event as it was said."""

    event_id = fields.UUID()
    type = fields.String()
    subject = fields.String()
    speaker = fields.String()
    said_at = fields.AwareDateTime()
    heard_at = fields.AwareDateTime()
    data = fields.Dict(keys=fields.String())
