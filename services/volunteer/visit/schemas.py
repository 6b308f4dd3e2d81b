"""What is asked of a visit over HTTP, and what it answers besides the order."""

from marshmallow import fields, validate

from services.volunteer.schemas.bodies import LARGEST_CREW, Answer, whole
from shared.contracts.text import Text
from shared.contracts.values import Moment, OneOf, YesNo
from shared.contracts.volunteer import CHECK_IN_MEANS, SUSPENSION_REASONS
from shared.web.schema import Schema

RETURN_REASONS = ("ill", "farm_work", "transport", "weather", "family")
NO_SHOW_ANSWERS = ("was_there", "recipient_absent", "agreed_otherwise", "ill", "transport", "forgot", "something_else")
_SIGN = r"^[0-9]{8}\Z"
_CODE = r"^[0-9]{6}\Z"


class Returning(Answer):
    """T20: why it has to be given back."""

    reason_code = OneOf(*RETURN_REASONS, required=True)


class CheckIn(Answer):
    """T22: who went, and how it is known; the word of the door, to be sure that it is the right one; what the scan of
    the station's QR code brought; whether the crew is to be asked whether they are home safe."""

    crew = fields.List(fields.UUID(), required=True, validate=validate.Length(1, LARGEST_CREW))
    means = OneOf(*CHECK_IN_MEANS, required=True)
    door_word = Text(4, allow_none=True, load_default=None)
    station_sign = fields.String(allow_none=True, load_default=None, validate=validate.Regexp(_SIGN))
    asks_home = YesNo(load_default=False)


class Absence(Answer):
    """T24: nobody was in; whether they were rung."""

    rang = YesNo(required=True)


class Suspension(Answer):
    """T25: why."""

    reason_code = OneOf(*SUSPENSION_REASONS, required=True)


class MinutesBody(Schema):
    """What one person served, without travel; from when until when, if that is not just since the check-in."""

    volunteer_id = fields.UUID(required=True)
    minutes = whole(1, 24 * 60)
    started_at = Moment(allow_none=True, load_default=None)
    ended_at = Moment(allow_none=True, load_default=None)


class Finishing(Answer):
    """T26: minutes for each who went, a short word on how it went, and the code that the resident told."""

    minutes = fields.List(fields.Nested(MinutesBody), required=True, validate=validate.Length(1, LARGEST_CREW))
    outcome = Text(500, allow_none=True, load_default=None)
    code = fields.String(allow_none=True, load_default=None, validate=validate.Regexp(_CODE))


class FinishingCode(Answer):
    """The code that the resident told, afterwards."""

    code = fields.String(required=True, validate=validate.Regexp(_CODE))


class NoShowAnswer(Answer):
    """T23: what whoever led has to say to it."""

    code = OneOf(*NO_SHOW_ANSWERS, required=True)
    text = Text(300, allow_none=True, load_default=None)


class Remark(Answer):
    """How it was, in the words of one who went."""

    text = Text(500, required=True)


class DoorWordView(Schema):
    """The word by which the resident knows that the right one has come."""

    order_id = fields.UUID()
    door_word = fields.String()


class SignView(Schema):
    """What stands in the QR code on the wall of a site."""

    site_path = fields.String()
    station_sign = fields.String()


class WayInVainView(Schema):
    """Somebody stood before a closed door."""

    order_id = fields.UUID()
    times = fields.Integer()
    volunteer_id = fields.UUID()
    at = fields.AwareDateTime()


class StatementView(Schema):
    """What a volunteer said, to a no-show or about a visit."""

    statement_id = fields.UUID()
    order_id = fields.UUID()
    round = fields.Integer()
    volunteer_id = fields.UUID()
    about = fields.String()
    code = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    at = fields.AwareDateTime()
