"""The people's door of the record: anybody checks a certificate; whose it is, and staff of their place, print it."""

import re
import unicodedata

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from services.volunteer.record.certificates import check_certificate, print_certificate
from services.volunteer.record.policy import is_certificate_number
from shared.actor import Actor, Door, Role
from shared.refusals import NotAllowed, NotFound
from shared.web import identity
from shared.web.door import database
from shared.web.pages import keep_nowhere

ANYBODY = Actor(id="anybody", role=Role.RESIDENT, scope="", door=Door.PAGES)
LONGEST = 24
"""So much of what somebody types as a number is looked at, and repeated to them."""


def certificate_pages() -> Blueprint:
    """`/certificates`, and below it each certificate under its number."""
    door = Blueprint("certificates", __name__, template_folder="templates")
    door.after_request(keep_nowhere)  # it may be revoked any moment, and a sheet holds a name
    door.register_error_handler(NotFound, _tell_unknown)
    door.register_error_handler(NotAllowed, lambda _: _keep_closed(403))
    door.register_error_handler(Unauthorized, lambda _: _keep_closed(401))

    @door.get("/certificates")
    def ask_for_number() -> Response | tuple[str, int]:
        if number := _as_printed(request.args.get("number", "")):
            return redirect(url_for(".show_certificate", number=number))
        blank = "number" in request.args
        return render_template("certificates.html", blank=blank), 422 if blank else 200

    @door.get("/certificates/<number>")
    def show_certificate(number: str) -> str:
        with database().read() as session:
            told = check_certificate(session, ANYBODY, number=_as_printed(number))
        return render_template("certificate.html", **told)

    @door.get("/certificates/<number>/sheet")
    def show_sheet(number: str) -> str:
        with database().read() as session:
            told = print_certificate(session, identity.actor(), number=_as_printed(number))
            return render_template("sheet.html", host=request.host, **told)

    return door


def _as_printed(said: str) -> str:
    """A number as it stands on the sheet, however it was typed: in small or wide letters, with gaps."""
    return re.sub("[^0-9A-Z]", "", unicodedata.normalize("NFKC", said[: 2 * LONGEST]).upper())[:LONGEST]


def _tell_unknown(_: NotFound) -> tuple[str, int]:
    number = _number_asked_for()
    return render_template("no_certificate.html", number=number, miscopied=not is_certificate_number(number)), 404


def _keep_closed(status: int) -> tuple[str, int]:
    return render_template("sheet_closed.html", number=_number_asked_for(), status=status), status


def _number_asked_for() -> str:
    return _as_printed((request.view_args or {})["number"])
