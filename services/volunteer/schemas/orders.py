"""Bodies about offers, orders and minutes."""

from marshmallow import Schema, fields, validate

from services.volunteer.schemas.fields import one_of, phone, whole
from shared.contracts.dispatch import OFFERED_TO
from shared.contracts.text import Text
from shared.contracts.volunteer import CHECK_IN_MEANS, DECLINE_CHIPS

RETURN_REASONS = ("ill", "farm_work", "transport", "weather", "family")
LARGEST_CREW = 20


class Spoken(Schema):
    """A word said on the phone: whose, and which number was rung."""

    said_by = fields.UUID(required=True)
    rang = phone()


class Acceptance(Schema):
    """T10, T12: a yes, for oneself or for a team that one leads."""

    for_team = fields.UUID(allow_none=True, load_default=None)
    spoken = fields.Nested(Spoken, allow_none=True, load_default=None)


class Declining(Schema):
    """T11: a no; the chip is welcome, never needed."""

    chip = one_of(*DECLINE_CHIPS, allow_none=True, load_default=None)
    spoken = fields.Nested(Spoken, allow_none=True, load_default=None)


class Returning(Schema):
    """T20: why it has to be given back."""

    reason_code = one_of(*RETURN_REASONS, required=True)
    spoken = fields.Nested(Spoken, allow_none=True, load_default=None)


class CheckIn(Schema):
    """T22: who went, and how it is known."""

    crew = fields.List(fields.UUID(), required=True, validate=validate.Length(1, LARGEST_CREW))
    means = one_of(*CHECK_IN_MEANS, required=True)


class MinutesBody(Schema):
    """What one person served, without travel."""

    volunteer_id = fields.UUID(required=True)
    minutes = whole(1, 24 * 60)


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
    to_kind = one_of(*OFFERED_TO)
    state = fields.String(validate=validate.Length(max=12))


class OfferView(Schema):
    """An offer and what became of it."""

    offer_id = fields.UUID()
    order_id = fields.UUID()
    order_no = fields.String(allow_none=True)
    round = fields.Integer()
    to_kind = fields.String()
    to_id = fields.UUID(allow_none=True)
    deadline = fields.AwareDateTime()
    state = fields.String()
    answered_at = fields.AwareDateTime(allow_none=True)
    answered_by = fields.UUID(allow_none=True)
    chip = fields.String(allow_none=True)
    need = fields.Dict(metadata={"description": "as it was offered"})


class OrderFilter(Schema):
    """Which orders to list."""

    state = fields.String(validate=validate.Length(max=12))
    order_no = fields.String(validate=validate.Length(max=8))
    leader_id = fields.UUID()


class CrewView(Schema):
    """Somebody who went."""

    volunteer_id = fields.UUID()


class OrderView(Schema):
    """An order, who leads it and who went."""

    order_id = fields.UUID()
    order_no = fields.String(allow_none=True)
    state = fields.String()
    round = fields.Integer()
    site_path = fields.String(allow_none=True)
    need = fields.Dict(allow_none=True)
    leader_kind = fields.String(allow_none=True)
    leader_id = fields.UUID(allow_none=True)
    accepted_offer_id = fields.UUID(allow_none=True)
    accepted_by = fields.UUID(allow_none=True)
    checked_in_at = fields.AwareDateTime(allow_none=True)
    means = fields.String(allow_none=True)
    finished_at = fields.AwareDateTime(allow_none=True)
    crew = fields.Pluck(CrewView, "volunteer_id", many=True)


class LedgerFilter(Schema):
    """Whose entries, or those of which order."""

    volunteer_id = fields.UUID()
    order_id = fields.UUID()


class LedgerView(Schema):
    """An entry of the ledger."""

    entry_id = fields.UUID()
    order_id = fields.UUID()
    volunteer_id = fields.UUID()
    minutes = fields.Integer()
    minutes_class = fields.String()
    cause = fields.String()
    at = fields.AwareDateTime()
