"""The bodies of volunteer's API. Bodies refuse what they don't know."""

from marshmallow import Schema, fields, validate

from services.volunteer.lifecycle import State
from services.volunteer.policy import OFFER_STATES
from shared.contracts.dispatch import OFFERED_TO
from shared.contracts.request import GENDERS
from shared.contracts.text import Text
from shared.contracts.values import OneOf, YesNo
from shared.contracts.volunteer import CHECK_IN_MEANS, DECLINE_CHIPS, HALF_DAYS, STATUSES

RETURN_REASONS = ("ill", "farm_work", "transport", "weather", "family")
LARGEST_CREW = 20
_PHONE = r"^\+?[0-9-]{5,19}\Z"
_SITE_CODE = r"^[0-9]{6}([0-9]{3}){0,2}\Z"


def _matching(pattern: str) -> fields.String:
    return fields.String(required=True, validate=validate.Regexp(pattern))


def _whole(low: int, high: int) -> fields.Integer:
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
    max_per_week = _whole(0, 50)
    status = OneOf(*STATUSES, required=True)


class VolunteerBody(AvailabilityBody):
    """A volunteer; gender and age are asked only for what the law asks of them."""

    name = Text(60, required=True)
    phone = _matching(_PHONE)
    gender = OneOf(*GENDERS, allow_none=True, load_default=None)
    birth_year = _whole(1900, 2100)
    guardian_consent = YesNo(allow_none=True, load_default=None)
    home_code = _matching(_SITE_CODE)
    skills = _words(100)
    qualifications = fields.List(fields.Nested(QualificationBody), load_default=list, validate=validate.Length(max=100))
    insured_until = fields.Date(allow_none=True, load_default=None)
    languages = _words(20)
    travel_km = _whole(0, 500)


class NewVolunteer(VolunteerBody):
    """Somebody to enrol, under a number that stays theirs."""

    volunteer_no = Text(16, required=True)


class VolunteerView(NewVolunteer):
    """A volunteer, for themselves and for staff of their place."""

    class Meta:
        exclude = ("home_code",)

    volunteer_id = fields.UUID()
    version = fields.Integer()
    home_path = fields.String()
    qualifications = fields.List(fields.Dict(), metadata={"description": "name and expires_on of each"})


class VolunteerFilter(Schema):
    """Which volunteers to list."""

    volunteer_no = Text(16)
    status = OneOf(*STATUSES)


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


class TeamView(NewTeam):
    """A team."""

    class Meta:
        exclude = ("home_code",)

    team_id = fields.UUID()
    version = fields.Integer()
    home_path = fields.String()


class TeamFilter(Schema):
    """Which teams to list."""

    code = Text(16)


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


class Returning(Answer):
    """T20: why it has to be given back."""

    reason_code = OneOf(*RETURN_REASONS, required=True)


class CheckIn(Schema):
    """T22: who went, and how it is known."""

    crew = fields.List(fields.UUID(), required=True, validate=validate.Length(1, LARGEST_CREW))
    means = OneOf(*CHECK_IN_MEANS, required=True)


class MinutesBody(Schema):
    """What one person served, without travel."""

    volunteer_id = fields.UUID(required=True)
    minutes = _whole(1, 24 * 60)


class Finishing(Schema):
    """T26: minutes for each who went, and a short word on how it went."""

    minutes = fields.List(fields.Nested(MinutesBody), required=True, validate=validate.Length(1, LARGEST_CREW))
    outcome = Text(500, allow_none=True, load_default=None)


class NoShow(Schema):
    """T23: nothing more to say."""


class OfferFilter(Schema):
    """Which offers to list."""

    order_id = fields.UUID()
    to_id = fields.UUID()
    to_kind = OneOf(*OFFERED_TO)
    state = OneOf(*OFFER_STATES)


class OfferView(Schema):
    """An offer and what became of it."""

    offer_id = fields.UUID()
    order_id = fields.UUID()
    order_no = fields.String(attribute="order.order_no")
    round = fields.Integer()
    to_kind = fields.String()
    to_id = fields.UUID(allow_none=True)
    deadline = fields.AwareDateTime()
    state = fields.String()
    answered_at = fields.AwareDateTime(allow_none=True)
    answered_by = fields.UUID(allow_none=True)
    chip = fields.String(allow_none=True)
    need = fields.Dict(attribute="order.need")


class OrderFilter(Schema):
    """Which orders to list."""

    state = OneOf(*State)
    order_no = Text(8)
    leader_id = fields.UUID()


class OrderView(Schema):
    """An order, who leads it and who went."""

    order_id = fields.UUID()
    order_no = fields.String(allow_none=True)
    state = fields.String()
    round = fields.Integer()
    site_path = fields.String()
    need = fields.Dict(allow_none=True)
    leader_kind = fields.String(allow_none=True)
    leader_id = fields.UUID(allow_none=True)
    accepted_offer_id = fields.UUID(allow_none=True)
    accepted_by = fields.UUID(allow_none=True)
    checked_in_at = fields.AwareDateTime(allow_none=True)
    means = fields.String(allow_none=True)
    finished_at = fields.AwareDateTime(allow_none=True)
    crew = fields.Pluck(MinutesBody, "volunteer_id", many=True)


class LedgerFilter(Schema):
    """Whose entries, or those of which order."""

    volunteer_id = fields.UUID()
    order_id = fields.UUID()


class LedgerView(LedgerFilter):
    """An entry of the ledger."""

    entry_id = fields.UUID()
    minutes = fields.Integer()
    minutes_class = fields.String()
    cause = fields.String()
    at = fields.AwareDateTime()
