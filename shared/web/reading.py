"""What a request says, read once and strictly: JSON that means the same to everybody, in a body of bearable size."""

import json
import math
from typing import Any

from flask import Request, g, request
from webargs import missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, NotFound, RequestEntityTooLarge, UnsupportedMediaType

from shared.contracts.text import unreadable

LARGEST_BODY = 256 * 1024


class Unclear(ValueError):
    """JSON that one reader takes for this and another for that. Says what to mend."""


class BodyParser(FlaskParser):
    """webargs, given the body as it was read here instead of reading it again by its own rules."""

    def _raw_load_json(self, req: Request) -> Any:
        return body()


def body() -> Any:
    """The JSON values of the request in hand; `missing` when it has no body."""
    return g.body


def read_request() -> None:
    """Refuse what cannot be read, before anybody acts on it."""
    g.body = missing
    if unreadable(request.path):
        raise NotFound
    if request.method in {"POST", "PUT", "PATCH"}:
        _read_body()


def _read_body() -> None:
    try:
        text = request.get_data()
    except RequestEntityTooLarge:
        raise RequestEntityTooLarge(f"The body is too large; send at most {LARGEST_BODY // 1024} KiB.") from None
    if request.is_json:
        g.body = _parsed(text)
    elif text and request.path.startswith("/api/"):  # forms go to the people's door
        raise UnsupportedMediaType("Send JSON, with Content-Type: application/json.")


def _parsed(text: bytes) -> Any:
    """JSON as RFC 8259 wants it: Python's reader also takes NaN, and the last of several fields of one name."""
    try:
        return json.loads(text, parse_constant=_constant, parse_float=_number, object_pairs_hook=_fields)
    except Unclear as fault:
        raise BadRequest(str(fault)) from None
    except (ValueError, RecursionError):
        raise BadRequest("The body is not readable as JSON.") from None


def _constant(_: str) -> None:
    raise Unclear("JSON has no NaN and no Infinity; leave the field out or say null.")


def _number(text: str) -> float:
    """In JSON 4.0 is the whole number 4."""
    number = float(text)
    if math.isinf(number):
        raise Unclear("The body holds a number that is too large.")
    return int(number) if number.is_integer() else number


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise Unclear("The body names a field twice; name it once.")
    return fields
