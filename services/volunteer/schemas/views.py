"""What volunteer's API answers, and by what its lists are looked through."""

from marshmallow import fields

from services.volunteer.lifecycle import State
from services.volunteer.policy import OFFER_STATES
from services.volunteer.schemas.bodies import NewTeam, NewVolunteer
from shared.contracts.dispatch import OFFERED_TO
from shared.contracts.text import Text
from shared.contracts.values import OneOf
from shared.contracts.volunteer import STATUSES
from shared.web.schema import Schema


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
    round = fields.Integer()
    to_kind = fields.String()
    to_id = fields.UUID(allow_none=True)
    wave = fields.Integer()
    version = fields.Integer()
    deadline = fields.AwareDateTime()
    state = fields.String()
    answered_at = fields.AwareDateTime(allow_none=True)
    answered_by = fields.UUID(allow_none=True)
    chip = fields.String(allow_none=True)
    need = fields.Dict(attribute="card")


class OrderFilter(Schema):
    """Which orders to list."""

    state = OneOf(*State)
    order_no = Text(8)
    leader_id = fields.UUID()


class RecruitView(Schema):
    """Somebody who was asked to come along, and their answer."""

    volunteer_id = fields.UUID()
    state = fields.String()


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
    contact_due_at = fields.AwareDateTime(allow_none=True)
    starts_at = fields.AwareDateTime(allow_none=True)
    postponed_to = fields.AwareDateTime(allow_none=True)
    recruits = fields.List(fields.Nested(RecruitView))
    time_void = fields.Boolean()
    absences = fields.Integer()
    checked_in_at = fields.AwareDateTime(allow_none=True)
    arrival = fields.String(allow_none=True, metadata={"description": "free, in_time, early or late"})
    means = fields.String(allow_none=True)
    suspended_for = fields.String(allow_none=True)
    finished_at = fields.AwareDateTime(allow_none=True)
    code_standing = fields.String(allow_none=True, metadata={"description": "wrong, locked, looked_up or matched"})
    code_tries_left = fields.Integer()
    home_at = fields.AwareDateTime(allow_none=True)
    worry = fields.String(allow_none=True, metadata={"description": "what staff are to see to"})
    worry_since = fields.AwareDateTime(allow_none=True)
    crew = fields.List(fields.UUID())


class CallView(Schema):
    """A call to make: whom to ring, and what about."""

    notice_id = fields.UUID(attribute="id")
    order_id = fields.UUID()
    name = fields.String(attribute="rung.name")
    phone = fields.String(attribute="rung.phone")
    template = fields.String()
    parameters = fields.Dict()
    due_at = fields.AwareDateTime()
    sent_at = fields.AwareDateTime(allow_none=True)
    sent_through = fields.String(allow_none=True)


class AnswerFilter(Schema):
    """Answers about which order, and whether whose word it is disputes it."""

    order_id = fields.UUID()
    standing = OneOf("undisputed", "disputed")


class AnswerView(Schema):
    """An answer that was spoken and taken down: whose, to whom, over which number."""

    answer_id = fields.UUID()
    order_id = fields.UUID()
    said_by = fields.UUID()
    answer = fields.String()
    spoken_to = fields.String()
    rang = fields.String()
    at = fields.AwareDateTime()
    disputed_at = fields.AwareDateTime(allow_none=True)
