"""The front of the house: one plain page that says what answers where, until the residents' menu takes its place."""

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException

from shared.web.pages import dress
from shared.web.problems import http_problem, tell_errors_kindly


def front_page(hotline: str) -> Flask:
    """The application for everything that belongs to no service, and for what pages are dressed in."""
    app = Flask(__name__)
    dress(app, hotline)
    tell_errors_kindly(app)
    app.register_error_handler(HTTPException, http_problem)
    app.add_url_rule("/", "front", lambda: render_template("front.html"))
    return app
