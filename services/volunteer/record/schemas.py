"""What is asked of the service record over HTTP, and what it answers. Bodies refuse what they don't know."""

from marshmallow import fields, validate

from services.volunteer.schemas.views import VolunteerView
from shared.contracts.text import Text
from shared.contracts.values import OneOf
from shared.web.schema import Schema

REVOCATION_REASONS = ("corrected", "forged", "issued_twice")
MERITS = ("training", "commendation")


class MeritBody(Schema):
    """A training or a commendation."""

    kind = OneOf(*MERITS, required=True)
    title = Text(80, required=True)
    given_on = fields.Date(required=True)


class Stars(Schema):
    """So many stars, signed."""

    stars = fields.Integer(strict=True, required=True, validate=validate.Range(1, 5))


class StarTableBody(Schema):
    """The hours for one star, for two, and so on."""

    hours = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1, 100_000)), required=True, validate=validate.Length(1, 5)
    )


class Period(Schema):
    """Days, both included."""

    since = fields.Date(required=True)
    until = fields.Date(required=True)


class Revoking(Schema):
    """Why a certificate counts no more."""

    reason_code = OneOf(*REVOCATION_REASONS, required=True)


class MinutesView(Schema):
    """Minutes by class; those of them that are flagged, and frozen ones, which are in none."""

    counted = fields.Dict()
    flagged = fields.Dict()
    frozen = fields.Integer()


class RecordView(Schema):
    """The service record in its five groups, in short."""

    volunteer = fields.Nested(VolunteerView)
    services = fields.Integer()
    minutes = fields.Nested(MinutesView)
    merits = fields.Dict(metadata={"description": "how many trainings, commendations and stars"})
    levels = fields.Dict(metadata={"description": "how often each level was given, 5 is the best"})
    stars = fields.Integer(metadata={"description": "signed by a person"})
    stars_proposed = fields.Integer(metadata={"description": "by the table, from verified minutes that nobody doubts"})
    star_table = fields.Integer(metadata={"description": "the version of the table; 0 is the house's"})


class ServiceView(Schema):
    """A visit of one person, and what stands for it."""

    order_id = fields.UUID()
    order_no = fields.String(attribute="order.order_no")
    title = fields.String(attribute="order.need.title")
    minutes = fields.Integer()
    minutes_class = fields.String()
    frozen = fields.Boolean()
    started_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime()
    level = fields.Integer(attribute="order.level", allow_none=True)


class MeritView(MeritBody):
    """A training, a commendation or stars."""

    merit_id = fields.UUID()
    stars = fields.Integer(allow_none=True)
    entered_by = fields.String()


class StarTableView(StarTableBody):
    """A version of the table."""

    version = fields.Integer()
    published_by = fields.String()
    published_at = fields.AwareDateTime()


class _CertificateView(Schema):
    number = fields.String()
    since = fields.Date()
    until = fields.Date()
    total = fields.Integer(metadata={"description": "minutes"})
    minutes = fields.Dict(metadata={"description": "by class"})
    status = fields.String()
    issued_at = fields.AwareDateTime()
    revoked_at = fields.AwareDateTime(allow_none=True)
    revoked_for = fields.String(allow_none=True)


class IssuedView(_CertificateView):
    """A certificate, for whose it is and for staff."""

    services = fields.Integer()
    issued_by = fields.String()


class _ChangesView(Schema):
    changes = fields.List(
        fields.String(), metadata={"description": "since it was issued: disputed, corrected, doubted"}
    )


class CertificateView(_CertificateView, _ChangesView):
    """What anybody may know who holds a certificate in their hands."""


class SheetView(_ChangesView):
    """All that is printed on the sheet."""

    certificate = fields.Nested(IssuedView)
    name = fields.String(attribute="volunteer.name")
    volunteer_no = fields.String(attribute="volunteer.volunteer_no")
