"""Errors over HTTP as problem details (RFC 9457): what happened, what to do; never a stack trace, never a person."""

import http
from typing import Any, ClassVar

import structlog
from flask import Flask, Response, render_template, request
from flask_smorest import Api
from flask_smorest.utils import prepare_response
from marshmallow import fields
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from shared.contracts.text import Text
from shared.db import REPEATABLE, DatabaseAway, describe
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal, Stale
from shared.web.reading import LARGEST_BODY, read_request
from shared.web.schema import Schema

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5

_STATUS: dict[type[Refusal], int] = {NotFound: 404, NotAllowed: 403, Invalid: 422, Conflict: 409, Stale: 412}
_RENAMED_IN_PYTHON_3_13 = {413: "request_entity_too_large", 422: "unprocessable_entity"}
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")

log = structlog.get_logger()


class Problem(Schema):
    """RFC 9457, with a stable `code` for programs and `errors` by field."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    errors = fields.Dict(keys=fields.String())


def problem(status: int, code: str, detail: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
    """The answer that tells of an error: to a browser that opened a page in words, to everybody else as a problem."""
    if request.accept_mimetypes.best_match((CONTENT_TYPE, "application/json", "text/html")) == "text/html":
        return Response(render_template("problem.html", status=status, detail=detail), status, headers)
    body = {
        "type": f"urn:sidan:problem:{code}",
        "title": http.HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    response = Response(Problem().dumps(body), status=status, content_type=CONTENT_TYPE)
    response.headers.update(headers or {})
    return response


def http_problem(error: HTTPException) -> Response:
    """Any error that Flask, webargs or a door raised."""
    status = error.code or 500
    data = getattr(error, "data", None) or {}
    known = {name: value for name, value in error.get_headers() if name in _KEPT_HEADERS}
    errors = data.get("messages")
    detail = "Some fields are missing or wrong; see errors." if errors else (error.description or "")
    more = {"errors": errors} if errors else {}
    code = _RENAMED_IN_PYTHON_3_13.get(status, http.HTTPStatus(status).name.lower())
    return problem(status, code, detail, known, **more)


class ProblemApi(Api):
    """flask-smorest, with RFC 9457 instead of its own error format, in answers and in the document."""

    ERROR_SCHEMA: ClassVar[type[Schema]] = Problem

    def handle_http_exception(self, error: HTTPException) -> Response:
        """As flask-smorest calls it."""
        return http_problem(error)

    def _init_spec(self, **options: Any) -> None:
        super()._init_spec(**options)
        self.ma_plugin.converter.add_attribute_function(_ecma_pattern)
        self.ma_plugin.converter.add_attribute_function(_text_pattern)

    def _register_responses(self) -> None:
        for status in http.HTTPStatus:
            self._register_response(status.name, status.phrase, status >= 400)
        self._register_response("DEFAULT_ERROR", "What happened, and what to do", is_error=True)

    def _register_response(self, name: str, description: str, is_error: bool) -> None:
        response: dict[str, Any] = {"description": description}
        if is_error:
            response["schema"] = self.ERROR_SCHEMA
            prepare_response(response, self.spec, CONTENT_TYPE)
        self.spec.components.response(name, response, lazy=True)


def _ecma_pattern(_: Any, field: Any, ret: dict[str, Any], **__: Any) -> dict[str, str]:
    """In the document a pattern is ECMA 262, which has no `\\Z`: there `$` means the very end."""
    return {"pattern": ret["pattern"].replace(r"\Z", "$")} if "pattern" in ret else {}


def _text_pattern(_: Any, field: Any, **__: Any) -> dict[str, str]:
    """In the document, too, text is readable and not blank."""
    return {"pattern": Text.PATTERN} if isinstance(field, Text) else {}


def tell_errors_kindly(app: Flask) -> None:
    """Answer every error of `app` with a problem; refuse bodies that are too large, not JSON or not readable."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.before_request(read_request)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(DatabaseAway, _away)
    app.register_error_handler(StaleDataError, _busy)
    app.register_error_handler(DBAPIError, _busy)
    app.register_error_handler(Exception, _unexpected)


def _refused(refusal: Refusal) -> Response:
    return problem(_STATUS[type(refusal)], refusal.code, refusal.sentence)


def _away(_: DatabaseAway) -> Response:
    sentence = "The system cannot store anything just now. Nothing was done; please try again in a few seconds."
    return problem(503, "database_away", sentence, {"Retry-After": str(RETRY_AFTER_SECONDS)})


def _busy(error: Exception) -> Response:
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) not in REPEATABLE:
        return _unexpected(error)
    sentence = "Many are changing this at once. Nothing was done; please try again."
    return problem(503, "too_busy", sentence, {"Retry-After": "1"})


def _unexpected(error: Exception) -> Response:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_qualname}:{frame.tb_lineno}" if frame else "unknown"
    log.error("unexpected error", failure=describe(error), place=place)
    return problem(500, "unexpected", "Something went wrong on our side. Nothing was done; the operators can see it.")
