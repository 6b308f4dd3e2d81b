"""What volunteer's API is asked: bodies. They refuse what they don't know."""

from marshmallow import fields, validate

from shared.contracts.request import GENDERS
from shared.contracts.text import Text
from shared.contracts.values import Moment, OneOf, YesNo
from shared.contracts.volunteer import DECLINE_CHIPS, HALF_DAYS, POSTPONEMENT_REASONS, STATUSES
from shared.web.schema import Schema

LARGEST_CREW = 20
_PHONE = r"^\+?[0-9-]{5,19}\Z"
_SITE_CODE = r"^[0-9]{6}([0-9]{3}){0,2}\Z"


def _matching(pattern: str) -> fields.String:
    return fields.String(required=True, validate=validate.Regexp(pattern))


def whole(low: int, high: int) -> fields.Integer:
    return fields.Integer(strict=True, required=True, validate=validate.Range(low, high))


def _words(most: int) -> fields.List[str]:
    return fields.List(Text(40), required=True, validate=validate.Length(max=most))


class QualificationBody(Schema):
    """A qualification and the last day on which it counts."""

    name = Text(40, required=True)
    expires_on = fields.Date(required=True)


class AvailabilityBody(Schema):
    """When and how often somebody can help."""

    available = fields.List(OneOf(*HALF_DAYS), required=True, validate=validate.Length(max=len(HALF_DAYS)))
    max_per_week = whole(0, 50)
    status = OneOf(*STATUSES, required=True)


class VolunteerBody(AvailabilityBody):
    """A volunteer; gender and age are asked only for what the law asks of them."""

    name = Text(60, required=True)
    phone = _matching(_PHONE)
    gender = OneOf(*GENDERS, allow_none=True, load_default=None)
    birth_year = whole(1900, 2100)
    guardian_consent = YesNo(allow_none=True, load_default=None)
    home_code = _matching(_SITE_CODE)
    skills = _words(100)
    qualifications = fields.List(fields.Nested(QualificationBody), load_default=list, validate=validate.Length(max=100))
    insured_until = fields.Date(allow_none=True, load_default=None)
    languages = _words(20)
    travel_km = whole(0, 500)


class NewVolunteer(VolunteerBody):
    """Somebody to enrol, under a number that stays theirs."""

    volunteer_no = Text(16, required=True)


class TeamBody(Schema):
    """A team; its leader is always one of its members."""

    name = Text(60, required=True)
    home_code = _matching(_SITE_CODE)
    leader_id = fields.UUID(required=True)
    skills = _words(100)
    standing = YesNo(required=True)
    duty_team = YesNo(required=True)
    member_ids = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=1000))


class NewTeam(TeamBody):
    """A team to make, under a code that stays its own."""

    code = Text(16, required=True)


class Spoken(Schema):
    """A word said on the phone: whose, and which number was rung."""

    said_by = fields.UUID(required=True)
    rang = _matching(_PHONE)


class Answer(Schema):
    """What a volunteer answers, or staff with their spoken word."""

    spoken = fields.Nested(Spoken, allow_none=True, load_default=None)


class Acceptance(Answer):
    """T10, T12: a yes, for oneself or for a team that one leads."""

    for_team = fields.UUID(allow_none=True, load_default=None)


class Declining(Answer):
    """T11: a no; the chip is welcome, never needed."""

    chip = OneOf(*DECLINE_CHIPS, allow_none=True, load_default=None)


class Explaining(Answer):
    """T11: why it was a no, said afterwards."""

    chip = OneOf(*DECLINE_CHIPS, required=True)


class Recruiting(Answer):
    """T19: who is asked to come along."""

    volunteer_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(1, LARGEST_CREW))


class Appointment(Answer):
    """T19: when they come, as agreed with the resident, and who comes besides those who were asked."""

    starts_at = Moment(required=True)
    crew = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=LARGEST_CREW))


class Postponement(Answer):
    """T37: when they could come instead, and why."""

    starts_at = Moment(required=True)
    reason_code = OneOf(*POSTPONEMENT_REASONS, required=True)


class Told(Schema):
    """How somebody was told."""

    through = OneOf("phone", "visit", "page", required=True)
