"""The signs of life that every process gives over HTTP, as plain WSGI: nothing stands between them and a question."""

import json
from collections.abc import Iterable
from typing import Any

NOTHING_ELSE = {
    "type": "urn:sidan:problem:not_found",
    "title": "Not Found",
    "status": 404,
    "detail": "This process works and answers nobody but at /livez and /metrics. Ask a web process.",
    "code": "not_found",
}


def alive(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """/livez: whoever can say so lives."""
    return _said({"alive": True}, "200 OK", "application/json", start_response)


def nothing_else(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Everything else at a process that only works."""
    return _said(NOTHING_ELSE, "404 Not Found", "application/problem+json", start_response)


def _said(what: dict[str, Any], status: str, kind: str, start_response: Any) -> Iterable[bytes]:
    start_response(status, [("Content-Type", kind)])
    return [json.dumps(what).encode()]
