"""The bodies of request's API. Bodies refuse what they don't know."""

from marshmallow import Schema, fields, validate

from services.request.lifecycle import State
from shared.contracts.request import CHANNELS, GENDERS, KINDS, MODES, REJECTION_REASONS, SITE_LEVELS, URGENCIES
from shared.contracts.text import Text
from shared.contracts.values import Moment, OneOf, YesNo

CIRCUMSTANCES = (
    "living_alone",
    "disabled",
    "left_behind_child",
    "low_income",
    "bereaved_elder",
    "hard_of_hearing",
    "mobility_impaired",
)
MEANS = ("visit", "phone", "online")
_PHONE = r"^\+?[0-9-]{5,19}\Z"
_SITE_CODE = r"^[0-9]{6}([0-9]{3}){0,2}\Z"


class NewOrder(Schema):
    """T1: an order as a resident, a proxy or a clerk gives it."""

    external_ref = Text(64)
    channel = OneOf(*CHANNELS, required=True)
    kind = OneOf(*KINDS, required=True)
    urgency = OneOf(*URGENCIES, load_default="normal")
    item_code = Text(16, allow_none=True, load_default=None)
    station_code = fields.String(required=True, validate=validate.Regexp(_SITE_CODE))
    requester_name = Text(60, required=True)
    requester_phone = fields.String(required=True, validate=validate.Regexp(_PHONE))
    proxy_name = Text(60, allow_none=True, load_default=None)
    proxy_relation = Text(20, allow_none=True, load_default=None)
    recipient_name = Text(60, required=True)
    recipient_age = fields.Integer(strict=True, allow_none=True, load_default=None, validate=validate.Range(0, 130))
    circumstances = fields.List(OneOf(*CIRCUMSTANCES), load_default=list, validate=validate.Length(max=10))
    address_detail = Text(200, required=True)
    need_text = Text(2000, required=True)
    wanted_from = Moment(required=True)
    wanted_to = Moment(required=True)
    consent = YesNo(required=True, metadata={"description": "agreed to be contacted"})


class Approval(Schema):
    """T6: how the clerk verified the order, and under what it is filed."""

    item_code = Text(16, required=True)
    title = Text(40, required=True)
    means = OneOf(*MEANS, required=True)
    language = Text(20, allow_none=True, load_default=None)
    two_person = YesNo(load_default=False)
    carer_gender = OneOf(*GENDERS, allow_none=True, load_default=None)


class Rejection(Schema):
    """T4: why not, and what else could help."""

    reason_code = OneOf(*REJECTION_REASONS, required=True)
    sentence = Text(500, required=True)


class Referral(Schema):
    """T5: who helps instead."""

    target = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-z_]{2,32}\Z"))
    sentence = Text(500, required=True)
    emergency = YesNo(load_default=False)


class Merging(Schema):
    """T7: the order that survives."""

    into = fields.UUID(required=True)


class Cancellation(Schema):
    """T35: a reason is welcome, never needed."""

    reason = Text(200, allow_none=True, load_default=None)


class OrderFilter(Schema):
    """Which orders to list."""

    state = OneOf(*State)
    external_ref = Text(64)
    order_no = Text(8)


class OrderView(Schema):
    """An order without anything that tells of a person."""

    order_id = fields.UUID()
    order_no = fields.String()
    external_ref = fields.String(allow_none=True)
    state = fields.String()
    round = fields.Integer()
    site_path = fields.String()
    channel = fields.String()
    kind = fields.String()
    urgency = fields.String()
    priority = fields.Integer(allow_none=True)
    item_code = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    wanted_from = fields.AwareDateTime()
    wanted_to = fields.AwareDateTime()
    submitted_at = fields.AwareDateTime()
    closed_at = fields.AwareDateTime(allow_none=True)
    reason_code = fields.String(allow_none=True)
    sentence = fields.String(allow_none=True)
    referred_to = fields.String(allow_none=True)
    duplicate_of = fields.UUID(allow_none=True)


class PlacedOrderView(OrderView):
    """What the one who ordered is answered: the order and the link that only they know."""

    link_token = fields.String()


class RulesBody(Schema):
    """The rules of an item."""

    skills = fields.List(Text(40), required=True, validate=validate.Length(max=20))
    minutes = fields.Integer(strict=True, required=True, validate=validate.Range(1, 24 * 60))
    team_size = fields.Integer(strict=True, required=True, validate=validate.Range(1, 100))
    qualification = Text(40, allow_none=True, load_default=None)
    risk_level = fields.Integer(strict=True, required=True, validate=validate.Range(0, 3))
    minors_may_help = YesNo(required=True)
    interval_days = fields.Integer(strict=True, required=True, validate=validate.Range(0, 3650))
    modes = fields.List(OneOf(*MODES), required=True, validate=validate.Length(1, 3))


class ItemBody(RulesBody):
    """A catalogue item as the center publishes it."""

    platform_code = Text(4, required=True)
    name_zh = Text(60, required=True)
    name_en = Text(120, required=True)


class ItemView(Schema):
    """A catalogue item."""

    code = fields.String()
    version = fields.Integer()
    platform_code = fields.String()
    name_zh = fields.String()
    name_en = fields.String()
    rules = fields.Nested(RulesBody(unknown="exclude"))


class SiteBody(Schema):
    """A site as the center names it."""

    level = OneOf(*SITE_LEVELS, required=True)
    name = Text(60, required=True)


class SiteView(SiteBody):
    """A site."""

    path = fields.String()
    code = fields.String()
    version = fields.Integer()


class NoFilter(Schema):
    """Everything, page by page."""
