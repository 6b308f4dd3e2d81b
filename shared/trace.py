"""One trace for one cause: W3C trace context, carried from the door through the outbox to whoever hears the news."""

import re
import secrets
from contextvars import ContextVar

_PATTERN = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")

_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def follow(traceparent: str | None) -> None:
    """Act from now on, in this thread, as part of this trace; of a new one if it is missing or malformed."""
    known = _PATTERN.fullmatch(traceparent or "")
    _current.set(known[1] if known else secrets.token_hex(16))


def trace_id() -> str:
    """The id of the trace that this thread acts in, 32 hex digits."""
    current = _current.get()
    if current is None:
        follow(None)
        return trace_id()
    return current


def traceparent() -> str:
    """The header to hand on: this trace, a new span, sampled."""
    return f"00-{trace_id()}-{secrets.token_hex(8)}-01"
