"""What is asked of the ledger over HTTP, and what it answers. Bodies refuse what they don't know."""

import json
from pathlib import Path
from typing import Any

from marshmallow import fields, validate

from services.volunteer.ledger.policy import MINUTES_CLASSES
from services.volunteer.schemas.bodies import Answer
from services.volunteer.schemas.views import VolunteerView
from shared.contracts.text import Text
from shared.contracts.values import OneOf
from shared.web.pages import language
from shared.web.schema import Schema

DISPUTE_CODES = ("not_mine", "wrong_minutes", "wrong_day", "something_else")
DISPUTE_REASONS = ("as_disputed", "partly", "as_recorded", "cannot_be_found")
REVOCATION_REASONS = ("corrected", "forged", "issued_twice")
MERITS = ("training", "commendation")
WORDS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
_STANDING = ("open", "decided")


class _Correction(Schema):
    minutes = fields.Integer(strict=True, required=True, validate=validate.Range(0, 24 * 60))
    minutes_class = OneOf(*MINUTES_CLASSES, required=True)


class Disputing(Answer):
    """What is wrong with one's minutes, and more about it if one likes."""

    code = OneOf(*DISPUTE_CODES, required=True)
    text = Text(500, allow_none=True, load_default=None)


class Deciding(_Correction):
    """What stands after all, and why."""

    reason_code = OneOf(*DISPUTE_REASONS, required=True)
    sentence = Text(300, allow_none=True, load_default=None)


class Clearing(Schema):
    """Why all is well."""

    sentence = Text(300, required=True)


class Correcting(Clearing, _Correction):
    """What stands after all, and why."""


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


class LedgerFilter(Schema):
    """Whose entries, or those of which order."""

    volunteer_id = fields.UUID()
    order_id = fields.UUID()


class LedgerView(LedgerFilter):
    """An entry of the ledger: what stands from then on, what caused it, and how it hangs in the chain."""

    entry_id = fields.UUID()
    number = fields.Integer()
    minutes = fields.Integer()
    minutes_class = fields.String()
    frozen = fields.Boolean()
    started_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime()
    cause = fields.String()
    caused_by = fields.String()
    at = fields.AwareDateTime()
    previous_hash = fields.String()
    hash = fields.String()


class StandingFilter(LedgerFilter):
    """Whose, of which order, and whether somebody has decided."""

    standing = OneOf(*_STANDING)


class DisputeView(Schema):
    """A dispute and what became of it."""

    dispute_id = fields.UUID()
    order_id = fields.UUID()
    volunteer_id = fields.UUID()
    code = fields.String()
    text = fields.String(allow_none=True)
    opened_at = fields.AwareDateTime()
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_by = fields.String(allow_none=True)
    reason_code = fields.String(allow_none=True)
    sentence = fields.String(allow_none=True)


class FlagView(Schema):
    """What is to be looked at, in words, and what somebody decided."""

    flag_id = fields.UUID()
    order_id = fields.UUID()
    volunteer_id = fields.UUID()
    code = fields.String()
    parameters = fields.Dict()
    reason = fields.Method("in_words", metadata={"type": "string"})
    raised_at = fields.AwareDateTime()
    decision = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_by = fields.String(allow_none=True)
    sentence = fields.String(allow_none=True)

    def in_words(self, flag: Any) -> str:
        """Why it was flagged, in the language of who asks."""
        told = dict(flag.parameters)
        if "by" in told:
            told["by"] = WORDS["by"][told["by"]][language()]
        return str(WORDS[flag.code][language()]).format(**told)


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
    changes = fields.List(fields.String(), metadata={"description": "since it was issued: disputed, corrected"})


class CertificateView(_CertificateView, _ChangesView):
    """What anybody may know who holds a certificate in their hands."""


class SheetView(_ChangesView):
    """All that is printed on the sheet."""

    certificate = fields.Nested(IssuedView)
    name = fields.String(attribute="volunteer.name")
    volunteer_no = fields.String(attribute="volunteer.volunteer_no")
