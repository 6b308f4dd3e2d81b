"""The people's door of the ledger: anybody checks a certificate; whose it is, and staff of their place, print it."""

import re
import unicodedata
from contextlib import AbstractContextManager

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as Redirect

from services.volunteer.ledger import policy
from services.volunteer.ledger.certificates import check_certificate, print_certificate
from shared.actor import Actor, Door, Role
from shared.refusals import NotAllowed, NotFound
from shared.web import identity

ANYBODY = Actor(id="anybody", role=Role.RESIDENT, scope="", door=Door.PAGES)
LONGEST = 24
"""So much of what somebody types as a number is looked at, and repeated to them."""
_UNKEPT = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
"""A certificate may be revoked any moment, a sheet holds a name: neither is kept by a browser or found by a search."""


def certificate_pages() -> Blueprint:
    """`/certificates`, and below it each certificate under its number."""
    door = Blueprint("certificates", __name__, template_folder="templates")
    door.after_request(_keep_nowhere)
    door.register_error_handler(NotFound, _tell_unknown)
    door.register_error_handler(NotAllowed, lambda _: _keep_sheet_closed(403))
    door.register_error_handler(Unauthorized, lambda _: _keep_sheet_closed(401))

    @door.get("/certificates")
    def ask_for_number() -> Redirect | tuple[str, int]:
        if number := _as_printed(request.args.get("number", "")):
            return redirect(url_for(".show_certificate", number=number))
        blank = "number" in request.args
        return render_template("certificates.html", blank=blank), 422 if blank else 200

    @door.get("/certificates/<number>")
    def show_certificate(number: str) -> str:
        with _look() as session:
            told = check_certificate(session, ANYBODY, number=_as_printed(number))
        return render_template("certificate.html", **told)

    @door.get("/certificates/<number>/sheet")
    def show_sheet(number: str) -> str:
        with _look() as session:
            told = print_certificate(session, identity.actor(), number=_as_printed(number))
            return render_template("sheet.html", host=request.host, **told)

    return door


def _as_printed(said: str) -> str:
    """A number as it stands on the sheet, however it was typed: in small or wide letters, with gaps."""
    return re.sub("[^0-9A-Z]", "", unicodedata.normalize("NFKC", said[: 2 * LONGEST]).upper())[:LONGEST]


def _look() -> AbstractContextManager[Session]:
    looking: AbstractContextManager[Session] = current_app.extensions["sidan_database"].read()
    return looking


def _tell_unknown(_: NotFound) -> tuple[str, int]:
    number = _as_printed((request.view_args or {}).get("number", ""))
    told = {"number": number, "miscopied": not policy.is_certificate_number(number)}
    return render_template("certificate_unknown.html", **told), 404


def _keep_sheet_closed(status: int) -> tuple[str, int]:
    number = _as_printed((request.view_args or {}).get("number", ""))
    return render_template("sheet_closed.html", number=number, status=status), status


def _keep_nowhere(response: Response) -> Response:
    response.headers.update(_UNKEPT)
    return response
