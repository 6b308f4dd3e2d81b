"""One trace for one cause: W3C trace context, carried from the door through the outbox to whoever hears the news.

Its id travels always, for the logs. What was done on the way, the spans, is recorded where somebody asked for that.
"""

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from types import TracebackType
from typing import Any

_PATTERN = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")

_current: ContextVar[str | None] = ContextVar("traceparent", default=None)
_service: ContextVar[str] = ContextVar("service", default="")
_subject: ContextVar[str | None] = ContextVar("subject", default=None)


class Span:
    """A piece of work of one service; this one is recorded nowhere. Say `with`, or `end` it."""

    def end(self, failure: str | None = None, **about: Any) -> None:
        """It is done, or came to nothing because of `failure`, the class of an error; what more there is to know."""

    def __enter__(self) -> "Span":
        return self

    def __exit__(self, error: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        self.end(error.__name__ if error else None)


Recorder = Callable[[str, str, str | None], tuple[Span, str]]
"""Begins a span: its name, its kind (server, consumer, internal), the traceparent that it came with or None; gives its
own traceparent besides."""

_UNRECORDED = Span()
_recorders: dict[str, Recorder] = {}


def record(service: str, recorder: Recorder) -> None:
    """Have the spans of this service recorded from now on."""
    _recorders[service] = recorder


def act_for(service: str) -> None:
    """This thread acts for this service from now on."""
    _service.set(service)


def begin(name: str, kind: str, came_with: str | None = None, subject: str | None = None) -> Span:
    """Act from now on, in this thread, as part of the trace that it came with (a new one if that is missing or
    malformed), in a span of its own; `subject` is the order that it is about, say."""
    parent = came_with if came_with and _PATTERN.fullmatch(came_with) else None
    span, traceparent = _UNRECORDED, parent or f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
    if recorder := _recorders.get(_service.get()):
        span, traceparent = recorder(name, kind, parent)
    _current.set(traceparent)
    _subject.set(subject)
    return span


def concerns(subject: str) -> None:
    """What this thread does turns out to be about this."""
    _subject.set(subject)


def traceparent() -> str:
    """The header to hand on."""
    current = _current.get()
    if current is None:
        begin("unasked", "internal")
        return traceparent()
    return current


def context() -> dict[str, str]:
    """Service, trace id and subject of what this thread does, as far as it has any; for the logs."""
    current = _current.get()
    known = {"service": _service.get(), "trace": current and current[3:35], "subject": _subject.get()}
    return {name: value for name, value in known.items() if value}
