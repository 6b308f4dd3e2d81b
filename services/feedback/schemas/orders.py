"""What is asked about served orders, and how they and the facts are shown: without anybody's words but where said."""

from marshmallow import fields, validate

from services.feedback.lifecycle import State
from services.feedback.policy import APPEALS
from shared.contracts.catalogue import BY_TYPE
from shared.contracts.feedback import CALL_OUTCOMES, DENIAL_MEANS, FINDINGS, REVIEW_MEANS
from shared.contracts.text import Text
from shared.contracts.values import Moment, OneOf, YesNo
from shared.web.schema import Schema

_SUBJECT = r"^[0-9A-Za-z/_.-]{1,64}\Z"


class Confirmation(Schema):
    """T27: how the resident let it be known; a finishing code counts where it is tried, at volunteer."""

    means = OneOf(*DENIAL_MEANS, required=True)


class Denial(Schema):
    """T27: how the resident let it be known that nobody came or nothing was done; words are welcome, never needed."""

    means = OneOf(*DENIAL_MEANS, required=True)
    text = Text(1000, allow_none=True, load_default=None)


class Rating(Schema):
    """T28: how it was, 5 is the best; words are welcome, never needed. Once more after it was looked into: T32."""

    level = fields.Integer(strict=True, required=True, validate=validate.Range(1, 5))
    means = OneOf(*REVIEW_MEANS, required=True)
    text = Text(1000, allow_none=True, load_default=None)


class CallBody(Schema):
    """How a call went, and whether it is solved, as whoever was reached says."""

    outcome = OneOf(*CALL_OUTCOMES, required=True)
    solved = YesNo(allow_none=True, load_default=None)


class Finding(Schema):
    """T32, T38: what looking into it brought, with a sentence for whoever asked."""

    finding = OneOf(*FINDINGS, required=True)
    sentence = Text(500, required=True)


class Rework(Schema):
    """T31: whether others are to come, and the time that the resident agreed to."""

    other_team = YesNo(required=True)
    wanted_from = Moment(required=True)
    wanted_to = Moment(required=True)


class AppealBody(Schema):
    """T38: about what, and why."""

    about = OneOf(*APPEALS, required=True)
    text = Text(1000, required=True)


class SamplingBody(Schema):
    """The share, in percent, of those who said nothing that is rung."""

    percent = fields.Integer(strict=True, required=True, validate=validate.Range(0, 100))


class OrderFilter(Schema):
    """Which orders to list."""

    state = OneOf(*State)
    level = fields.Integer(validate=validate.Range(1, 5))
    supervised = fields.Boolean()


class RectificationView(Schema):
    """A looking into an order; whoever appealed is known to the center, their words to those who decide."""

    cause = fields.String()
    opened_at = fields.AwareDateTime()
    rung_at = fields.AwareDateTime(allow_none=True)
    reached = fields.Boolean()
    appeal_about = fields.String(allow_none=True)
    finding = fields.String(allow_none=True)
    finding_sentence = fields.String(allow_none=True)
    proposed_by = fields.String(allow_none=True)
    found_by = fields.String(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)


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
    denied_at = fields.AwareDateTime(allow_none=True)
    level = fields.Integer(allow_none=True)
    review_means = fields.String(allow_none=True)
    callback = fields.Boolean()
    reviewed_at = fields.AwareDateTime(allow_none=True)
    sampled_at = fields.AwareDateTime(allow_none=True)
    follow_up_level = fields.Integer(allow_none=True)
    rework_asked_at = fields.AwareDateTime(allow_none=True)
    due_at = fields.AwareDateTime(allow_none=True)
    alarm = fields.String(allow_none=True)
    supervised = fields.Boolean()
    rectifications = fields.List(fields.Nested(RectificationView))
    closed_at = fields.AwareDateTime(allow_none=True)
    closings = fields.Integer()
    outcome = fields.String(allow_none=True)


class WordsView(Schema):
    """About what somebody appealed, and their own words."""

    appeal_about = fields.String(allow_none=True)
    appeal_text = fields.String(allow_none=True)


class TextView(Schema):
    """The resident's own words, and those of whoever appealed."""

    order_id = fields.UUID()
    level = fields.Integer(allow_none=True)
    text = fields.String(allow_none=True)
    follow_up_text = fields.String(allow_none=True)
    rectifications = fields.List(fields.Nested(WordsView))


class CallView(Schema):
    """A call that was made."""

    call_id = fields.UUID()
    order_id = fields.UUID()
    at = fields.AwareDateTime()
    made_by = fields.String()
    outcome = fields.String()
    solved = fields.Boolean(allow_none=True)


class SamplingView(Schema):
    """A version of the share."""

    version = fields.Integer()
    percent = fields.Integer()
    published_by = fields.String()
    published_at = fields.AwareDateTime()


class FactFilter(Schema):
    """Which facts to list."""

    type = OneOf(*BY_TYPE)
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
