"""How an event is written down: one dataclass for the hand; its marshmallow schema for the wire is made from it.

Readers ignore what they don't know (contracts only grow within a version); speakers hear themselves: `checked`
loads what was dumped, because marshmallow's dump validates nothing.
"""

import dataclasses
from collections.abc import Callable
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate

from shared.contracts.text import Text
from shared.contracts.values import Moment, YesNo

REQUIRED = object()
"""A field without a default: it must be said."""


class Malformed(Exception):
    """What was said does not fit its contract. Names the fields, never their content."""


class _WireSchema(Schema):
    made: ClassVar[type]

    class Meta:
        unknown = EXCLUDE

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Any:
        return self.made(**data)


def _wire(field: fields.Field[Any], default: Any = REQUIRED) -> Any:
    if default is not REQUIRED:
        field.allow_none, field.required, field.load_default = True, False, default
        return dataclasses.field(default=default, metadata={"wire": field})
    return dataclasses.field(metadata={"wire": field})


def identity(*, default: Any = REQUIRED) -> Any:
    """A UUID."""
    return _wire(fields.UUID(required=True), default)


def text(limit: int, *, default: Any = REQUIRED) -> Any:
    """Readable text of 1 to `limit` characters."""
    return _wire(Text(limit, required=True), default)


def whole(low: int, high: int, *, default: Any = REQUIRED) -> Any:
    """A whole number between `low` and `high`, both included."""
    return _wire(fields.Integer(required=True, strict=True, validate=validate.Range(low, high)), default)


def degrees(most: int) -> Any:
    """Degrees of latitude or longitude, WGS 84, at most `most` to either side."""
    return _wire(fields.Float(required=True, validate=validate.Range(-most, most)))


def yes_no(*, default: Any = REQUIRED) -> Any:
    """True or false."""
    return _wire(YesNo(required=True), default)


def moment(*, default: Any = REQUIRED) -> Any:
    """An aware moment, ISO 8601."""
    return _wire(Moment(required=True), default)


def day(*, default: Any = REQUIRED) -> Any:
    """A calendar day, Asia/Shanghai, YYYY-MM-DD."""
    return _wire(fields.Date(required=True), default)


def one_of(*words: str, default: Any = REQUIRED) -> Any:
    """One of these words."""
    return _wire(fields.String(required=True, validate=validate.OneOf(words)), default)


def words(limit: int = 40, most: int = 100, *, default: Any = REQUIRED) -> Any:
    """A list of at most `most` short texts."""
    return _wire(fields.List(Text(limit), required=True, validate=validate.Length(max=most)), default)


def identities(most: int = 100) -> Any:
    """A list of at most `most` UUIDs."""
    return _wire(fields.List(fields.UUID(), required=True, validate=validate.Length(max=most)))


def nested(record: type["Record"], *, default: Any = REQUIRED) -> Any:
    """Another record inside this one."""
    return _wire(fields.Nested(record.schema(), required=True), default)


def several(record: type["Record"], most: int = 100) -> Any:
    """A list of at most `most` records."""
    listed = fields.List(fields.Nested(record.schema()), required=True, validate=validate.Length(max=most))
    return _wire(listed)


class Record:
    """A part of an event that has no life of its own."""

    _schema: ClassVar[Schema]

    @classmethod
    def schema(cls) -> Schema:
        """The marshmallow schema of this record."""
        return cls._schema

    def as_wire(self) -> dict[str, Any]:
        """This record as JSON values."""
        dumped: dict[str, Any] = self._schema.dump(self)
        return dumped

    @classmethod
    def from_wire(cls, data: Any) -> Self:
        """Read what was said. Raises Malformed."""
        try:
            made: Self = cls._schema.load(data)
        except ValidationError as error:
            raise Malformed(f"{cls.__name__}: {', '.join(sorted(map(str, error.messages_dict)))}") from None
        return made


class Event(Record):
    """A fact that one service tells the others."""

    TYPE: ClassVar[str]
    SPEAKER: ClassVar[str]
    ABOUT: ClassVar[str]

    @property
    def subject(self) -> str:
        """What the fact is about: the id of an order, a volunteer, a team, or the key of an item or site."""
        return str(getattr(self, self.ABOUT))

    def checked(self) -> dict[str, Any]:
        """This event as JSON values that are known to load again. Raises Malformed."""
        data = self.as_wire()
        self.from_wire(data)
        return data


Kind = TypeVar("Kind", bound=Record)
Said = TypeVar("Said", bound=Event)


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(identity, text, whole, yes_no, moment, day, one_of, words, identities, nested, several),
)
def record(cls: type[Kind]) -> type[Kind]:
    """Make a frozen dataclass of `cls`, and its schema."""
    made = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
    wire = {field.name: field.metadata["wire"] for field in dataclasses.fields(made)}  # type: ignore[arg-type]  # mypy: it is one now
    made._schema = type(cls.__name__, (_WireSchema,), {**wire, "made": made})()
    return made


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(identity, text, whole, yes_no, moment, day, one_of, words, identities, nested, several),
)
def contract(event_type: str, *, speaker: str, about: str = "order_id") -> Callable[[type[Said]], type[Said]]:
    """Make an event of a class: its type on the wire, the service that says it, the field that names its subject."""

    def make(cls: type[Said]) -> type[Said]:
        made = record(cls)
        made.TYPE, made.SPEAKER, made.ABOUT = event_type, speaker, about
        return made

    return make
