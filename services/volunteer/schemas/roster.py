"""Bodies about volunteers and teams."""

from marshmallow import Schema, fields, validate

from services.volunteer.schemas.fields import one_of, phone, site_code, whole, words, yes_no
from shared.contracts.request import GENDERS
from shared.contracts.text import Text
from shared.contracts.volunteer import HALF_DAYS, STATUSES


class QualificationBody(Schema):
    """A qualification and the last day on which it counts."""

    name = Text(40, required=True)
    expires_on = fields.Date(required=True)


class QualificationView(Schema):
    """A qualification as it is kept."""

    name = fields.String()
    expires_on = fields.String()


class AvailabilityBody(Schema):
    """When and how often somebody can help."""

    available = fields.List(one_of(*HALF_DAYS), required=True, validate=validate.Length(max=len(HALF_DAYS)))
    max_per_week = whole(0, 50)
    status = one_of(*STATUSES, required=True)


class VolunteerBody(AvailabilityBody):
    """A volunteer; a gender or an age is asked only for what the law asks of it."""

    name = Text(60, required=True)
    phone = phone()
    gender = one_of(*GENDERS, allow_none=True, load_default=None)
    birth_year = whole(1900, 2100)
    guardian_consent = yes_no(allow_none=True, load_default=None)
    home_code = site_code()
    skills = words(100)
    qualifications = fields.List(fields.Nested(QualificationBody), load_default=list, validate=validate.Length(max=100))
    insured_until = fields.Date(allow_none=True, load_default=None)
    languages = words(20)
    travel_km = whole(0, 500)


class NewVolunteer(VolunteerBody):
    """Somebody to enrol, under a number that stays theirs."""

    volunteer_no = Text(16, required=True)


class VolunteerView(Schema):
    """A volunteer, for themselves and for staff of their place."""

    volunteer_id = fields.UUID()
    version = fields.Integer()
    volunteer_no = fields.String()
    name = fields.String()
    phone = fields.String()
    gender = fields.String(allow_none=True)
    birth_year = fields.Integer()
    guardian_consent = fields.Boolean(allow_none=True)
    status = fields.String()
    home_path = fields.String()
    skills = fields.List(fields.String())
    qualifications = fields.List(fields.Nested(QualificationView))
    insured_until = fields.Date(allow_none=True)
    languages = fields.List(fields.String())
    available = fields.List(fields.String())
    max_per_week = fields.Integer()
    travel_km = fields.Integer()


class VolunteerFilter(Schema):
    """Which volunteers to list."""

    volunteer_no = fields.String(validate=validate.Length(max=16))
    status = one_of(*STATUSES)


class TeamBody(Schema):
    """A team; its leader is always one of its members."""

    name = Text(60, required=True)
    home_code = site_code()
    leader_id = fields.UUID(required=True)
    skills = words(100)
    standing = yes_no(required=True)
    duty_team = yes_no(required=True)
    member_ids = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=1000))


class NewTeam(TeamBody):
    """A team to make, under a code that stays its own."""

    code = Text(16, required=True)


class TeamView(Schema):
    """A team."""

    team_id = fields.UUID()
    version = fields.Integer()
    code = fields.String()
    name = fields.String()
    home_path = fields.String()
    leader_id = fields.UUID()
    skills = fields.List(fields.String())
    standing = fields.Boolean()
    duty_team = fields.Boolean()
    member_ids = fields.List(fields.UUID())


class TeamFilter(Schema):
    """Which teams to list."""

    code = fields.String(validate=validate.Length(max=16))
