"""Complaints: as they are made, looked at with their secret, and looked into."""

from marshmallow import fields, validate

from shared.actor import STAFF
from shared.contracts.feedback import CONCERNS
from shared.contracts.text import Text
from shared.contracts.values import OneOf
from shared.web.schema import Schema

KINDS = ("complaint", "suggestion")
_SITE_CODE = r"^[0-9]{6}([0-9]{3}){0,2}\Z"
_SUBJECT = r"^[0-9A-Za-z-]{1,64}\Z"


class NewComplaint(Schema):
    """What is complained about or suggested, where, and of whom, as far as that is known."""

    kind = OneOf(*KINDS, required=True)
    concerns = OneOf(*CONCERNS, required=True)
    site_code = fields.String(required=True, validate=validate.Regexp(_SITE_CODE))
    subject_id = fields.String(allow_none=True, load_default=None, validate=validate.Regexp(_SUBJECT))
    subject_role = OneOf(*sorted(STAFF), allow_none=True, load_default=None)
    text = Text(1000, required=True)


class Key(Schema):
    """The number, and the secret that was told with it."""

    number = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{8}\Z"))
    secret = fields.String(required=True, validate=validate.Regexp(r"^[0-9A-Za-z_-]{43}\Z"))


class Sentence(Schema):
    """The answer, for whoever asked."""

    sentence = Text(1000, required=True)


class ComplaintFilter(Schema):
    """Which complaints to list."""

    answered = fields.Boolean()


class StandingView(Schema):
    """How a complaint stands, for whoever made it."""

    complaint_id = fields.UUID()
    number = fields.String()
    kind = fields.String()
    concerns = fields.String()
    made_at = fields.AwareDateTime()
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    answer = fields.String(allow_none=True)
    answered_at = fields.AwareDateTime(allow_none=True)


class MadeView(StandingView):
    """What whoever made it is answered: the secret, too, which is told only now."""

    secret = fields.String()


class ComplaintView(StandingView):
    """A complaint before those who look into it."""

    site_path = fields.String()
    subject_id = fields.String(allow_none=True)
    subject_role = fields.String(allow_none=True)
    text = fields.String()
    acknowledged_by = fields.String(allow_none=True)
    answered_by = fields.String(allow_none=True)
    due_at = fields.AwareDateTime(allow_none=True)
    alarm = fields.String(allow_none=True)
    supervised = fields.Boolean()
