"""Text that people typed: what may stand in it, and how much."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

_ALLOWED_CONTROLS = {"\n", "\t"}


def unreadable(value: str) -> bool:
    """Whether `value` holds what no screen, paper or database can: control characters, NUL, half a surrogate pair."""
    return any(
        (ord(char) < 32 and char not in _ALLOWED_CONTROLS) or 127 <= ord(char) < 160 or 0xD800 <= ord(char) < 0xE000
        for char in value
    )


class Text(fields.String):
    """Readable text, at most `limit` characters, not blank unless `blank` is allowed."""

    def __init__(self, limit: int, *, blank: bool = False, **kwargs: Any) -> None:
        shortest = 0 if blank else 1
        super().__init__(validate=validate.Length(min=shortest, max=limit), **kwargs)
        self.blank = blank

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs))
        if unreadable(text):
            raise ValidationError(
                "This holds characters that cannot be shown (control characters or half a character)."
            )
        if not self.blank and not text.strip():
            raise ValidationError("This must not be blank.")
        return text
