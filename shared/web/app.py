"""The Flask application of one service: its doors over HTTP, its document, its state for operators."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from flask import Blueprint, Flask, Response, g, jsonify, request
from werkzeug.exceptions import BadRequest

from shared import trace
from shared.clock import SHANGHAI
from shared.db import Database
from shared.web.door import ApiDoor
from shared.web.pages import TEMPLATES, dress
from shared.web.problems import ProblemApi, tell_errors_kindly

YEARS = range(1971, 9999)
"""Within these every zone has the moment, ids can be made of it, and terms can be counted back from it."""

log = structlog.get_logger()


def make_app(
    service: str,
    api: ApiDoor,
    pages: Iterable[Blueprint],
    database: Database,
    looks: Mapping[str, Callable[..., dict[str, Any]]],
    hotline: str,
) -> Flask:
    """One service's application; it is mounted under /<service>. `looks` show operators and programs how it stands."""
    app = Flask(service, template_folder=TEMPLATES, static_folder=None)
    dress(app, hotline)
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
    app.before_request(partial(_begin, service))
    tell_errors_kindly(app)
    ProblemApi(app).register_blueprint(api)
    for door in pages:
        app.register_blueprint(door)
    app.after_request(_end)
    app.add_url_rule("/livez", "livez", lambda: jsonify(alive=True))
    app.add_url_rule("/readyz", "readyz", lambda: _readiness(looks["readyz"]()))
    app.add_url_rule("/status", "status", lambda: jsonify(looks["status"](recent="recent" in request.args)))
    app.add_url_rule(
        "/flow", "flow", lambda: jsonify(looks["flow"](since=_moment_asked("since"), until=_moment_asked("until")))
    )
    return app


def _readiness(needed: dict[str, bool]) -> tuple[Response, int]:
    return jsonify(needed), 200 if all(needed.values()) else 503


def _moment_asked(name: str) -> datetime | None:
    asked = request.args.get(name)
    if asked is None:
        return None
    try:
        moment = datetime.fromisoformat(asked)
    except ValueError:
        raise BadRequest(f"{name} needs a moment with its zone, as in 2026-11-16T09:00:00+08:00.") from None
    if moment.year not in YEARS:
        raise BadRequest(f"{name} lies outside of the years {YEARS.start} to {YEARS.stop - 1}.")
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _begin(service: str) -> None:
    trace.act_for(service)
    g.route = request.url_rule.rule if request.url_rule else None
    order_id = (request.view_args or {}).get("order_id")
    g.span = trace.begin(
        f"{request.method} {g.route or 'unknown'}",
        "server",
        request.headers.get("traceparent"),
        str(order_id) if order_id else None,
    )
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    """Log the route, never the path: a path may carry a token."""
    took = round((time.perf_counter() - g.began) * 1000, 1)
    log.info("request", method=request.method, route=g.route, status=response.status_code, ms=took)
    g.span.end(status=response.status_code)
    return response
