"""What is asked of the ledger over HTTP, and what it answers. Bodies refuse what they don't know."""

import json
from pathlib import Path
from typing import Any

from marshmallow import fields, validate

from services.volunteer.ledger.policy import MINUTES_CLASSES
from services.volunteer.schemas.bodies import Answer
from shared.contracts.text import Text
from shared.contracts.values import Moment, OneOf
from shared.web.pages import language
from shared.web.schema import Schema

DISPUTE_CODES = ("not_mine", "wrong_minutes", "wrong_day", "something_else")
DISPUTE_REASONS = ("as_disputed", "partly", "as_recorded", "cannot_be_found")
WORDS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
_STANDING = ("open", "decided")


class _Correction(Schema):
    minutes = fields.Integer(strict=True, required=True, validate=validate.Range(0, 24 * 60))
    minutes_class = OneOf(*MINUTES_CLASSES, required=True)
    started_at = Moment(allow_none=True, load_default=None)
    ended_at = Moment(allow_none=True, load_default=None)


class Disputing(Answer):
    """What is wrong with one's minutes, and more about it if one likes."""

    code = OneOf(*DISPUTE_CODES, required=True)
    text = Text(500, allow_none=True, load_default=None)


class Deciding(_Correction):
    """What stands after all, and why; from when until when, if that was wrong."""

    reason_code = OneOf(*DISPUTE_REASONS, required=True)
    sentence = Text(300, allow_none=True, load_default=None)


class Clearing(Schema):
    """Why all is well."""

    sentence = Text(300, required=True)


class Correcting(Clearing, _Correction):
    """What stands after all, and why."""


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
