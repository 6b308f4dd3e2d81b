"""The figures for staff: each with its definition, its n, and the orders behind it, over a place and a period."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from services.feedback.figures import places
from services.feedback.handlers import figures
from services.feedback.schemas.figures import FrameFilter
from shared import clock
from shared.actor import Actor
from shared.clock import SHANGHAI
from shared.refusals import NotAllowed
from shared.web import identity
from shared.web.door import as_table, database
from shared.web.pages import keep_nowhere, this_page

FORM = FrameFilter(only=("since", "until", "site"), unknown="exclude")
PAGE, LAST_PAGE = 25, 400
MOST_PARTS = 60
COUNTED = {"yes": True, "no": False}


def figure_pages() -> Blueprint:
    """`/figures`, and below it the orders behind each."""
    door = Blueprint("figures", __name__, template_folder="../templates")
    door.after_request(keep_nowhere)
    door.register_error_handler(NotAllowed, lambda _: (render_template("figures_closed.html"), 403))

    @door.get("/figures")
    def show_figures() -> tuple[str, int]:
        asked, faults = _asked()
        with database().read() as session:
            told = _tell(session, asked)
        return render_template("figures.html", faults=faults, **told), 422 if faults else 200

    @door.get("/figures/<code>")
    def show_behind(code: str) -> str | Answer:
        asked, faults = _asked()
        if faults:
            return redirect(f"/figures{this_page()}")
        counted = COUNTED.get(request.args.get("counted", ""))
        page = min(max(request.args.get("page", 1, int), 1), LAST_PAGE)
        with database().read() as session:
            found = figures.find_behind(session, _reader(session), code=code, counted=counted, **asked)
            orders = session.scalars(found.offset((page - 1) * PAGE).limit(PAGE + 1)).all()
            told = _tell(session, asked)
            about = {"code": code, "counted": counted, "page": page, "most_parts": MOST_PARTS}
            more = len(orders) > PAGE and page < LAST_PAGE
            return render_template("figure.html", orders=orders[:PAGE], more=more, **about, **told)

    @door.get("/figures/orders.csv")
    def save_orders() -> Response | Answer:
        asked, faults = _asked()
        if faults:
            return redirect(f"/figures{this_page()}")
        with database().read() as session:
            who = _reader(session)
        return as_table(figures.export_orders(database().read, who, **asked), "orders.csv")

    return door


def _asked() -> tuple[Mapping[str, Any], set[str]]:
    """What the form says of place and period, and which of its fields cannot be understood."""
    said = {name: request.args[name].strip() for name in FORM.fields if request.args.get(name, "").strip()}
    faults = set(FORM.validate(said))
    asked = FORM.load({name: text for name, text in said.items() if name not in faults})
    if asked.get("since", date.min) > asked.get("until", date.max):
        faults.add("until")
    return asked, faults


def _tell(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    who = _reader(session)
    told, sites = figures.tell_figures(session, who, **asked), places.names(session, who.scope)
    return {
        "asked": asked,
        "place": told["site_path"],
        "scope": who.scope,
        "sites": sites,
        "choices": places.near(told["site_path"], who.scope, sites),
        "periods": _periods(clock.now().astimezone(SHANGHAI).date()),
        "figures": {one["code"]: one for one in told["figures"]},
    }


def _reader(session: Session) -> Actor:
    """Who asks; whoever sits at this machine and says nothing else asks about the whole county."""
    who = identity.reader()
    return who if who.scope else replace(who, scope=places.county(session))


def _periods(today: date) -> dict[str, tuple[date, date]]:
    """The first and the last day of what one asks for most often."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    return {
        "month": (month, today),
        "last_month": (before.replace(day=1), before),
        "year": (today.replace(month=1, day=1), today),
    }
