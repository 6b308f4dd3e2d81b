"""The programs' door: a table of routes. Each opens one transaction, calls one handler, commits, and answers.

A handler is called as `handler(session, actor, **path_and_body)`; it neither commits nor knows the door.
"""

import re
from collections.abc import Callable, Iterator
from functools import wraps
from itertools import chain
from typing import Any

import sqlalchemy as sa
from flask import Response, current_app, jsonify, request
from flask_smorest import Blueprint
from flask_smorest.pagination import PaginationMetadataSchema
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from shared import history, trace
from shared.actor import Actor
from shared.db import Database
from shared.refusals import Conflict, Invalid, NotFound
from shared.web import identity, reading
from shared.web.idempotency import Claim, once
from shared.web.pages import language
from shared.web.reading import BodyParser
from shared.web.schema import Nothing, Schema, the

KEY = "Idempotency-Key"
_KEY_PATTERN = "^[0-9A-Za-z:_.-]{1,100}$"
_VERSION_PATTERN = '^"[1-9][0-9]{0,8}"$'
Handler = Callable[..., Any]

_ACTOR_HEADER = {
    "in": "header",
    "name": identity.HEADER,
    "required": True,
    "description": "Who acts: role:id, for staff role:id@site/path",
    "schema": {"type": "string", "pattern": identity.PATTERN},
    "example": "office:wang@620821",
}


def _key_header(required: bool) -> dict[str, Any]:
    return {
        "in": "header",
        "name": KEY,
        "required": required,
        "description": "A request repeated with the same key takes effect once and gets the same answer (48 hours)",
        "schema": {"type": "string", "pattern": _KEY_PATTERN},
    }


def as_table(pieces: Iterator[str], name: str) -> Response:
    """A table for spreadsheets under this name, sent while it is read."""
    whole = chain([next(pieces)], pieces)  # what is wrong with the first one can still be told
    return Response(whole, mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename={name}"})


def spoken(handler: Handler) -> Handler:
    """A handler that answers in the language of who asks (Accept-Language)."""

    @wraps(handler)
    def speak(*who: Any, **details: Any) -> Any:
        return handler(*who, **details, language=language())

    return speak


class ApiDoor(Blueprint):
    """The routes of one service under /api/v1."""

    ARGUMENTS_PARSER = BodyParser()

    def __init__(self, service: str) -> None:
        super().__init__(service, service, url_prefix="/api/v1", description=f"The {service} service")
        self._prepare_doc_cbks.append(self._prepare_headers_doc)

    def creates(self, rule: str, handler: Handler, *, takes: type[Schema], answers: type[Schema]) -> None:
        """POST that makes something new; needs an Idempotency-Key."""
        self._post(rule, handler, takes, the(answers), status=201, key_required=True)

    def verb(self, rule: str, handler: Handler, *, takes: type[Schema] = Nothing, answers: type[Schema]) -> None:
        """POST that moves something."""
        self._post(rule, handler, takes, the(answers), status=200, key_required=False)

    def each(self, rule: str, handler: Handler, *, of: str, takes: type[Schema], answers: type[Schema]) -> None:
        """POST that moves several things, each in a transaction of its own: what it takes has a list of their ids, `of`
        and an s, and the answer says of each what became of it. Who may not do this at all is refused as a whole."""
        answer = the(answers, many=True)

        def view(body: dict[str, Any]) -> Response:
            actor, ids = identity.actor(), body.pop(f"{of}s")

            def became(one: Any) -> dict[str, Any]:
                try:
                    database().transact(lambda session: _acting(session, actor, handler, {of: one, **body}))
                except (Conflict, Invalid, NotFound) as refusal:
                    return {of: one, "result": refusal.code, "detail": refusal.sentence}
                return {of: one, "result": "done", "detail": None}

            return jsonify(answer.dump([became(one) for one in ids]))

        self._add(rule, "POST", handler, self.arguments(the(takes))(view), answer, 200, [])

    def edits(self, rule: str, handler: Handler, *, takes: type[Schema], answers: type[Schema]) -> None:
        """PUT of a whole thing; the handler gets `if_match`: the version read, `None` where nothing may exist yet."""
        answer = the(answers)

        def view(body: dict[str, Any], **path: Any) -> Response:
            actor = identity.actor()
            thing = database().transact(
                lambda session: answer.dump(handler(session, actor, if_match=_version_read(), **path, **body))
            )
            response = jsonify(thing)
            response.set_etag(str(thing["version"]))
            return response

        self._add(rule, "PUT", handler, self.arguments(the(takes))(view), answer, 200, [_IF_MATCH])

    def shows(self, rule: str, handler: Handler, *, by: type[Schema] | None = None, answers: type[Schema]) -> None:
        """GET of one thing."""
        answer = the(answers)

        def view(filters: dict[str, Any] | None = None, **path: Any) -> Response:
            with database().read() as session:
                thing = answer.dump(handler(session, identity.actor(), **path, **(filters or {})))
            response = jsonify(thing)
            if "version" in thing:
                response.set_etag(str(thing["version"]))
            return response

        asked = self.arguments(the(by), location="query")(view) if by else view
        self._add(rule, "GET", handler, asked, answer, 200, [])

    def exports(self, rule: str, handler: Handler, *, by: type[Schema]) -> None:
        """GET of a table for spreadsheets, sent while it is read; the handler gets the means to look instead of a
        session, and gives the pieces."""

        def view(filters: dict[str, Any]) -> Response:
            return as_table(handler(database().read, identity.actor(), **filters), rule.strip("/"))

        asked = self.arguments(the(by), location="query")(view)
        self._add(rule, "GET", handler, asked, {"type": "string"}, 200, [], content_type="text/csv")

    def lists(self, rule: str, handler: Handler, *, by: type[Schema] = Nothing, answers: type[Schema]) -> None:
        """GET of a page of things; the handler gives the query."""
        answer = the(answers, many=True)

        def view(filters: dict[str, Any], pagination_parameters: Any, **path: Any) -> Response:
            with database().read() as session:
                query: sa.Select[Any] = handler(session, identity.actor(), **path, **filters)
                counted = sa.select(sa.func.count()).select_from(query.order_by(None).subquery())
                pagination_parameters.item_count = session.scalar(counted)
                after = min(pagination_parameters.first_item, pagination_parameters.item_count)
                page = query.offset(after).limit(pagination_parameters.page_size)
                return jsonify(answer.dump(session.scalars(page)))

        paged = self.paginate(page_size=50, max_page_size=500)(view)
        self._add(rule, "GET", handler, self.arguments(the(by), location="query")(paged), answer, 200, [])

    def _post(
        self, rule: str, handler: Handler, takes: type[Schema], answer: Schema, *, status: int, key_required: bool
    ) -> None:
        def view(body: dict[str, Any], **path: Any) -> Response:
            thing = _carry_out(handler, answer, {**path, **body}, key_required)
            if order_id := thing.get("order_id"):
                trace.concerns(order_id)
            response = jsonify(thing)
            response.status_code = status
            return response

        body = self.arguments(the(takes), required=_says_something(takes))(view)
        self._add(rule, "POST", handler, body, answer, status, [_key_header(key_required)])

    def _add(
        self, rule: str, method: str, handler: Handler, view: Any, answer: Any, status: int, headers: Any, **how: Any
    ) -> None:
        view.__name__ = handler.__name__
        view.__doc__ = (handler.__doc__ or "").partition("\n")[0]
        documented = self.doc(operationId=handler.__name__)(self.response(status, answer, **how)(view))
        documented._apidoc["headers"] = [_ACTOR_HEADER, *headers]
        self.route(rule, methods=[method])(documented)

    def _document_pagination_metadata(self, spec: Any, resp_doc: dict[str, Any]) -> None:
        """The header holds JSON; flask-smorest would tell it as an object in the style of headers."""
        told = {"schema": PaginationMetadataSchema}
        header = {"description": "Where this page stands", "content": {"application/json": told}}
        resp_doc.setdefault("headers", {})[self.PAGINATION_HEADER_NAME] = header

    @staticmethod
    def _prepare_headers_doc(doc: dict[str, Any], told: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Set our headers beside the parameters that flask-smorest found; its `doc` would put them in their place."""
        doc.setdefault("parameters", []).extend(told["headers"])
        return doc


_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "description": "The version that was read (its ETag); required when the thing exists",
    "schema": {"type": "string", "pattern": _VERSION_PATTERN},
    "example": '"3"',
}


def _says_something(takes: type[Schema]) -> bool:
    """Whether a body is needed at all."""
    return any(field.required for field in the(takes).fields.values())


def _carry_out(handler: Handler, answer: Schema, details: dict[str, Any], key_required: bool) -> Any:
    actor = identity.actor()
    key = request.headers.get(KEY)
    if key is None and key_required:
        raise BadRequest(f"Send the header {KEY} with a key of your own making, so that a repeat does nothing twice.")
    if key is not None and not re.fullmatch(_KEY_PATTERN, key):
        raise BadRequest(f"The header {KEY} holds 1 to 100 letters, digits or : _ . - and nothing else.")

    def work(session: Session) -> Any:
        def effect() -> Any:
            return answer.dump(_acting(session, actor, handler, details))

        if key is None:
            return effect()
        route = f"{request.method} {request.path}"
        return once(session, Claim.of(key, f"{actor.role}:{actor.id}", route, reading.body()), effect)

    return database().transact(work)


def _acting(session: Session, actor: Actor, handler: Handler, details: dict[str, Any]) -> Any:
    history.acting(session, actor)
    return handler(session, actor, **details)


def _version_read() -> int | None:
    etag = request.headers.get("If-Match")
    if etag is None:
        return None
    if not re.fullmatch(_VERSION_PATTERN, etag):
        raise BadRequest('The header If-Match holds the ETag that you read, with its quotes, as in "3".')
    return int(etag.strip('"'))


def database() -> Database:
    """The database of the service that was asked."""
    known: Database = current_app.extensions["sidan_database"]
    return known
