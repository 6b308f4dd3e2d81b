"""The Flask application of one service: its doors over HTTP, its document, its state for operators."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import BadRequest

from shared import trace
from shared.clock import SHANGHAI
from shared.db import Database
from shared.web.door import ApiDoor
from shared.web.problems import ProblemApi, tell_errors_kindly

_SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

log = structlog.get_logger()


def make_app(
    service: str, api: ApiDoor, database: Database, status: Callable[[datetime | None], dict[str, Any]]
) -> Flask:
    """One service's application; it is mounted under /<service>."""
    app = Flask(service)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    app.config.update(
        API_TITLE=f"Sidan {service}",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.1",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={"servers": [{"url": f"/{service}"}]},
    )
    app.extensions["sidan_database"] = database
    app.before_request(_begin)
    tell_errors_kindly(app)
    ProblemApi(app).register_blueprint(api)
    app.after_request(_end)
    app.add_url_rule("/livez", "livez", lambda: jsonify(alive=True))
    app.add_url_rule("/status", "status", lambda: jsonify(status(_until())))
    return app


def _until() -> datetime | None:
    """`?until=` a moment to come: an operator asks what will have fallen due by then."""
    asked = request.args.get("until")
    if asked is None:
        return None
    try:
        moment = datetime.fromisoformat(asked)
    except ValueError:
        raise BadRequest("until needs a moment with its zone, as in 2026-11-16T09:00:00+08:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _begin() -> None:
    trace.follow(request.headers.get("traceparent"))
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    """Log the route, never the path: a path may carry a token."""
    response.headers.update(_SECURITY_HEADERS)
    took = round((time.perf_counter() - g.began) * 1000, 1)
    route = request.url_rule.rule if request.url_rule else None
    log.info(
        "request", method=request.method, route=route, status=response.status_code, ms=took, trace=trace.trace_id()
    )
    return response
