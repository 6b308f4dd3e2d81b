"""The kinds of field that several bodies share."""

from marshmallow import fields, validate

from shared.contracts.text import Text

_PHONE = r"^\+?[0-9-]{5,19}\Z"
_SITE_CODE = r"^[0-9]{6}([0-9]{3}){0,2}\Z"


def one_of(*words: str, **options: object) -> fields.String:
    """One of these words."""
    return fields.String(validate=validate.OneOf(words), **options)  # type: ignore[arg-type]


def whole(low: int, high: int) -> fields.Integer:
    """A whole number between `low` and `high`, both included."""
    return fields.Integer(strict=True, required=True, validate=validate.Range(low, high))


def yes_no(**options: object) -> fields.Boolean:
    """True or false, no other word for it."""
    return fields.Boolean(truthy={True}, falsy={False}, **options)  # type: ignore[arg-type]


def words(most: int) -> fields.List[str]:
    """At most `most` short texts."""
    return fields.List(Text(40), required=True, validate=validate.Length(max=most))


def site_code() -> fields.String:
    """The division code of a center, an office or a station."""
    return fields.String(required=True, validate=validate.Regexp(_SITE_CODE))


def phone() -> fields.String:
    """A number that can be rung."""
    return fields.String(required=True, validate=validate.Regexp(_PHONE))
