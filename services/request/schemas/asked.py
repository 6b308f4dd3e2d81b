"""What is asked of request, about orders. Bodies refuse what they don't know."""

from marshmallow import fields, validate

from shared.contracts.dispatch import ALTERNATIVES
from shared.contracts.request import (
    CHANNELS,
    GENDERS,
    HOLD_REASONS,
    KINDS,
    REJECTION_REASONS,
    SITE_LEVELS,
    URGENCIES,
)
from shared.contracts.text import Text
from shared.contracts.values import Moment, OneOf, YesNo
from shared.web.schema import Schema

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
    resubmission_of = fields.UUID(
        allow_none=True, load_default=None, metadata={"description": "the rejected order that is submitted once more"}
    )
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


class Question(Schema):
    """T2: what has to be known before the order can be verified."""

    text = Text(500, required=True)


class Answer(Schema):
    """T3: the answer, in the words of the one who ordered."""

    text = Text(2000, required=True)


class Rejection(Schema):
    """T4: why not, in a plain sentence, and what else could help."""

    reason_code = OneOf(*REJECTION_REASONS, required=True)
    sentence = Text(500, required=True)
    alternative = OneOf(*ALTERNATIVES, required=True)


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


class Change(Schema):
    """T40: what is to be otherwise. The title only when the order is approved."""

    wanted_from = Moment()
    wanted_to = Moment()
    station_code = fields.String(validate=validate.Regexp(_SITE_CODE))
    address_detail = Text(200)
    need_text = Text(2000)
    item_code = Text(16)
    title = Text(40)


class Hold(Schema):
    """T36: until when the order waits, why, and that its recipient agrees."""

    until = Moment(required=True)
    reason_code = OneOf(*HOLD_REASONS, required=True)
    consent = YesNo(required=True, metadata={"description": "its recipient agreed; it may be spoken"})


class LimitBody(Schema):
    """Working minutes in which an order is verified; without an item, a level, an urgency: for any."""

    verify_minutes = fields.Integer(strict=True, required=True, validate=validate.Range(1, 100_000))
    item_code = Text(16, allow_none=True, load_default=None)
    level = OneOf(*SITE_LEVELS, allow_none=True, load_default=None)
    urgency = OneOf(*URGENCIES, allow_none=True, load_default=None)


class LimitsBody(Schema):
    """All limits that hold from now on; one of them for any order."""

    limits = fields.List(fields.Nested(LimitBody), required=True, validate=validate.Length(1, 200))


class CallNote(Schema):
    """How somebody was told."""

    through = OneOf("phone", "visit", "page", required=True)
