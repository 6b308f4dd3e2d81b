"""Text that people typed: what may stand in it, and how much."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validate

_CONTROLS = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f"
_HALF_CHARACTERS = r"\ud800-\udfff"
_UNREADABLE = re.compile(f"[{_CONTROLS}{_HALF_CHARACTERS}]")


def unreadable(value: str) -> bool:
    """Whether `value` holds what no screen, paper or database can: control characters, NUL, half a surrogate pair."""
    return _UNREADABLE.search(value) is not None


class Text(fields.String):
    """Readable text, at most `limit` characters, not blank."""

    PATTERN: ClassVar = rf"^[^{_CONTROLS}]*[^{_CONTROLS}\s][^{_CONTROLS}]*$"
    """The same for documents (ECMA 262); half characters have no name in it that all its readers know."""

    def __init__(self, limit: int, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(min=1, max=limit), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs))
        if unreadable(text):
            raise ValidationError(
                "This holds characters that cannot be shown (control characters or half a character)."
            )
        if not text.strip():
            raise ValidationError("This must not be blank.")
        return text
